public import PromptMerge
public import PromptRepo

extension RemoteLedger {
  /// How often a plan is made anew when somebody changed this ledger meanwhile.
  private static var attempts: Int { 10 }

  /// Fetches, and takes over what the remote has more, prompt by prompt.
  ///
  /// All references of a prompt move together. A prompt on which both sides went on in ways that
  /// exclude each other, or whose history at the remote is not sound, stays as it is. With a
  /// resolution the two histories become one, of which all is kept. The environments and the
  /// releases come along, each as a chain of its own.
  ///
  /// What a prompt that is named includes comes along. A prompt stays as it is, as a conflict, of which
  /// a version includes what would not be here; and so does one that was deleted at the remote, while
  /// the latest, the active or a live version of another prompt here includes it.
  ///
  /// - Parameters:
  ///   - names: Only these prompts; all, and what is about none, when empty.
  ///   - resolution: What counts where both went on; `nil` to leave such prompts alone. Where the
  ///     remote's side counts, prompts that are named and were deleted here come back, and those that
  ///     were deleted there are deleted here whatever includes them.
  ///   - committer: Who pulls, for the reference logs and what joins add.
  ///   - prepare: Puts texts that nobody can merge but people where these find them, before the
  ///     prompt's histories become one. It may be called again with the same texts. Where it
  ///     throws, or is absent, such a prompt stays as it is.
  public func pull(
    _ names: [PromptName] = [], resolving resolution: Resolution? = nil, by committer: Signature,
    preparing prepare: ((UnresolvedTexts) throws(RepositoryError) -> Void)? = nil
  ) throws(RepositoryError) -> RemoteReport {
    try takeOver(
      names, since: update(), resolving: resolution, by: committer, preparing: prepare)
  }

  /// Fetches, and finds out what a pull would do, without changing anything but the mirror.
  ///
  /// - Returns: What both ledgers say, the report of the pull, and the ledger that it would leave.
  package func rehearsePull(
    by committer: Signature
  ) throws(RepositoryError) -> (
    found: LedgerComparison, report: RemoteReport, repository: Repository
  ) {
    let base = try update()
    let trial = trial()
    return (
      try plan(base: base),
      try trial.takeOver([], since: base, resolving: nil, by: committer, preparing: nil),
      trial.repository
    )
  }

  /// - Parameter base: The mirror as it was before the fetch.
  private func takeOver(
    _ names: [PromptName], since base: LedgerSnapshot, resolving resolution: Resolution?,
    by committer: Signature, preparing prepare: ((UnresolvedTexts) throws(RepositoryError) -> Void)?
  ) throws(RepositoryError) -> RemoteReport {
    var isAtOnce = true
    var attempt = 1
    while true {
      var (plan, along, whole) = try plan(
        base: base, names, resolving: resolution, mayPrepare: prepare != nil, by: committer)
      var joins = joins(of: plan, resolution, preparing: prepare)
      // What counts on a join that failed stays too.
      while plan.leave(joins.outcomes) {
        plan = try holdingBack(
          plan, of: whole, resolution, forcing: resolution == .theirs ? names : [],
          mayPrepare: prepare != nil, by: committer)
        joins = self.joins(of: plan, resolution, preparing: prepare)
      }
      let moves = PullRefUpdates(plan, joins, self.joins(of: plan, resolution))
      do throws(RepositoryError) {
        guard isAtOnce else {
          return applyEach(moves, of: plan, by: committer).taking(along)
        }
        try apply(moves.groups, by: committer)
        return moves.report(plan).taking(along)
      } catch {
        // Somebody changed this ledger meanwhile, or the store could not do all of it.
        guard attempt < RemoteLedger.attempts, error.code == .conflict || moves.groups.count > 1
        else { throw error }
        isAtOnce = error.code == .conflict
        attempt += 1
      }
    }
  }

  /// Applies what can be applied, each group of prompts for itself.
  private func applyEach(
    _ moves: PullRefUpdates, of plan: LedgerComparison, by committer: Signature
  ) -> RemoteReport {
    var moves = moves
    for group in moves.groups {
      do throws(RepositoryError) {
        try apply([group], by: committer)
      } catch {
        for state in group.prompts {
          if let id = state.id { moves.outcomes[id] = PromptOutcome(state, .refused(error)) }
        }
        if let kind = group.repositoryWide {
          moves.repositoryWide[kind] = RepositoryWideOutcome(kind: kind, result: .refused(error))
        }
      }
    }
    return moves.report(plan)
  }

  /// Applies groups of moves as one change.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when the ledger is not what the plan was made
  ///   for; then nothing has changed.
  func apply(
    _ groups: [PullRefUpdates.Group], by committer: Signature
  ) throws(RepositoryError) {
    guard !groups.isEmpty else { return }
    try repository.change(by: committer) { transaction throws(RepositoryError) in
      transaction.takesHistory = true
      let moves = groups.flatMap(\.moves)
      for (number, move) in moves.enumerated() {
        progress(.adding, number, of: moves.count)
        try transaction.transfer(move)
      }
      for join in groups.compactMap(\.repositoryWideJoin) {
        try transaction.join(join, with: remote.name)
      }
      for join in groups.flatMap(\.joins) { try transaction.join(join, with: remote.name) }
      for record in groups.flatMap(\.created) {
        try transaction.advanceClock(to: transaction.record(at: record).createdAt)
      }
    }
  }
}

