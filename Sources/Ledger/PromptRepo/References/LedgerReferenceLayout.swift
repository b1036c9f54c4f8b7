extension ReferenceLayout {
  /// The references of a ledger of prompts.
  public static let prompts = ReferenceLayout(
    folders: LedgerRef.roots,
    kinds: [
      .records, Kind(.prompts, ending: .versions, .versions), Kind(.prompts, .pointer),
      Kind(
        prefix: ReferenceName.releases.rawValue, rank: LedgerRef.Rank.releases.rawValue),
      Kind(.tombstones, .tombstones), Kind(.remotes, .tracking),
    ],
    // These point at blobs, and `git gc` reports every blob that it finds in a log.
    unlogged: [ReferenceName.clock.rawValue, ReferenceName.receipts],
    recordFolder: LedgerRef.Folder.prompts.rawValue, records: .records,
    readKey: RecordKey.init(reading:_:))
}

extension ReferenceLayout.Kind {
  /// The chains of prompts' records.
  fileprivate static let records = Self(.prompts, ending: .info, .info)

  fileprivate init(
    _ folder: LedgerRef.Folder, ending kind: LedgerRef.PromptKind? = nil, _ rank: LedgerRef.Rank
  ) {
    self.init(
      prefix: folder.rawValue, suffix: kind.map { "/@\($0.label)" } ?? "", rank: rank.rawValue)
  }
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
