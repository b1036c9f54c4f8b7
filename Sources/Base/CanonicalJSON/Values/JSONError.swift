/// Why a text is not the JSON that is read here, and where.
public struct JSONError: Error, Hashable, Sendable {
  /// What is wrong and how to put it right.
  public let message: String

  /// Where in the text, or `nil` for a value that came from no text.
  public let position: TextPosition?

  /// Whether the text may be right, and has more values than were asked for.
  public let isTooMuch: Bool

  /// An error with this message at this place.
  public init(_ message: String, at position: TextPosition?, isTooMuch: Bool = false) {
    self.message = message
    self.position = position
    self.isTooMuch = isTooMuch
  }

  static func tooDeep(at position: TextPosition?) -> JSONError {
    JSONError(
      "arrays and objects lie more than \(JSONValue.depthLimit) deep: flatten them", at: position)
  }

  static func nul(at position: TextPosition?) -> JSONError {
    JSONError("a string holds the character NUL (\\u0000): remove it", at: position)
  }
}

extension JSONError: CustomStringConvertible {
  /// The place, if known, and the message.
  public var description: String {
    position.map { "\($0): \(message)" } ?? message
  }
}
