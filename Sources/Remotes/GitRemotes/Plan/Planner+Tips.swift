internal import PromptRepo

// What plans say to people about the ends of chains.
extension Planner {
  func conflict(
    _ kind: Conflict.Kind, _ pair: PromptPair, here: [ChainTip], there: [ChainTip]
  ) -> Conflict {
    Conflict(
      kind: kind, name: pair.name, remote: remote.name, git: remote.git,
      here: Conflict.Side(id: pair.id, name: pair.local?.name, tips: here),
      there: Conflict.Side(id: pair.id, name: pair.remote?.name, tips: there))
  }

  /// The last steps of some chains, versions first.
  func tips(
    of chains: LedgerSnapshot.Chains, _ concerns: [Concern]
  ) throws(RepositoryError) -> [ChainTip] {
    var tips: [ChainTip] = []
    for concern in concerns {
      guard let commit = chains[concern] else { continue }
      let tip = try tip(commit, of: concern)
      if concern == .versions { tips.insert(tip, at: 0) } else { tips.append(tip) }
    }
    return tips
  }

  private func tip(
    _ commit: ObjectID, of concern: Concern
  ) throws(RepositoryError) -> ChainTip {
    switch concern {
    case .info:
      return ChainTip(step: .record, commit: commit, author: try reader.author(of: commit))
    case .versions:
      let version = try reader.version(at: commit)
      return ChainTip(
        step: .version(number: version.number, hash: version.hash), commit: commit,
        author: version.author)
    case .pointer(let pointer):
      let move = try reader.move(at: commit)
      return ChainTip(
        step: .moved(pointer, number: move.version, hash: move.hash), commit: commit,
        author: move.author)
    }
  }

  /// The newest tombstone.
  func tips(of burials: [Burial]) -> [ChainTip] {
    burials.prefix(1).map { burial in
      ChainTip(
        step: .left(burial.tombstone.name, newName: burial.tombstone.renamedTo),
        commit: burial.commit, author: burial.author)
    }
  }

  /// What a side gets that is behind (`relation`), or whose remote is (`ahead`).
  func difference(
    of state: PromptState, for name: PromptName?, _ relation: ChainRelation
  ) throws(RepositoryError) -> LedgerDifference {
    var difference = LedgerDifference(kind: .created, pointers: [:], editsRecord: false)
    if let name { difference.kind = name == state.finalName ? .changed : .renamed(from: name) }
    for chain in state.chains where chain.relation == relation {
      let (old, new) =
        relation == .behind ? (chain.local, chain.remote) : (chain.remote, chain.local)
      guard let new else { continue }
      switch chain.concern {
      case .info: difference.editsRecord = old != nil
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

extension LedgerDifference {
  /// The prompt is gone.
  static var deleted: LedgerDifference {
    LedgerDifference(kind: .deleted, pointers: [:], editsRecord: false)
  }

  /// Only a tombstone.
  static var buried: LedgerDifference {
    LedgerDifference(kind: .buried, pointers: [:], editsRecord: false)
  }
}

extension MirrorReader {
  /// Who made a commit, and when.
  fileprivate func author(of id: ObjectID) throws(RepositoryError) -> Signature {
    guard let object = try object(id) else { throw .incomplete(id, remote: remote) }
    return try Commit(object).author
  }
}
