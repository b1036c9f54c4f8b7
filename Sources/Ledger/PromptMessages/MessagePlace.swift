internal import CanonicalJSON
internal import PromptTemplate

/// A place in a list of messages; its path is only put together for an error.
struct MessagePlace {
  /// What the list is called: `messages`, `system` or the name of a caller's list.
  var list = "messages"

  /// The message, counted from 0.
  var message: Int?

  /// The part of its content, counted from 0.
  var part: Int?

  /// An error at this place.
  ///
  /// - Parameter members: What leads from here to what is wrong: `.role`.
  func error(_ members: String = "", _ reason: String) -> MessageFormatError {
    var path = list
    if let message { path += "[\(message)]" }
    if let part { path += ".content[\(part)]" }
    return MessageFormatError(path + members, reason)
  }

  /// An error about a member that has no place at all.
  func error(_ members: String = "", unplaced name: String, _ reason: String) -> MessageFormatError
  {
    error(members + Self.step(name), reason)
  }

  /// The step of a path to a member: `.name`, or `["a name"]` where that would be ambiguous.
  static func step(_ name: String) -> String {
    if MarkerRules.isName(name), name.utf8.count <= excerptLimit { return "." + name }
    return "[\(excerpt(name))]"
  }

  /// A text for an error: as JSON, and of a long one only the beginning.
  static func excerpt(_ text: String) -> String {
    let start = text.unicodeScalars.prefix(excerptLimit)
    let isWhole = start.endIndex == text.unicodeScalars.endIndex
    let json = JSONValue.string(String(start) + (isWhole ? "" : "…")).utf8()
    return String(decoding: HiddenCharacters.escaped(inJSON: json), as: UTF8.self)
  }

  private static let excerptLimit = 60
}
