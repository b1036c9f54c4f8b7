/// A commit in git's format.
public struct Commit: Sendable, Hashable {
  /// The snapshot.
  public let tree: ObjectID
  /// The commits this one follows; the first is the chain's own.
  public let parents: [ObjectID]
  /// Who made the content, and when.
  public let author: Signature
  /// Who put it into the repository, and when.
  public let committer: Signature
  /// The message, with its final line break.
  public let message: String

  /// Makes a commit from its parts.
  public init(
    tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, message: String
  ) {
    self.tree = tree
    self.parents = parents
    self.author = author
    self.committer = committer
    self.message = message
  }

  /// The commit as an object, ready to be stored.
  public var object: GitObject {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256 + message.utf8.count)
    bytes += "tree \(tree.hex)\n".utf8
    for parent in parents { bytes += "parent \(parent.hex)\n".utf8 }
    bytes += "author \(author.line)\ncommitter \(committer.line)\n\n".utf8
    bytes += message.utf8
    return GitObject(.commit, bytes)
  }
}
