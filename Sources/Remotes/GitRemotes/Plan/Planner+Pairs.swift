internal import PromptRepo

extension Planner {
  /// A prompt on both sides: what of it is alive, and what a tombstone says is dead.
  ///
  /// - Returns: nil when neither side ever had it.
  func pair(_ id: PromptID, _ entry: Census.Entry) throws(RepositoryError) -> PromptPair? {
    let (localTip, remoteTip) = (local.tombstones[id], mirror.tombstones[id])
    let ours = if let localTip { try burials(at: localTip, of: id) } else { [Burial]() }
    let theirs = if let remoteTip { try burials(at: remoteTip, of: id) } else { [Burial]() }
    guard entry.local.count < 2 else { throw twoNames(id, entry.local, "here") }
    let live: PromptName? =
      switch Whereabouts(theirs) {
      case .unmoved: entry.remote.first
      case .deleted: nil
      case .renamed(let name): entry.remote.contains(name) ? name : nil
      }
    // What a join put our chain on top of is in that one, though not in what was dropped.
    var known: LedgerSnapshot.Chains = [:]
    if case .renamed(let name) = Whereabouts(theirs) { known = mirror.prompts[name] ?? [:] }
    var leftovers: [PromptName: LedgerSnapshot.Chains] = [:]
    for name in entry.remote where name != live {
      guard let chains = mirror.prompts[name] else { continue }
      if theirs.isEmpty { throw twoNames(id, entry.remote, "at '\(remote.name)'") }
      guard try newer(chains, of: name, than: theirs, known: known).isEmpty else {
        throw RepositoryError(
          .conflict,
          "prompt '\(name)' was deleted or renamed at '\(remote.name)', and went on there",
          hint: "Somebody pushed to it at the same time; look at it with "
            + "`git log \(remote.promptsRoot)\(name)/@versions`")
      }
      leftovers[name] = chains
    }
    let name =
      entry.local.first ?? live ?? ours.first?.tombstone.name ?? theirs.first?.tombstone.name
    guard let name else { return nil }
    return PromptPair(
      id: id, name: name, ours: ours, theirs: theirs,
      tombstones: ChainState(
        concern: nil, local: localTip, remote: remoteTip,
        relation: try graph.relation(local: localTip, remote: remoteTip)),
      local: side(entry.local.first, local), remote: side(live, mirror), leftovers: leftovers)
  }

  private func side(_ name: PromptName?, _ ledger: LedgerSnapshot) -> PromptPair.Side? {
    guard let name, let chains = ledger.prompts[name] else { return nil }
    return PromptPair.Side(name: name, chains: chains)
  }

  /// The chains that have more than the tombstones of their prompt's name say were dropped.
  ///
  /// - Parameter known: Tips that those who dropped the chains are known to have had.
  func newer(
    _ chains: LedgerSnapshot.Chains, of name: PromptName, than burials: [Burial],
    known: LedgerSnapshot.Chains = [:]
  ) throws(RepositoryError) -> [Concern] {
    var newer: [Concern] = []
    for (concern, tip) in chains {
      var dropped = burials.map(\.tombstone).filter { $0.name == name }
        .compactMap { $0.tips[concern.label] }
      if let known = known[concern] { dropped.append(known) }
      var isDead = dropped.contains(tip)
      for last in dropped where !isDead { isDead = try graph.isKnown(tip, upTo: last) }
      if !isDead { newer.append(concern) }
    }
    return newer.sorted()
  }

  func twoNames(
    _ id: PromptID, _ names: [PromptName], _ place: String
  ) -> RepositoryError {
    RepositoryError(
      .damaged,
      "prompt \(id) has two names \(place): \(names.sorted().map(\.rawValue).joined(separator: ", "))",
      hint: "Somebody wrote to the ledger without promptrepo; remove the references of one name")
  }
}
