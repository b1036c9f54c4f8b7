public import CanonicalJSON

/// The place of a value among the inputs of a prompt, such as `customer.tags[2]`.
public struct InputPath: Hashable, Sendable {
  /// A step from a value into one of its parts.
  public enum Step: Hashable, Sendable {
    /// A member of an object, by its name.
    case member(UTF8Key)
    /// All members of an object that are not named; written `*`.
    case others
    /// An element of an array, from 0.
    case element(Int)
    /// All elements of an array; written `[]`.
    case elements
  }

  /// The steps from the object of all inputs; none is that object itself.
  public let steps: [Step]

  /// The path of these steps.
  public init(_ steps: [Step] = []) {
    self.steps = steps
  }

  /// The path one step further in.
  public func appending(_ step: Step) -> InputPath { InputPath(steps + [step]) }

  /// The path of a member.
  public func member(_ name: String) -> InputPath { appending(.member(UTF8Key(name))) }
}

extension InputPath: CustomStringConvertible {
  /// The path as programs write it: `customer.tags[2]`, `["first name"].length`.
  ///
  /// The name of an input stands as it is, since names of variables may hold dots. Of a long name
  /// only the beginning is shown.
  public var description: String {
    var text = ""
    for (place, step) in steps.enumerated() {
      switch step {
      case .member(let name):
        if Self.isPlain(name.text, isInput: place == 0) {
          text += text.isEmpty ? name.text : ".\(name.text)"
        } else {
          text += "[\(Excerpt.json(name.text))]"
        }
      case .others: text += text.isEmpty ? "*" : ".*"
      case .element(let index): text += "[\(index)]"
      case .elements: text += "[]"
      }
    }
    return text
  }

  /// Whether a name needs no quotes.
  private static func isPlain(_ name: String, isInput: Bool) -> Bool {
    guard 1...Excerpt.limit ~= name.utf8.count else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      case UInt8(ascii: "."): isInput
      default: false
      }
    }
  }
}

/// Texts as messages show them: on one line, and of long ones the beginning.
enum Excerpt {
  /// How many bytes of a text are shown.
  static let limit = 60

  /// A text in single quotes; one that would not be seen as it is, as JSON escapes it.
  static func quoted(_ text: String) -> String {
    let start = beginning(of: text)
    return isSeen(start) ? "'\(start)'" : json(text)
  }

  private static func isSeen(_ text: String) -> Bool {
    guard HiddenCharacters.mayOccur(in: text.utf8) || text.utf8.contains(where: { $0 < 0x20 })
    else { return true }
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if scalar.value < 0x20 || HiddenCharacters.contains(scalar, after: previous) { return false }
      previous = scalar
    }
    return true
  }

  /// A text as JSON writes it.
  static func json(_ text: String) -> String {
    let start = JSONValue.string(beginning(of: text)).utf8()
    return String(decoding: HiddenCharacters.escaped(inJSON: start), as: UTF8.self)
  }

  private static func beginning(of text: String) -> String {
    var count = 0
    let end = text.unicodeScalars.firstIndex { scalar in
      count += UTF8.width(scalar)
      return count > limit
    }
    return end.map { String(text.unicodeScalars[..<$0]) + "…" } ?? text
  }

  /// A value: texts in quotes, numbers as they are, of lists and objects the kind.
  static func value(_ value: JSONValue) -> String {
    switch value {
    case .null, .bool, .number: value.text()
    case .string(let text): quoted(text)
    case .array: "an array"
    case .object: "an object"
    }
  }
}
