/// One version of a prompt, without its content.
public struct Version: Sendable, Hashable {
  /// The prompt it belongs to.
  public let promptID: PromptID
  /// Its number, from 1, without gaps.
  public let number: Int
  /// The SHA-256 of its content.
  public let hash: VersionHash
  /// The SHA-256 of its template alone.
  public let templateHash: VersionHash
  /// The commit that is this version.
  public let commit: ObjectID
  /// The version before it; `nil` for the first.
  public let parent: ObjectID?
  /// The commit's tree: the version's files.
  public let tree: ObjectID
  /// Who wrote it, and when.
  public let author: Signature
  /// What the author said about it; may be empty.
  public let message: String
  /// The trailers of its commit.
  public let trailers: [Trailer]

  /// Its id in the API, derived from prompt, number and hash.
  public var id: VersionID { VersionID(prompt: promptID, number: number, hash: hash) }

  /// Where it comes from; `nil` if it was not cut from a file that a commit has.
  public var source: VersionSource? { VersionSource(trailers) }

  /// When the version was made.
  public var createdAt: Timestamp { author.time }
}
