package import PromptRepo

extension RemoteLedger {
  /// A remote's ledger as it was fetched last, as a store of its own that nobody can change.
  package func mirroredStore() throws(RepositoryError) -> any Store {
    try MirroredStore(of: remote, in: repository.store)
  }
}

/// The mirror of a remote's ledger, under the names that its references have there.
private struct MirroredStore: Store {
  private let store: any Store
  private let targets: [ReferenceName: ObjectID]
  private let sorted: [Reference]

  init(of remote: GitRemote, in store: any Store) throws(RepositoryError) {
    self.store = store
    var references: [Reference] = []
    for folder in GitRemote.folders {
      let mirror = remote.mirror(of: folder)
      for reference in try store.references(under: mirror) {
        let path = reference.name.rawValue.utf8.dropFirst(mirror.utf8.count)
        references.append(
          Reference(
            try ReferenceName("\(folder)\(String(decoding: path, as: UTF8.self))"),
            reference.target))
      }
    }
    sorted = references.sorted { $0.name < $1.name }
    targets = Dictionary(references.map { ($0.name, $0.target) }) { first, _ in first }
  }

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? { try store.object(id) }

  func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? { targets[name] }

  func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    let found = sorted.lazy.filter { reference in
      let name = reference.name.rawValue.utf8
      return name.starts(with: prefix.utf8)
        && (after.map { $0.utf8.lexicographicallyPrecedes(name) } ?? true)
    }
    return Array(limit.map { found.prefix($0) } ?? found.prefix(.max))
  }

  func apply(_ change: Change) throws(RepositoryError) {
    throw RepositoryError(.unsupported, "a remote's ledger is changed by a push alone")
  }
}
