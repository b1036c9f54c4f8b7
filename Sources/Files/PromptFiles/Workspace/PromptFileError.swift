public import PromptRepo

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

extension RepositoryError {
  /// The same error as the rest of the program reports it, with code ``RepositoryError/Code/invalid``.
  public init(_ error: PromptFileError) {
    self.init(.invalid, error.summary, hint: error.hint, cause: error)
  }
}

/// Reads or writes a working file's text and reports an error in it as the repository's error.
func reportingFile<Result>(
  _ body: () throws(PromptFileError) -> Result
) throws(RepositoryError) -> Result {
  do {
    return try body()
  } catch {
    throw RepositoryError(error)
  }
}

extension RepositoryError {
  /// Several files' refusals as one error; `nil` if there are none.
  ///
  /// A conflict among them makes it a conflict.
  static func joining(
    _ refusals: [RepositoryError], _ what: String, hint: String?
  ) -> RepositoryError? {
    guard let first = refusals.first else { return nil }
    if refusals.count == 1 { return first }
    let code = refusals.contains { $0.code == .conflict } ? .conflict : first.code
    let list = refusals.map { "\n  \($0.message)" }.joined()
    return RepositoryError(code, "\(refusals.count) files \(what):\(list)", hint: hint)
  }
}
