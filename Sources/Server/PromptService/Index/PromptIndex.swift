internal import PromptRepo
internal import Synchronization

/// An index over the prompts of a ledger, which follows what any process changes in it.
///
/// What promptrepo changes is seen by the next request: the store tells what has moved. What plain
/// git changes is seen by ``rescan()``, which a server does about every second.
final class PromptIndex: Sendable {
  /// What is known of the ledger at one moment.
  struct State: Sendable {
    var table = PromptTable()
    var environments = CachedEnvironments()
    /// The prompts by title; `nil` until somebody asks for one.
    var titles: TitleTable?
    /// The names of the prompts with versions, in order; `nil` until somebody asks for them.
    var names: [PromptName]?
    /// What has moved since the time of the last change was read.
    var moved = MovedReferences()
    /// The time of the last change, in seconds since 1970; `nil` until it was read, and where there
    /// was none.
    var lastChange: Int64?
    var mark: ChangeToken?
    /// A number that is another one after each change.
    var generation = 0
  }

  let repository: Repository
  private let state = Mutex(State())
  /// Held by whoever reads all titles.
  let finding = Mutex(())
  /// All prompts as lists show them; held by whoever reads them.
  let summarizing = Mutex(PromptSummaries())

  /// An index that is built by the first use.
  init(_ repository: Repository) {
    self.repository = repository
  }

  /// A prompt that is served.
  func prompt(_ id: PromptID) throws(RepositoryError) -> IndexedPrompt? {
    try withState { $0.table[id].flatMap { $0.isServed ? $0 : nil } }
  }

  /// A page of the list; see ``PromptTable/page(after:limit:ascending:)``.
  func page(
    after cursor: PromptID?, limit: Int, ascending: Bool
  ) throws(RepositoryError) -> (prompts: [IndexedPrompt], hasMore: Bool)? {
    try withState { $0.table.page(after: cursor, limit: limit, ascending: ascending) }
  }

