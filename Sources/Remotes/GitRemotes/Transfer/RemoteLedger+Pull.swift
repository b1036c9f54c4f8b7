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
  /// - Parameters:
  ///   - names: Only these prompts; all, and what is about none, when empty.
  ///   - resolution: What counts where both went on; nil to leave such prompts alone.
  ///   - committer: Who pulls, for the reference logs and what joins add.
  ///   - prepare: Puts texts that nobody can merge but people where these find them, before the
  ///     prompt's histories become one. It may be called again with the same texts. Where it
  ///     throws, or is absent, such a prompt stays as it is.
  public func pull(
    _ names: [PromptName] = [], resolving resolution: Resolution? = nil, by committer: Signature,
    preparing prepare: ((UnresolvedTexts) throws(RepositoryError) -> Void)? = nil
  ) throws(RepositoryError) -> RemoteReport {
    let base = try update()
    var isAtOnce = true
    var attempt = 1
    while true {
      let plan = try plan(base: base).limited(to: names)
      let joins = joins(of: plan, resolution, preparing: prepare)
      let moves = PulledMoves(plan, joins, sharedJoins(of: plan, resolution))
      do throws(RepositoryError) {
        guard isAtOnce else { return applyEach(moves, of: plan, by: committer) }
        try apply(moves.groups, by: committer)
        return RemoteReport(plan, done: moves.outcomes, shared: moves.sharedOutcomes)
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
    _ moves: PulledMoves, of plan: MirrorPlan, by committer: Signature
  ) -> RemoteReport {
    var outcomes = moves.outcomes
    var shared = moves.sharedOutcomes
    for group in moves.groups {
      do throws(RepositoryError) {
        try apply([group], by: committer)
      } catch {
        for state in group.prompts {
          if let id = state.id { outcomes[id] = PromptOutcome(state, .refused(error)) }
        }
        if let chain = group.chain {
          shared[chain] = SharedOutcome(chain: chain, result: .refused(error))
        }
      }
    }
    return RemoteReport(plan, done: outcomes, shared: shared)
  }

  /// Applies groups of moves as one change.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when the ledger is not what the plan was made
  ///   for; then nothing has changed.
  private func apply(
    _ groups: [PulledMoves.Group], by committer: Signature
  ) throws(RepositoryError) {
    guard !groups.isEmpty else { return }
    try repository.change(by: committer) { transaction throws(RepositoryError) in
      for move in groups.flatMap(\.moves) { try transaction.transfer(move) }
      for join in groups.compactMap(\.sharedJoin) {
        try transaction.join(join, with: remote.name)
      }
      for join in groups.flatMap(\.joins) { try transaction.join(join, with: remote.name) }
      for record in groups.flatMap(\.created) {
        try transaction.advanceClock(to: transaction.record(at: record).createdAt)
      }
    }
  }
}
