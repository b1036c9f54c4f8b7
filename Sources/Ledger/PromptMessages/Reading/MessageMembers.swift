internal import CanonicalJSON

/// Members of JSON objects, with the place in errors.
extension MessageReader {
  /// A value in words: `a number`, `null`.
  static func words(for value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .array, .object: "an \(value.kind)"
    case .bool, .number, .string: "a \(value.kind)"
    }
  }

  /// The object that a value is.
  ///
  /// - Parameter name: What it stands for, in words: `a message`.
  func object(
    _ value: JSONValue, _ name: String, at place: MessagePlace
  ) throws(MessageFormatError) -> JSONObject {
    guard case .object(let object) = value else {
      throw place.error("", "\(name) is an object, and this is \(Self.words(for: value))")
    }
    return object
  }

  /// The object that a member has to be.
  func object(
    _ object: JSONObject, _ key: String, _ path: String = "", at place: MessagePlace
  ) throws(MessageFormatError) -> JSONObject {
    guard let value = try optionalObject(object, key, path, at: place) else {
      throw place.error("\(path).\(key)", "it is missing: give an object")
    }
    return value
  }

  /// The object that a member is, or `nil` if it is null or missing.
  func optionalObject(
    _ object: JSONObject, _ key: String, _ path: String = "", at place: MessagePlace
  ) throws(MessageFormatError) -> JSONObject? {
    switch object[key] {
    case .object(let value): return value
    case nil, .null: return nil
    case .some(let value):
      throw place.error(
        path, unplaced: key, "it is \(Self.words(for: value)): give an object")
    }
  }

  /// The text that a member has to be.
  func string(
    _ object: JSONObject, _ key: String, _ path: String = "", at place: MessagePlace
  ) throws(MessageFormatError) -> String {
    switch object[key] {
    case .string(let text): return text
    case nil: throw place.error("\(path).\(key)", "it is missing: give a text")
    case .some(let value):
      throw place.error("\(path).\(key)", "it is \(Self.words(for: value)): give a text")
    }
  }

  /// Checks that an object has no members but these; null counts as none.
  func members(
    of object: JSONObject, allowed: [String], _ path: String = "", at place: MessagePlace
  ) throws(MessageFormatError) {
    for member in object where !member.value.isNull && !allowed.contains(member.key) {
      throw place.error(
        path, unplaced: member.key, "it has no place in a chat: leave it out")
    }
  }
}
