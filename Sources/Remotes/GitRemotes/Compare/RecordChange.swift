internal import PromptRepo

/// What an edit of a prompt's record changed, in the words of the commands that do so.
public enum RecordChange: String, Sendable, Hashable, CaseIterable {
  /// It has another title.
  case title
  /// It has another description.
  case description
  /// It has other metadata.
  case metadata
  /// It was archived.
  case archived
  /// It was taken out of the archive.
  case unarchived

  /// What is different between two records of a prompt.
  static func between(_ old: PromptRecord, _ new: PromptRecord) -> [RecordChange] {
    var changes: [RecordChange] = []
    if old.title != new.title { changes.append(.title) }
    if old.description != new.description { changes.append(.description) }
    if old.metadata != new.metadata { changes.append(.metadata) }
    if old.isArchived != new.isArchived { changes.append(new.isArchived ? .archived : .unarchived) }
    return changes
  }
}

extension FetchedLedgerReader {
  /// What is different between the records of two commits; nothing without an older one.
  func recordChanges(
    from old: ObjectID?, to new: ObjectID
  ) throws(RepositoryError) -> [RecordChange] {
    guard let old else { return [] }
    return RecordChange.between(try record(at: old), try record(at: new))
  }
}
