public import PromptRepo

/// What a working file was made from: the version and the record that this clone last wrote,
/// committed or checked out.
public struct FileBase: Sendable, Hashable {
  /// The prompt's identity, so that a name that was deleted and used again is noticed.
  public let promptID: PromptID
  /// The version's number.
  public let number: Int
  /// The version's commit.
  public let commit: ObjectID
  /// The hash of the version's content, which outlives a commit that was made anew.
  public let hash: VersionHash
  /// The commit of the record's edit that the header repeats; nil if that is not known.
  public var record: ObjectID?
  /// The commit of the code repository that was HEAD then; nil if there was none.
  public var head: ObjectID?
  /// How the file stood to HEAD then; nil if that is not known.
  public var mark: FileMark?

  /// Makes a base from its parts.
  public init(
    promptID: PromptID, number: Int, commit: ObjectID, hash: VersionHash, record: ObjectID?,
    head: ObjectID? = nil, mark: FileMark? = nil
  ) {
    self.promptID = promptID
    self.number = number
    self.commit = commit
    self.hash = hash
    self.record = record
    self.head = head
    self.mark = mark
  }

  /// The base of a file that has the content of a version.
  public init(_ version: Version, record: ObjectID?) {
    self.init(
      promptID: version.promptID, number: version.number, commit: version.commit,
      hash: version.hash, record: record)
  }
}
