internal import Platform
internal import PromptRepo

extension RemoteLedger {
  /// How often a chain is looked at anew when somebody else was quicker.
  private static var rounds: Int { 3 }

  /// Gives the remote what this ledger has more of a repository-wide chain.
  ///
  /// Where the remote has more too, or has moved on meanwhile, that is left to a pull.
  func push(
    _ kind: LedgerRef.RepositoryKind, base: LedgerSnapshot, _ session: inout PushSession
  ) throws(RepositoryError) {
    var rejected = ""
    for _ in 0..<RemoteLedger.rounds {
      let state = try planner(base: base, [.repositoryWide]).repositoryWide()
        .first { $0.kind == kind }
      guard let state, let difference = state.verdict.pushes else {
        // What was planned before is not so any more.
        if !rejected.isEmpty,
          let result = state.flatMap({ RepositoryWideOutcome.Result($0.verdict) })
        {
          session.note(kind, result)
        }
        return
      }
      let update = PushUpdate(.repositoryWide(kind), old: state.remote, new: state.local)
      let (result, answer) = try run([update], isAtomic: false)
      guard result.succeeded || answer.isAnswered else { throw notPushed(result) }
      guard let rejection = answer.rejections[update.name.rawValue] else {
        try updateTrackingRefs([update])
        return session.note(kind, .pushed(difference))
      }
      rejected = rejection.reason
      if rejection.isPolicy {
        return session.note(kind, .refused(.rejected(rejected, pushing: update.name)))
      }
      session.noteRace()
      _ = try self.update()
    }
    session.note(kind, .refused(.raced(rejected)))
  }

  /// Whether prompts are to be live in environments that the remote does not list as they are here.
  func needsEnvironments(
    _ names: [PromptName], base: LedgerSnapshot
  ) throws(RepositoryError) -> Bool {
    let comparator = try planner(base: base)
    let here = comparator.local.repositoryWide[.environments]
    let there = comparator.mirror.repositoryWide[.environments]
    guard here != there else { return false }
    let ours = try comparator.reader.environmentsIfAny(at: here)
    let theirs = try comparator.reader.environmentsIfAny(at: there)
    return try comparator.plan().limited(to: names).prompts.contains { state in
      let environments = state.pushes?.pointers.keys.compactMap(\.environment) ?? []
      return environments.contains { name in
        let listed = theirs.first { $0.name == name }
        return listed == nil || listed != ours.first { $0.name == name }
      }
    }
  }
}
