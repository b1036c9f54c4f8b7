/// A shell's question for the words that may stand in one place.
public struct CompletionRequest: Sendable {
  /// The completer's name, as in ``Completion/custom(_:)``.
  public let kind: String
  /// The word as far as it is typed.
  public let prefix: String

  let find: @Sendable () throws -> [String]

  /// The candidates that begin with ``prefix`` and can stand on one line.
  ///
  /// - Throws: what the program's context or completer throws; a shell expects silence then.
  public func candidates() throws -> [String] {
    try find().filter { candidate in
      candidate.utf8.starts(with: prefix.utf8)
        && !candidate.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }
  }
}
