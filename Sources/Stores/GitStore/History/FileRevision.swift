public import GitModel

/// One commit that changed a file, and what the file was then.
public struct FileRevision: Sendable, Hashable {
  /// The commit.
  public let commit: ObjectID
  /// The file's path in that commit, from the top.
  public let path: String
  /// The file's bytes, as an object of the repository.
  public let blob: ObjectID
  /// Who made the change, and when.
  public let author: Signature
  /// When the commit was made, which after a rebase is later than its author's time.
  public let committed: Timestamp
  /// What the author says about it, subject and body.
  public let message: String
}
