internal import PromptRepo

/// A remote's ledger as it was fetched last, or as a push would leave it, to be read like the one here.
///
/// The objects are those of the store here. Nothing can be changed in it.
struct RemoteStore: Store {
  private let store: any Store
  private let targets: [ReferenceName: ObjectID]
  /// In the order of their names.
  private let sorted: [Reference]

  /// - Parameters:
  ///   - mirror: What was fetched.
  ///   - store: The store that it was fetched to.
  ///   - updates: What is pushed to it after that.
  init(_ mirror: LedgerSnapshot, in store: any Store, after updates: [PushUpdate] = []) {
    self.store = store
    var targets: [ReferenceName: ObjectID] = [:]
    for (name, chains) in mirror.prompts {
      for (kind, tip) in chains { targets[.prompt(name, kind)] = tip }
    }
    for (id, tip) in mirror.tombstones { targets[.tombstones(id)] = tip }
    for (kind, tip) in mirror.repositoryWide { targets[kind.name] = tip }
    for update in updates { targets[update.name] = update.new }
    self.targets = targets
    sorted = targets.map { Reference($0.key, $0.value) }.sorted { $0.name < $1.name }
  }

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? { try store.object(id) }

  func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? { targets[name] }

  func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].name.rawValue.utf8.lexicographicallyPrecedes(prefix.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    var found = Array(sorted[low...].prefix { $0.name.rawValue.utf8.starts(with: prefix.utf8) })
    if let after {
      found.removeAll { !after.utf8.lexicographicallyPrecedes($0.name.rawValue.utf8) }
    }
    return limit.map { Array(found.prefix($0)) } ?? found
  }

  func apply(_ change: Change) throws(RepositoryError) {
    throw RepositoryError(.unsupported, "what was fetched of a remote can only be read")
  }
}
