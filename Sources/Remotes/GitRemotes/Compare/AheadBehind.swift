internal import PromptRepo

extension LedgerComparator {
  /// What both ledgers say about a prompt; `nil` when there is nothing to say.
  func state(
    of id: PromptID, _ entry: PromptNamesByID.Entry
  ) throws(RepositoryError) -> PromptComparison? {
    guard let pair = try pair(id, entry) else { return nil }
    let (ours, theirs) = (TombstoneResolution(pair.ours), TombstoneResolution(pair.theirs))
    if pair.tombstones.relation == .behind || pair.tombstones.relation == .diverged {
      try PromptHistoryChecker(reader: reader, prompt: id).check(
        pair.theirs, downTo: pair.tombstones.local)
    }
    // Those who deleted or renamed alike agree, whoever was first.
    let adopts = pair.tombstones.relation == .diverged && ours == theirs
    var state = PromptComparison(
      id: id, name: pair.name, localName: pair.local?.name, remoteName: pair.remote?.name,
      finalName: finalName(pair), chains: try chains(pair), tombstones: pair.tombstones,
      verdict: .upToDate)
    state.leftovers = pair.leftovers
    state.earlierNames = pair.earlierNames
    state.adoptsTombstones = adopts
    if pair.tombstones.relation == .diverged, !adopts {
      var conflict = conflict(
        .renamed, pair, here: tips(of: pair.ours), there: tips(of: pair.theirs))
      if let name = pair.local?.name, pair.remote == nil {
        conflict.protection = protection(of: name)
      }
      state.verdict = .conflict(conflict)
    } else if state.finalName == nil, pair.local != nil || pair.remote != nil {
      state.verdict = try verdictOnDeleted(pair)
    } else if pair.local == nil, pair.remote == nil {
      switch pair.tombstones.relation {
      case .same: return pair.leftovers.isEmpty ? nil : state
      case .ahead: state.verdict = .ahead(.buried(pair.ours))
      case .behind, .diverged: state.verdict = .behind(.buried(pair.theirs))
      }
    } else {
      state.verdict = try verdictOnLiving(pair, state)
      if state.verdict.pushes != nil, try isRewritten(state) {
        state.note =
          "'\(remote.name)' no longer has all of '\(state.name)' that it had at the last fetch; "
          + "a push puts it back there"
      }
    }
    return state
  }

  /// The name that the newest tombstone of both sides leaves the prompt.
  private func finalName(_ pair: PromptPair) -> PromptName? {
    let isHere = pair.tombstones.relation == .ahead || pair.tombstones.relation == .same
    return switch TombstoneResolution(isHere ? pair.ours : pair.theirs) {
    case .unmoved: pair.local?.name ?? pair.remote?.name
    case .deleted: nil
    case .renamed(let name): isHere ? pair.local?.name ?? name : name
    }
  }

  private func chains(_ pair: PromptPair) throws(RepositoryError) -> [ChainComparison] {
    let (ours, theirs) = (pair.local?.chains ?? [:], pair.remote?.chains ?? [:])
    var states: [ChainComparison] = []
    for kind in Set(ours.keys).union(theirs.keys).sorted() {
      let relation = try reader.relation(local: ours[kind], remote: theirs[kind])
      states.append(
        ChainComparison(
          kind: kind, local: ours[kind], remote: theirs[kind], relation: relation))
    }
    return states
  }

  /// Deleted on one side: the other side's chains are dead unless they have more than was dropped.
  private func verdictOnDeleted(_ pair: PromptPair) throws(RepositoryError)
    -> Verdict<PromptDifference>
  {
    if let side = pair.local {
      let known = pair.tombstones.relation == .ahead ? [:] : base.prompts[side.name] ?? [:]
      let tombstoneEntries = pair.tombstones.relation == .ahead ? pair.ours : pair.theirs
      let newer = try newer(side.chains, of: side.name, than: tombstoneEntries, known: known)
      guard newer.isEmpty else {
        if pair.tombstones.relation == .same || pair.tombstones.relation == .ahead {
          throw revived(pair)
        }
        var conflict = conflict(
          .deletedThere, pair, here: try tips(of: side.chains, newer),
          there: tips(of: tombstoneEntries))
        conflict.protection = protection(of: side.name)
        return .conflict(conflict)
      }
      return .behind(.deleted)
    }
    guard let side = pair.remote else { return .upToDate }
    let newer = try newer(side.chains, of: side.name, than: pair.ours)
    guard newer.isEmpty else {
      return .conflict(
        conflict(
          .deletedHere, pair, here: tips(of: pair.ours), there: try tips(of: side.chains, newer)))
    }
    return .ahead(.deleted)
  }