/// The moves that a pull makes, for all prompts and for each group of prompts that share names.
struct PullRefUpdates {
  /// Prompts that have to move together, since one takes a name that another leaves; or a
  /// repository-wide chain.
  struct Group {
    var repositoryWide: LedgerRef.RepositoryKind?
    /// What is put on top of the remote's chain of that kind.
    var repositoryWideJoin: RepositoryWideRebasePlan?
    var prompts: [PromptComparison] = []
    var moves: [ReferenceMove] = []
    /// The newest records of those that are new here.
    var created: [ObjectID] = []
    /// What is put on top of the remote's chains.
    var joins: [PromptRebasePlan] = []
  }

  let groups: [Group]
  /// What is said of each prompt once its group was applied.
  fileprivate(set) var outcomes: [PromptID: PromptOutcome]
  /// What is said of each repository-wide chain, likewise.
  fileprivate(set) var repositoryWide: [LedgerRef.RepositoryKind: RepositoryWideOutcome]

  init(
    _ plan: LedgerComparison, _ joins: PromptRebases, _ others: RepositoryWideRebases
  ) {
    let pulled = plan.prompts.filter { state in
      let isJoined = state.id.map { joins.plans[$0] != nil } ?? false
      return state.hasDiverged ? isJoined : state.pulls != nil
    }
    let message = "pulled from \(plan.remote)"
    var groups: [Group] = []
    repositoryWide = others.outcomes
    for state in plan.repositoryWide {
      let kind = state.kind
      if let difference = state.verdict.pulls {
        repositoryWide[kind] = RepositoryWideOutcome(kind: kind, result: .pulled(difference))
      } else if others.plans[kind] == nil {
        continue
      }
      groups.append(
        Group(
          repositoryWide: kind, repositoryWideJoin: others.plans[kind],
          moves: [
            ReferenceMove(kind.name, from: state.local, to: state.remote, message: message)
          ]))
    }
    self.groups =
      groups
      + PullRefUpdates.sharingNames(pulled).map {
        PullRefUpdates.group($0, joins.plans, message: message)
      }
    outcomes = joins.outcomes
    for state in pulled {
      if let id = state.id, let difference = state.pulls {
        outcomes[id] = PromptOutcome(state, .pulled(difference))
      }
    }
  }

  func report(_ plan: LedgerComparison) -> RemoteReport {
    RemoteReport(plan, done: outcomes, repositoryWide: repositoryWide)
  }

  /// Puts together prompts of which one has the name that another one gets.
  private static func sharingNames(_ prompts: [PromptComparison]) -> [[PromptComparison]] {
    var owners: [PromptName: Int] = [:]
    for (index, state) in prompts.enumerated() {
      if let name = state.localName { owners[name] = index }
    }
    var leaders = Array(prompts.indices)
    func leader(_ index: Int) -> Int {
      var index = index
      while leaders[index] != index {
        leaders[index] = leaders[leaders[index]]
        index = leaders[index]
      }
      return index
    }
    for (index, state) in prompts.enumerated() {
      guard let name = state.finalName, let owner = owners[name] else { continue }
      leaders[leader(index)] = leader(owner)
    }
    return Dictionary(grouping: prompts.indices) { leader($0) }
      .sorted { $0.key < $1.key }.map { $0.value.map { prompts[$0] } }
  }

  private static func group(
    _ prompts: [PromptComparison], _ joins: [PromptID: PromptRebasePlan], message: String
  ) -> Group {
    var group = Group(prompts: prompts)
    group.joins = prompts.compactMap { $0.id.flatMap { joins[$0] } }
    var old: [ReferenceName: ObjectID] = [:]
    var new: [ReferenceName: ObjectID] = [:]
    var touched: Set<ReferenceName> = []
    for state in prompts {
      let rebuilt = state.id.flatMap { joins[$0]?.rebuilt } ?? []
      for name in [state.localName, state.finalName].compactMap(\.self) {
        // Also what is absent has to stay so until all is done.
        touched.formUnion([
          .prompt(name, .info), .prompt(name, .versions), .prompt(name, .pointer(.active)),
        ])
      }
      for chain in state.chains {
        guard let kind = chain.kind else { continue }
        if let name = state.localName, let tip = chain.local {
          old[.prompt(name, kind)] = tip
        }
        let tip = rebuilt.contains(kind) ? chain.remote : chain.joined
        if let name = state.finalName, let tip {
          new[.prompt(name, kind)] = tip
        }
      }
      if let id = state.id {
        let chain = state.tombstones
        touched.insert(.tombstones(id))
        old[.tombstones(id)] = chain.local
        new[.tombstones(id)] = state.adoptsTombstones ? chain.remote : chain.joined
      }
      if case .created? = state.pulls?.kind,
        let record = state.chains.first(where: { $0.kind == .info })?.remote
      {
        group.created.append(record)
      }
    }
    group.moves = touched.union(old.keys).union(new.keys).sorted().map {
      ReferenceMove($0, from: old[$0], to: new[$0], message: message)
    }
    return group
  }
}
