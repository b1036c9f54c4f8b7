/// A shell's question for the words that may stand in one place.
public struct CompletionRequest: Sendable {
  /// What may stand there.
  enum Kind: String, Sendable {
    /// Nothing that is known.
    case nothing
    /// Words that the program knows.
    case words
    /// The path of a file or folder, which the shell completes.
    case files
    /// The path of a folder, which the shell completes.
    case folders
    /// Free text.
    case text
  }

  /// A word and what it is for; the latter may be empty.
  typealias Candidate = (word: String, description: String)

  let kind: Kind
  /// What the words are, such as `prompt`.
  let name: String
  /// What of the word comes before the part that is completed: `--format=`, or empty.
  let before: String
  /// The part that is completed, as far as it is typed.
  let prefix: String
  let find: @Sendable () throws -> [Candidate]

  /// No answer.
  static let nothing = CompletionRequest(.nothing, name: "", before: "", prefix: "") { [] }

  init(
    _ kind: Kind, name: String, before: String, prefix: String,
    find: @escaping @Sendable () throws -> [Candidate]
  ) {
    self.kind = kind
    self.name = name
    self.before = before
    self.prefix = prefix
    self.find = find
  }

  /// The candidates that begin with what is typed and can stand on one line.
  ///
  /// - Throws: what the program's context or completer throws; a shell expects silence then.
  public func candidates() throws -> [String] {
    try accepted().map(\.word)
  }

  /// The answer as completion scripts read it, one line each; empty for no answer.
  ///
  /// The first line has three fields, which tabs part: `words`, `files`, `folders` or `text`; what
  /// is completed; and the beginning of the word that stays before each candidate. Each further line
  /// is a candidate and, after a tab, its description.
  ///
  /// - Throws: as ``candidates()`` does.
  public func lines() throws -> [String] {
    if kind == .nothing { return [] }
    let header = [kind.rawValue, name, before].map(\.onOneLine).joined(separator: "\t")
    return try [header]
      + accepted().map { word, description in
        description.utf8.isEmpty ? word : "\(word)\t\(description.onOneLine)"
      }
  }

  private func accepted() throws -> [Candidate] {
    try find().filter { candidate, _ in
      candidate.utf8.starts(with: prefix.utf8) && !candidate.utf8.contains(where: isControl)
    }
  }
}

/// A word of a command line that is being completed.
public struct CompletedWord: Sendable {
  /// The word as far as it is typed.
  public let prefix: String
  /// The command's arguments before it, in their order.
  public let arguments: [String]
}

private func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }

extension String {
  /// The text with a space for each control character.
  fileprivate var onOneLine: String {
    String(decoding: utf8.map { isControl($0) ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
  }
}
