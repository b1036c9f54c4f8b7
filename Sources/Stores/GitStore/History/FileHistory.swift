/// A file that is in a commit, with all that its history made of it.
public struct FileHistory: Sendable, Hashable {
  /// The file's path now, from the top.
  public let path: String
  /// The path that was asked for: the file's own, or that of a folder above it.
  public let root: String
  /// The place of its first commit among all that HEAD builds on, where a commit is after its
  /// parents and what a merge brought after what was there.
  public let start: Int
  /// The commits that changed it, each after those that it builds on.
  public let revisions: [FileRevision]
}
