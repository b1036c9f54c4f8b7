package import PromptRepo

extension RemoteLedger {
  /// The ledgers of remotes of which something was fetched that is not the same here.
  ///
  /// Asks no remote and reads no object. A store of which nothing was fetched is asked for one
  /// reference.
  ///
  /// - Parameters:
  ///   - repository: The ledger here.
  ///   - remotes: The names of the remotes that there are; asked for only where something was
  ///     fetched. What was fetched of others is not looked at.
  ///   - git: The user's git, likewise.
  package static func differingFromFetched(
    _ repository: Repository, remotes: () throws(RepositoryError) -> [String],
    git: () throws(RepositoryError) -> GitProgram
  ) throws(RepositoryError) -> [RemoteLedger] {
    let store = repository.store
    guard try !store.references(in: .remotes, limit: 1).isEmpty else { return [] }
    var ledgers: [RemoteLedger] = []
    for name in try remotes() {
      let git = try git()
      let remote = GitRemote(earlier: name, git)
      if try remote.differsFromFetched(in: store) {
        ledgers.append(RemoteLedger(remote, of: repository, git: git))
      }
    }
    return ledgers
  }
}

extension GitRemote {
  /// Whether the ledger of a store is not what was fetched last; false where nothing was.
  fileprivate func differsFromFetched(in store: any Store) throws(RepositoryError) -> Bool {
    var differs = false
    var wasFetched = false
    for folder in GitRemote.folders {
      let mirror = mirror(of: folder)
      let here = try store.references(in: folder)
      let there = try store.references(under: mirror)
      if !there.isEmpty { wasFetched = true }
      guard !differs else { continue }
      differs =
        here.count != there.count
        || zip(here, there).contains { here, there in
          here.target != there.target
            || !here.name.rawValue.utf8.dropFirst(folder.rawValue.utf8.count)
              .elementsEqual(there.name.rawValue.utf8.dropFirst(mirror.utf8.count))
        }
    }
    return differs && wasFetched
  }
}

extension RemoteReport {
  /// The report of what the remote has and this ledger has not, also where it cannot be used; what is
  /// only here is left out.
  ///
  /// - Parameter names: Only these prompts; all, and what is about none, when empty.
  package func notPulled(_ names: [PromptName]) -> RemoteReport {
    RemoteReport(
      remote: remote,
      prompts: prompts.filter {
        $0.result.isToPull && (names.isEmpty || names.contains($0.name))
      },
      upToDate: [],
      repositoryWide: names.isEmpty ? repositoryWide.filter(\.result.isToPull) : [], foreign: [])
  }
}

extension RemoteResult {
  fileprivate var isToPull: Bool {
    switch self {
    case .behind, .behindAndAhead, .conflict, .refused: true
    default: false
    }
  }
}
