internal import CanonicalJSON
internal import PromptTemplate

/// What JavaScript and Handlebars make of values.
enum Values {
  /// Whether a value counts as true; every array and object does.
  static func isTruthy(_ value: JSONValue?) -> Bool {
    switch value {
    case nil, .null: false
    case .bool(let value): value
    case .number(let number): number.double != 0
    case .string(let text): !text.utf8.isEmpty
    case .array, .object: true
    }
  }

  /// Whether a value is empty for Handlebars: zero and objects never are.
  static func isEmpty(_ value: JSONValue?) -> Bool {
    switch value {
    case .number: false
    case .array(let values): values.isEmpty
    default: !isTruthy(value)
    }
  }

  /// Whether both are the same text, number or truth value, or both nothing.
  static func isSameScalar(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
    switch (left ?? .null, right ?? .null) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
    default: false
    }
  }

  /// A member of a value. A list and a text have their places and a `length`, a text's in UTF-16
  /// code units.
  static func member(_ name: String, of value: JSONValue?) -> JSONValue? {
    switch value {
    case .object(let object): return object[name]
    case .array(let values):
      if name == "length" { return .integer(values.count) }
      guard let index = index(name), values.indices.contains(index) else { return nil }
      return values[index]
    case .string(let text):
      if name == "length" { return .integer(text.utf16.count) }
      guard let index = index(name), index < text.utf16.count else { return nil }
      let unit = text.utf16[text.utf16.index(text.utf16.startIndex, offsetBy: index)]
      // Half a character is no text.
      return Unicode.Scalar(unit).map { .string(String($0)) }
    default: return nil
    }
  }

  /// A place in a list, if it is written as JavaScript writes it.
  private static func index(_ name: String) -> Int? {
    guard name.utf8.count <= 10, let index = Int(name), index >= 0, String(index) == name else {
      return nil
    }
    return index
  }
}
