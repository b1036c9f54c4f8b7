public import PromptRepo

/// A commit of a code repository that changed a prompt's file.
public struct AdoptedRevision: Sendable {
  /// The commit.
  public let commit: ObjectID
  /// The file's path in that commit, from the top of the repository.
  public let path: String
  /// The file's bytes, as an object of the repository.
  public let blob: ObjectID
  /// Who made the change, and when.
  public let author: Signature
  /// What the author says about it.
  public let message: String

  /// Makes a revision from its parts.
  public init(
    commit: ObjectID, path: String, blob: ObjectID, author: Signature, message: String
  ) {
    self.commit = commit
    self.path = path
    self.blob = blob
    self.author = author
    self.message = message
  }
}
