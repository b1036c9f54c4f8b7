public import CanonicalJSON

/// Why a text is no Handlebars template.
public struct HandlebarsSyntaxError: Error, Hashable, Sendable {
  /// Where the tag begins, or the part of it that cannot be read.
  public let position: TextPosition

  /// What is wrong there, and what to do.
  public let reason: String
}

extension HandlebarsSyntaxError: CustomStringConvertible {
  /// The place and the reason.
  public var description: String { "\(position): \(reason)" }
}

/// A reason with its place in bytes, while a text is being read.
struct ReadingFailure: Error {
  let offset: Int
  let reason: String

  init(_ reason: String, at offset: Int) {
    self.offset = offset
    self.reason = reason
  }
}
