internal import PromptRepo

/// Finds prompts that cannot have their name on the other side, since another prompt has it.
struct NameCollisionCheck {
  let planner: LedgerComparator

  private enum Side { case local, remote }

  func run(_ states: inout [PromptComparison]) {
    // A prompt that stays where it is may be in the way of another one, which then stays too.
    while true {
      let before = states.filter(\.isMoving).count
      check(.local, &states)
      check(.remote, &states)
      if states.filter(\.isMoving).count == before { break }
    }
  }

  private func check(_ side: Side, _ states: inout [PromptComparison]) {
    let ledger = side == .local ? planner.local : planner.mirror
    var occupants: [PromptName: Int] = [:]
    for (index, state) in states.enumerated() {
      let names =
        side == .local
        ? [state.localName] : [state.remoteName] + state.leftovers.keys.map(Optional.some)
      for name in names { if let name { occupants[name] = index } }
    }
    var doomed: Set<Int> = []
    for index in states.indices {
      let mover = states[index]
      guard side == .local ? mover.pulls != nil : mover.pushes != nil, let name = mover.finalName,
        name != (side == .local ? mover.localName : mover.remoteName),
        ledger.prompts[name] != nil, occupants[name] != index
      else { continue }
      guard let other = occupants[name] else {
        states[index].verdict = .refused(occupied(name))
        continue
      }
      switch side {
      case .local where states[other].pulls != nil && states[other].finalName != name: continue
      case .remote where states[other].leftovers[name] != nil:
        states[index].waitsFor = states[other].id
        states[other].clearsLeftovers = true
        if states[other].isUpToDate { states[other].verdict = .ahead(.deleted) }
      case .remote where states[other].isLeavingRemoteName && states[other].finalName != name:
        states[index].waitsFor = states[other].id
      default:
        collide(name, index, other, side, &states, &doomed)
      }
    }
    for index in doomed.sorted(by: >) { states.remove(at: index) }
  }

  /// Marks a conflict of two prompts that want one name; where both are held up by it, one of them
  /// says it for both.
  private func collide(
    _ name: PromptName, _ mover: Int, _ other: Int, _ side: Side,
    _ states: inout [PromptComparison],
    _ doomed: inout Set<Int>
  ) {
    let (here, there) = side == .local ? (other, mover) : (mover, other)
    do throws(RepositoryError) {
      let conflict = Conflict(
        kind: .sameName, subject: .prompt(name), remote: planner.remote.name,
        git: planner.remote.git,
        here: try summary(states[here], \.local, states[here].localName),
        there: try summary(states[there], \.remote, states[there].remoteName))
      states[mover].verdict = .conflict(conflict)
    } catch {
      states[mover].verdict = .refused(error)
    }
    let isHeldUpToo = states[other].finalName == name && !states[other].isUpToDate
    if side == .local, isHeldUpToo { doomed.insert(other) }
  }

  private func summary(
    _ state: PromptComparison, _ tip: KeyPath<ChainComparison, ObjectID?>, _ name: PromptName?
  ) throws(RepositoryError) -> Conflict.Side {
    var chains: LedgerSnapshot.Chains = [:]
    for chain in state.chains {
      if let kind = chain.kind, let tip = chain[keyPath: tip] { chains[kind] = tip }
    }
    let kind: LedgerRef.PromptKind = chains[.versions] == nil ? .info : .versions
    return Conflict.Side(id: state.id, name: name, tips: try planner.tips(of: chains, [kind]))
  }

  private func occupied(_ name: PromptName) -> RepositoryError {
    RepositoryError(
      .conflict, "there are references of another prompt under the name '\(name)'",
      cause: RemoteRefusal.referencesOfAnother(name))
  }
}

extension PromptComparison {
  /// Whether a pull or a push would do something with it.
  fileprivate var isMoving: Bool { pulls != nil || pushes != nil }

  /// Whether a push frees the name that it has at the remote, once what is there was pulled.
  fileprivate var isLeavingRemoteName: Bool {
    if case .behindAndAhead = verdict { return true }
    return pushes != nil || hasDiverged
  }

  fileprivate var isUpToDate: Bool {
    if case .upToDate = verdict { true } else { false }
  }
}
