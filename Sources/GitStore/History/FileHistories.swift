/// The histories of the files that were asked for.
public struct FileHistories: Sendable, Hashable {
  /// One for each file, in the order of their paths' bytes.
  public let files: [FileHistory]
  /// What was left out, and why.
  public let warnings: [String]
}
