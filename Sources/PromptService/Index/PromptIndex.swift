internal import PromptRepo
internal import Synchronization

/// An index over the prompts of a ledger, which follows what any process changes in it.
///
/// What promptrepo changes is seen by the next request: the store tells what has moved. What plain
/// git changes is seen by ``rescan()``, which a server does about every second.
final class PromptIndex: Sendable {
  private struct State: Sendable {
    var table = PromptTable()
    var mark: StoreMark?
  }

  private let repository: Repository
  private let state = Mutex(State())

  /// An index that is built by the first use.
  init(_ repository: Repository) {
    self.repository = repository
  }

  /// A prompt that is served.
  func prompt(_ id: PromptID) throws(RepositoryError) -> IndexedPrompt? {
    try withTable { $0[id].flatMap { $0.isServed ? $0 : nil } }
  }

  /// A page of the list; see ``PromptTable/page(after:limit:ascending:)``.
  func page(
    after cursor: PromptID?, limit: Int, ascending: Bool
  ) throws(RepositoryError) -> (prompts: [IndexedPrompt], hasMore: Bool)? {
    try withTable { $0.page(after: cursor, limit: limit, ascending: ascending) }
  }

  /// How many prompts are served, as far as is known.
  var count: Int { state.withLock { $0.table.count } }

  /// Takes over what has changed.
  func refresh() throws(RepositoryError) {
    try withTable { _ in }
  }

  private func withTable<Result>(
    _ body: (PromptTable) -> Result
  ) throws(RepositoryError) -> Result {
    try state.withLock { (state) throws(RepositoryError) in
      try follow(&state)
      return body(state.table)
    }
  }

  /// Takes over what has changed, and what changes while that is read, so that what is known of a
  /// prompt is of one moment.
  private func follow(_ state: inout State) throws(RepositoryError) {
    guard let store = repository.store as? any ObservableStore else {
      return try update(&state.table, with: differences(from: state.table))
    }
    for _ in 0..<PromptIndex.looks {
      let changes = try store.changes(since: state.mark)
      if let references = changes.references {
        guard !references.isEmpty else { return state.mark = changes.mark }
        try update(&state.table, moved: references)
      } else {
        try update(&state.table, with: differences(from: state.table))
      }
      state.mark = changes.mark
    }
  }

  /// How often it is looked at most for what changes meanwhile; whoever changes something without
  /// a pause cannot stop the requests.
  private static let looks = 16

  /// Looks at all references, whoever changed them.
  ///
  /// Requests are answered meanwhile; only what differs is read again while they wait.
  func rescan() throws(RepositoryError) {
    let table = state.withLock { $0.table }
    let names = try differences(from: table).keys
    guard !names.isEmpty else { return }
    try state.withLock { (state) throws(RepositoryError) in
      try reread(Array(names), &state.table)
    }
  }

  /// The prompts whose chains stand elsewhere than the table says, and where they stand.
  private func differences(
    from table: PromptTable
  ) throws(RepositoryError) -> [PromptName: PromptTips] {
    var found: [PromptName: PromptTips] = [:]
    for reference in try repository.store.references(under: PromptReferences.root) {
      guard let chain = PromptChain(reference.name) else { continue }
      found[chain.prompt, default: PromptTips()].set(chain.concern, reference.target)
    }
    for (name, prompt) in table.prompts {
      if found[name] == nil { found[name] = PromptTips() }
      if found[name] == prompt.tips { found[name] = nil }
    }
    return found
  }

  private func update(
    _ table: inout PromptTable, moved references: Set<ReferenceName>
  ) throws(RepositoryError) {
    var names: Set<PromptName> = []
    for reference in references {
      if let chain = PromptChain(reference) { names.insert(chain.prompt) }
    }
    try reread(Array(names), &table)
  }

  private func reread(
    _ names: [PromptName], _ table: inout PromptTable
  ) throws(RepositoryError) {
    var tips: [PromptName: PromptTips] = [:]
    for name in names {
      let references = PromptReferences(name)
      tips[name] = PromptTips(
        info: try repository.target(of: references.info),
        versions: try repository.target(of: references.versions),
        active: try repository.target(of: references.pointer(.active)))
    }
    try update(&table, with: tips)
  }

  private func update(
    _ table: inout PromptTable, with tips: [PromptName: PromptTips]
  ) throws(RepositoryError) {
    var changes: [(name: PromptName, prompt: IndexedPrompt?)] = []
    for name in tips.keys.sorted() {
      guard let tips = tips[name] else { continue }
      changes.append((name, try prompt(name, tips, known: table[name])))
    }
    table.update(changes)
  }

  private func prompt(
    _ name: PromptName, _ tips: PromptTips, known: IndexedPrompt?
  ) throws(RepositoryError) -> IndexedPrompt? {
    guard let info = tips.info else { return nil }
    if let known, known.tips.info == info {
      return IndexedPrompt(name: name, id: known.id, createdAt: known.createdAt, tips: tips)
    }
    do throws(RepositoryError) {
      let record = try repository.record(at: info)
      return IndexedPrompt(
        name: name, id: record.id, createdAt: record.createdAt.milliseconds, tips: tips)
    } catch {
      // One damaged prompt hides no other; `promptrepo list` names it.
      guard error.code == .damaged || error.code == .invalid else { throw error }
      return nil
    }
  }
}

extension PromptChain {
  /// The chain that a reference is; `nil` for any other reference.
  fileprivate init?(_ reference: ReferenceName) {
    let root = PromptReferences.root.utf8
    guard reference.rawValue.utf8.starts(with: root) else { return nil }
    do throws(RepositoryError) {
      try self.init(path: String(reference.rawValue.dropFirst(root.count)))
    } catch {
      return nil
    }
  }
}
