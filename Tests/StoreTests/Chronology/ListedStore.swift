import PromptRepo

/// A store that can only list all references, around one that knows more.
struct ListedStore: Store {
  let store: any Store

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? { try store.object(id) }

  func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try store.reference(name)
  }

  func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    try store.references(under: prefix, after: after, limit: limit)
  }

  func apply(_ change: Change) throws(RepositoryError) { try store.apply(change) }
}

extension Store {
  /// The commits of the audit, the newest first.
  func audit(since: Timestamp? = nil, limit: Int = .max) throws -> [ObjectID] {
    var log = try Repository(store: self).audit(AuditQuery(since: since))
    var commits: [ObjectID] = []
    while commits.count < limit, let entry = try log.next() { commits.append(entry.commit) }
    return commits
  }
}