  /// Looks at or changes what is known, without taking over what has changed.
  func withKnown<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
    state.withLock { body(&$0) }
  }

  /// Takes over what has changed.
  func refresh() throws(RepositoryError) {
    try withState { _ in }
  }

  /// Changes what is known, as it is at this moment.
  func update(
    _ body: (inout State) throws(RepositoryError) -> Void
  ) throws(RepositoryError) {
    try state.withLock { (state) throws(RepositoryError) in
      try follow(&state)
      try body(&state)
    }
  }

  func withState<Result>(
    _ body: (State) -> Result
  ) throws(RepositoryError) -> Result {
    try state.withLock { (state) throws(RepositoryError) in
      try follow(&state)
      return body(state)
    }
  }

  /// Takes over what has changed, and what changes while that is read, so that what is known of a
  /// prompt is of one moment.
  private func follow(_ state: inout State) throws(RepositoryError) {
    guard let store = repository.store as? any ObservableStore else {
      try followEnvironments(&state)
      return try survey(&state)
    }
    for _ in 0..<PromptIndex.looks {
      let changes = try store.changes(since: state.mark)
      if let references = changes.references {
        guard !references.isEmpty else { return state.mark = changes.mark }
        if references.contains(.environments) { try followEnvironments(&state) }
        state.moved.note(references)
        try update(&state, moved: references)
      } else {
        state.moved.noteUnknown()
        try followEnvironments(&state)
        try survey(&state)
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
    // A store that is not there any more has no references, and is not empty.
    let mark = state.withLock { $0.mark }
    _ = try (repository.store as? any ObservableStore)?.changes(since: mark)
    let found = try differences(from: state.withLock { $0.table })
    try state.withLock { (state) throws(RepositoryError) in
      try followEnvironments(&state)
      guard !found.isEmpty else { return }
      try reread(found.mapValues { Set($0.deployments.map(\.environment)) }, &state)
    }
  }

  /// Takes over which environments there are.
  private func followEnvironments(_ state: inout State) throws(RepositoryError) {
    let tip = try repository.target(of: .environments)
    guard tip != state.environments.tip else { return }
    state.environments = try CachedEnvironments(at: tip, in: repository)
    state.generation += 1
    state.moved.note([.environments])
  }

  /// Looks at all references.
  private func survey(_ state: inout State) throws(RepositoryError) {
    if state.table.rowCount == 0, try fill(&state.table) {
      // They are read by whoever asks for one.
      state.titles = nil
      state.names = nil
      state.moved.noteUnknown()
      state.generation += 1
      return
    }
    try update(&state, with: differences(from: state.table))
  }

  /// Fills an empty table, each prompt as it is met.
  ///
  /// - Returns: Whether the store can do that.
  private func fill(_ table: inout PromptTable) throws(RepositoryError) -> Bool {
    guard let store = repository.store as? any SurveyableStore else { return false }
    for _ in 0..<PromptIndex.looks {
      table.reserve(try store.recordCount())
      var survey = PromptReferenceScan()
      let isWhole = try store.surveyRecords(findingKeys: true) {
        (name, target, key) throws(RepositoryError) in
        if let found = survey.take(name, target, key) { try fill(&table, with: found) }
      }
      if let last = survey.finish() { try fill(&table, with: last) }
      if isWhole {
        table.finishFilling()
        return true
      }
      table = PromptTable()
    }
    return false
  }

  private func fill(
    _ table: inout PromptTable, with found: PromptReferenceScan.Found
  ) throws(RepositoryError) {
    guard let name = found.promptName else { return }
    if let key = found.key {
      table.fill(
        with: IndexedPrompt(
          name: name, id: PromptID(key.id), createdAt: key.createdAt, tips: found.tips))
    } else if let prompt = try prompt(name, found.tips, known: nil) {
      table.fill(with: prompt)
    }
  }

  /// The prompts whose chains stand elsewhere than the table says, and where they stand.
  private func differences(
    from table: PromptTable
  ) throws(RepositoryError) -> [PromptName: PromptTips] {
    guard let store = repository.store as? any SurveyableStore else {
      var differences = IndexDifferences(table)
      var survey = PromptReferenceScan()
      for reference in try repository.store.references(in: .prompts) {
        let name = Array(reference.name.rawValue.utf8)
        if let found = survey.take(name, reference.target, nil) { differences.take(found) }
      }
      if let last = survey.finish() { differences.take(last) }
      return differences.finish()
    }
    for _ in 0..<PromptIndex.looks {
      var differences = IndexDifferences(table)
      var survey = PromptReferenceScan()
      let isWhole = try store.surveyRecords(findingKeys: false) {
        (name, target, key) throws(RepositoryError) in
        if let found = survey.take(name, target, key) { differences.take(found) }
      }
      if let last = survey.finish() { differences.take(last) }
      if isWhole { return differences.finish() }
    }
    throw RepositoryError(
      .locked, "the references were packed again and again while they were read",
      hint: "Try again when nobody collects garbage or packs the references")
  }

  private func update(
    _ state: inout State, moved references: Set<ReferenceName>
  ) throws(RepositoryError) {
    var names: [PromptName: Set<EnvironmentName>] = [:]
    for reference in references {
      guard case .prompt(let prompt, let kind)? = LedgerRef(reference) else { continue }
      var environments = names[prompt] ?? []
      if case .pointer(.environment(let name)) = kind { environments.insert(name) }
      names[prompt] = environments
    }
    try reread(names, &state)
  }

  /// Reads where the chains of prompts stand.
  ///
  /// - Parameter names: The prompts, each with the environments whose pointers may be new.
  private func reread(
    _ names: [PromptName: Set<EnvironmentName>], _ state: inout State
  ) throws(RepositoryError) {
    var tips: [PromptName: PromptTips] = [:]
    for (name, environments) in names {
      var found = PromptTips(
        info: try repository.tip(of: .info, name),
        versions: try repository.tip(of: .versions, name),
        active: try repository.tip(of: .pointer(.active), name))
      let known = state.table[name]?.tips.deployments.map(\.environment) ?? []
      for environment in environments.union(known) {
        let kind = LedgerRef.PromptKind.pointer(.environment(environment))
        found.set(kind, try repository.tip(of: kind, name))
      }
      tips[name] = found
    }
    try update(&state, with: tips)
  }

  private func update(
    _ state: inout State, with tips: [PromptName: PromptTips]
  ) throws(RepositoryError) {
    var changes: [(name: PromptName, prompt: IndexedPrompt?)] = []
    for name in tips.keys.sorted() {
      guard let tips = tips[name] else { continue }
      state.moved.note(tips, before: state.table[name]?.tips)
      changes.append((name, try prompt(name, tips, known: state.table[name])))
    }
    if state.titles != nil {
      for name in tips.keys {
        let tip = tips[name]?.info
        guard tip != state.table[name]?.tips.info else { continue }
        state.titles?.set(try tip.flatMap(title(at:)), of: name)
      }
    }
    state.updateNames(changes)
    state.table.update(changes)
    if !changes.isEmpty { state.generation += 1 }
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

/// The environments that the index knows of.
struct CachedEnvironments: Sendable {
  /// Where their chain stands.
  private(set) var tip: ObjectID?
  /// Their names, in their order.
  private(set) var names: [EnvironmentName] = []

  /// No environments.
  init() {}

  /// Those of a ledger, none where their list is damaged; so it hides no prompt.
  ///
  /// - Parameter tip: Where the chain was seen to stand before the list is read.
  init(at tip: ObjectID?, in repository: Repository) throws(RepositoryError) {
    self.tip = tip
    do throws(RepositoryError) {
      names = try repository.environments().map(\.name)
    } catch {
      guard error.code == .damaged || error.code == .invalid else { throw error }
    }
  }
}

/// Finds the prompts whose chains stand elsewhere than a table says.
struct IndexDifferences {
  private let table: PromptTable
  /// Whether the prompt in each row was met.
  private var isMet: [Bool]
  private var found: [PromptName: PromptTips] = [:]

  init(_ table: PromptTable) {
    self.table = table
    isMet = Array(repeating: false, count: table.rowCount)
  }

  /// Takes a prompt as it is.
  mutating func take(_ prompt: PromptReferenceScan.Found) {
    guard let name = prompt.promptName else { return }
    if let row = table.row(of: name) {
      isMet[row] = true
      if table.tips(inRow: row) == prompt.tips { return }
    }
    found[name] = prompt.tips
  }

  /// What was found, and the prompts that were not met, which are gone.
  consuming func finish() -> [PromptName: PromptTips] {
    for row in isMet.indices where !isMet[row] {
      if let name = table.name(inRow: row) { found[name] = PromptTips() }
    }
    return found
  }
}
