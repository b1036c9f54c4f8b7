internal import Platform
internal import PromptRepo

extension RemoteLedger {
  /// How often a chain is looked at anew when somebody else was quicker.
  private static var rounds: Int { 3 }

  /// Gives the remote what this ledger has more of a chain that is about no single prompt.
  ///
  /// Where the remote has more too, or has moved on meanwhile, that is left to a pull.
  func push(
    _ chain: LedgerRef.RepositoryKind, base: LedgerSnapshot, _ session: inout PushSession
  ) throws(RepositoryError) {
    var rejected = ""
    for _ in 0..<RemoteLedger.rounds {
      let state = try planner(base: base, [.repositoryWide]).shared().first { $0.chain == chain }
      guard let state, case .ahead(let difference) = state.verdict else {
        // What was planned before is not so any more.
        if let state, !rejected.isEmpty { session.note(SharedOutcome(state)) }
        return
      }
      let update = PushUpdate(.repositoryWide(chain), old: state.remote, new: state.local)
      let (result, answer) = try run([update], isAtomic: false)
      guard result.succeeded || answer.isAnswered else { throw notPushed(result) }
      guard let rejection = answer.rejections[update.name.rawValue] else {
        try updateTrackingRefs([update])
        return session.note(SharedOutcome(chain: chain, result: .pushed(difference)))
      }
      rejected = rejection.reason
      if rejection.isPolicy {
        let error = RepositoryError(
          .unsupported, "the remote rejected it: \(rejected)",
          hint: "Its rules may not let you push to \(update.name)")
        return session.note(SharedOutcome(chain: chain, result: .refused(error)))
      }
      session.noteRace()
      _ = try self.update()
    }
    let error = RepositoryError(
      .conflict, "somebody else keeps pushing it at the same time: \(rejected)",
      hint: "Push again")
    session.note(SharedOutcome(chain: chain, result: .refused(error)))
  }
}
