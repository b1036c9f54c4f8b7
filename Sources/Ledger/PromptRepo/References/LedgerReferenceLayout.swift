extension ReferenceLayout {
  /// The references of a ledger of prompts.
  public static let prompts = ReferenceLayout(
    folders: LedgerCopy.folders,
    kinds: [
      Kind(prefix: PromptReferences.root, suffix: "/@info", rank: 1),
      Kind(prefix: PromptReferences.root, suffix: "/@versions", rank: 2),
      Kind(prefix: PromptReferences.root, rank: 3),
      Kind(prefix: SharedChain.releases.reference.rawValue, rank: 4),
      Kind(prefix: Tombstone.root, rank: 5),
      Kind(prefix: ReferenceName.remotes, rank: 6),
    ],
    // These point at blobs, and `git gc` reports every blob that it finds in a log.
    unlogged: [ReferenceName.clock.rawValue, ReferenceName.receipts],
    recordFolder: PromptReferences.root,
    records: Kind(prefix: PromptReferences.root, suffix: "/@info", rank: 1),
    readKey: RecordKey.init(reading:_:))
}

extension RecordKey {
  /// The key of a prompt's record.
  public init(_ record: PromptRecord) {
    self.init(id: record.id.uuid, createdAt: record.createdAt.milliseconds)
  }

  /// Reads the key of a record's commit; `nil` where that cannot be read.
  fileprivate init?(
    reading commit: Commit, _ read: (ObjectID) throws(RepositoryError) -> GitObject?
  ) {
    do throws(RepositoryError) {
      guard let tree = try read(commit.tree),
        let entry = try Tree(tree)[PromptRecord.fileName], let file = try read(entry.id)
      else { return nil }
      self.init(try PromptRecord(file: file))
    } catch {
      return nil
    }
  }
}

extension ReferenceName {
  /// The place of the reference among what was done at one moment: what leans on something has a
  /// higher rank.
  var rank: Int { ReferenceLayout.prompts.rank(of: self) }
}