  /// Why a deletion of a prompt here is refused, unless it is forced; `nil` where it is not.
  private func protection(of name: PromptName) -> RepositoryError? {
    let trial = Repository(store: TrialStore(reader.repository.store))
    do throws(RepositoryError) {
      try trial.by(Signature(name: "", email: "", time: .now())).delete(name)
      return nil
    } catch {
      return error.code == .protected ? error : nil
    }
  }

  private func revived(_ pair: PromptPair) -> RepositoryError {
    RepositoryError(
      .conflict, "prompt '\(pair.name)' was deleted, and made again with the same id \(pair.id)",
      hint: "Others cannot tell it from the one that was deleted; make it again with a new id")
  }

  /// Chains that all go on from each other, in whichever direction, can be brought together: each
  /// pointer's version is in the longer chain of versions, since along first parents that holds
  /// the whole of the shorter one.
  private func verdictOnLiving(
    _ pair: PromptPair, _ state: PromptComparison
  ) throws(RepositoryError) -> Verdict<PromptDifference> {
    let diverged = state.chains.filter { $0.relation == .diverged }.compactMap(\.kind)
    guard diverged.isEmpty else {
      let equal = try equalChanges(in: state)
      if let equal, let verdict = try verdict(on: state, equal) { return verdict }
      // What both did alike, and what only one side did after that, is nothing to decide.
      let open = diverged.filter { kind in
        guard let fork = equal?.forks[kind] else { return true }
        return !fork.ours.isEmpty && !fork.theirs.isEmpty
      }
      let record = state.chains.first { $0.kind == .info && $0.relation == .diverged }
      var base = equal?.forks[.info]?.commit
      if base == nil, let record {
        base = try reader.mergeBase(local: record.local, remote: record.remote).commit
      }
      var conflict = conflict(
        .diverged, pair, here: try tips(of: pair.local?.chains ?? [:], open, since: base),
        there: try tips(of: pair.remote?.chains ?? [:], open, since: base))
      if open.contains(.versions) { conflict.texts = texts(pair) }
      conflict.isRewritten = try isRewritten(state)
      return .conflict(conflict)
    }
    if let ours = pair.local?.name, let theirs = pair.remote?.name, ours != theirs,
      pair.tombstones.relation == .same
    {
      throw RepositoryError(
        .damaged,
        "prompt \(pair.id) is '\(ours)' here and '\(theirs)' at '\(remote.name)', "
          + "though it was not renamed",
        hint: "Somebody wrote to the ledger without promptrepo; restore the references")
    }
    let relations = Set(state.chains.map(\.relation)).union([pair.tombstones.relation])
    var verdict = Verdict<PromptDifference>.upToDate
    if relations.contains(.behind) || state.adoptsTombstones {
      try PromptHistoryChecker(reader: reader, prompt: pair.id).check(state.chains)
      verdict = .behind(try difference(of: state, for: pair.local?.name, .behind))
    }
    if relations.contains(.ahead) {
      try PromptHistoryChecker(reader: reader, prompt: pair.id).checkOwnMoves(state.chains)
      let push = try difference(of: state, for: pair.remote?.name, .ahead)
      verdict =
        if case .behind(let pull) = verdict {
          .behindAndAhead(pull: pull, push: push)
        } else {
          .ahead(push)
        }
    }
    return verdict
  }

  /// What a side gets that is behind (`relation`), or whose remote is (`ahead`).
  func difference(
    of state: PromptComparison, for name: PromptName?, _ relation: ChainRelation
  ) throws(RepositoryError) -> PromptDifference {
    var difference = PromptDifference(kind: .created, pointers: [:], editsRecord: false)
    if let name { difference.kind = name == state.finalName ? .changed : .renamed(from: name) }
    difference.isPutBack =
      difference.kind == .changed && state.tombstones.relation == relation
    for chain in state.chains where chain.relation == relation {
      let (old, new) =
        relation == .behind ? (chain.local, chain.remote) : (chain.remote, chain.local)
      guard let new else { continue }
      switch chain.kind {
      case .info:
        difference.editsRecord = old != nil
        difference.recordChanges = try reader.recordChanges(from: old, to: new)
      case .versions:
        let last = try reader.version(at: new).number
        let first = if let old { try reader.version(at: old).number + 1 } else { 1 }
        if first <= last { difference.versions = first...last }
      case .pointer(let pointer):
        difference.pointers[pointer] = try reader.move(at: new).version
      case nil: break
      }
    }
    return difference
  }
}
