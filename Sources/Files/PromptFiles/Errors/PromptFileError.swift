/// Why a working file cannot be read or written, and where in it.
public struct PromptFileError: Error, Sendable, Hashable {
  /// One sentence that says what is wrong, without a final full stop.
  public let message: String

  /// The file's path, as the caller gave it.
  public let path: String

  /// The line in the file, from 1, if the error has a place.
  public let line: Int?

  /// The column in the line, from 1, in Unicode code points.
  public let column: Int?

  /// What a user can do about it, if anything is known to help.
  public let hint: String?

  /// Whether there is something other than a plain file in the place, such as a link or a folder.
  public let isIrregular: Bool

  /// Makes an error from its parts.
  public init(
    _ message: String, path: String, line: Int? = nil, column: Int? = nil, hint: String? = nil,
    isIrregular: Bool = false
  ) {
    self.message = message
    self.path = path
    self.line = line
    self.column = column
    self.hint = hint
    self.isIrregular = isIrregular
  }

  /// `prompts/a.prompt:3:7: message`: the place as compilers and editors write it.
  public var summary: String {
    let place = [path] + [line, column].compactMap { $0.map(String.init) }
    return "\(place.joined(separator: ":")): \(message)"
  }
}

extension PromptFileError: CustomStringConvertible {
  /// The summary, with the hint after it.
  public var description: String {
    guard let hint else { return summary }
    return "\(summary). \(hint)"
  }
}
