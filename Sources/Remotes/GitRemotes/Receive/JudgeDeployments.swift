internal import PromptRepo

/// Judges whether what a push makes live in environments may be live there.
///
/// The rules are those that the push leaves, and what is required is looked up as the push leaves it
/// too. So whoever is refused can deploy to the environment that is required, and push again.
struct DeploymentJudge {
  let reader: FetchedLedgerReader
  /// The newest list of environments; `nil` where there is none.
  let tip: ObjectID?

  /// Why the moves of a prompt's pointers are not taken; `nil` where they are.
  func refusal(_ state: PromptComparison) throws(RepositoryError) -> PushRefusal? {
    for chain in state.chains where chain.relation == .behind {
      guard case .pointer(.environment(let name))? = chain.kind else { continue }
      let listed = try reader.environmentsIfAny(at: tip).first { $0.name == name }
      if listed == nil, try !reader.everListedEnvironments(upTo: tip).contains(name) {
        return PushRefusal(
          subject: "prompt '\(state.name)'",
          message: "it is live in '\(name)', and there is and was no such environment here",
          isBehind: false, remedy: .pushEnvironments)
      }
      guard let required = listed?.requires,
        let move = try firstMove(of: chain, in: name, without: required, state)
      else { continue }
      return PushRefusal(
        subject: "prompt '\(state.name)'",
        message: "version \(move.version) goes live in '\(name)', which takes what was live in "
          + "'\(required)', and there it never was",
        isBehind: false,
        remedy: .deploy(state.finalName ?? state.name, version: move.version, to: required))
    }
    return nil
  }

  /// The newest move of a chain that its environment's rule is against.
  ///
  /// Moves from before the rule are history, as in a ledger that comes here as a whole. A rollback
  /// is always allowed, and what else goes back to what was live.
  private func firstMove(
    of chain: ChainComparison, in environment: EnvironmentName, without required: EnvironmentName,
    _ state: PromptComparison
  ) throws(RepositoryError) -> PointerMove? {
    guard let since = try beginning(of: environment, requiring: required) else { return nil }
    let other = state.chains.first { $0.kind == .pointer(.environment(required)) }
    var moves = self.moves(from: chain.remote)
    while let move = try moves.next(downTo: chain.local) {
      let time = try reader.commit(move.commit, for: "a pointer's move").time
      guard since < time else { continue }
      var sources = self.moves(from: other?.joined ?? other?.remote)
      if try sources.first(where: { $0.hash == move.hash }) != nil { continue }
      var earlier = self.moves(from: move.parent)
      if try earlier.first(where: { $0.hash == move.hash }) == nil { return move }
    }
    return nil
  }

  private func moves(from tip: ObjectID?) -> Chain<PointerMove> {
    Chain(from: tip) { (id) throws(RepositoryError) in try reader.move(at: id) }
  }

  /// The time since which an environment requires another one.
  private func beginning(
    of name: EnvironmentName, requiring required: EnvironmentName
  ) throws(RepositoryError) -> Timestamp? {
    var time: Timestamp?
    var changes = reader.commits(from: tip, for: "the list of environments")
    while let change = try changes.next() {
      let list = try reader.environments(in: change.value)
      guard list.contains(where: { $0.name == name && $0.requires == required }) else { break }
      time = change.value.time
    }
    return time
  }
}
