/// A prompt's file in a code repository, with its history.
public struct AdoptedFile: Sendable {
  /// The file's path, from the top of the repository.
  public let path: String
  /// The path that was asked for: the file's own, or that of a folder above it.
  public let root: String
  /// A number that grows with when its history began; the older of two files keeps a name that
  /// both would have.
  public let start: Int
  /// The commits that changed it, oldest first.
  public let revisions: [AdoptedRevision]

  /// Makes a file from its parts.
  public init(path: String, root: String, start: Int, revisions: [AdoptedRevision]) {
    self.path = path
    self.root = root
    self.start = start
    self.revisions = revisions
  }
}
