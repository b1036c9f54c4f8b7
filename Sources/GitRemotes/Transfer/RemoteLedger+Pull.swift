public import PromptRepo

extension RemoteLedger {
  /// How often a plan is made anew when somebody changed this ledger meanwhile.
  private static var attempts: Int { 10 }

  /// Fetches, and takes over what the remote has more, prompt by prompt.
  ///
  /// All references of a prompt move together. A prompt on which both sides went on in ways that
  /// exclude each other, or whose history at the remote is not sound, stays as it is.
  ///
  /// - Parameters:
  ///   - names: Only these prompts; all when empty.
  ///   - committer: Who pulls, for the reference logs.
  public func pull(
    _ names: [PromptName] = [], by committer: Signature
  ) throws(RepositoryError) -> RemoteReport {
    let base = try update()
    var attempt = 1
    while true {
      let plan = try plan(base: base).limited(to: names)
      do throws(RepositoryError) {
        return RemoteReport(plan, done: try apply(plan, by: committer))
      } catch {
        guard error.code == .conflict, attempt < RemoteLedger.attempts else { throw error }
        attempt += 1
      }
    }
  }

  /// Applies what a plan pulls, as one change; where that cannot be, each prompt for itself.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when the ledger is not what the plan was made
  ///   for; then nothing has changed.
  private func apply(
    _ plan: MirrorPlan, by committer: Signature
  ) throws(RepositoryError) -> [PromptID: PromptOutcome] {
    let moves = PulledMoves(plan)
    do throws(RepositoryError) {
      try apply(moves.all, moves.created, by: committer)
      return moves.outcomes
    } catch {
      guard error.code != .conflict, moves.groups.count > 1 else { throw error }
    }
    var outcomes = moves.outcomes
    for group in moves.groups {
      do throws(RepositoryError) {
        try apply(group.moves, group.created, by: committer)
      } catch {
        for state in group.prompts {
          if let id = state.id { outcomes[id] = PromptOutcome(state, .refused(error)) }
        }
      }
    }
    return outcomes
  }

  private func apply(
    _ moves: [ReferenceMove], _ created: [ObjectID], by committer: Signature
  ) throws(RepositoryError) {
    guard !moves.isEmpty else { return }
    try repository.change(by: committer) { transaction throws(RepositoryError) in
      for move in moves { try transaction.transfer(move) }
      for record in created {
        try transaction.advanceClock(to: transaction.record(at: record).createdAt)
      }
    }
  }
}
