package import PromptRepo

/// Judges what a push would make of the ledger of the repository that receives it.
///
/// A server is to a push what a clone is to a pull: the ledger before and after are compared, and
/// what the push adds is verified like fetched history. Every chain has to go on from what is here,
/// or to be left by a tombstone.
package struct PushJudge {
  private let repository: Repository
  private let remote: GitRemote
  private let allowsDeletions: Bool
  private let rules: ReceivedStepRules

  /// A judge of pushes.
  ///
  /// - Parameters:
  ///   - repository: The ledger as it is, with the objects that were received.
  ///   - git: The user's git, at work on the repository.
  ///   - allowsDeletions: Whether a push may delete prompts.
  ///   - takesFutureSteps: Whether steps are taken that a wrong clock dated.
  package init(
    of repository: Repository, _ git: GitProgram, allowsDeletions: Bool, takesFutureSteps: Bool
  ) {
    rules = ReceivedStepRules(time: .now(), takesFutureSteps: takesFutureSteps)
    self.repository = repository
    self.allowsDeletions = allowsDeletions
    remote = GitRemote(earlier: "your clone", git)
  }

  /// Why a push is not taken, about each thing once; empty if it may be.
  package func refusals(of updates: [ReceivedUpdate]) throws(RepositoryError) -> [PushRefusal] {
    let updates = updates.filter(\.isOfLedger)
    if updates.isEmpty { return [] }
    let before = try LedgerSnapshot.local(repository.store)
    var (refusals, known) = sort(updates)
    let after = try LedgerSnapshot.receiving(known, in: repository.store)
    var comparator = LedgerComparator(
      repository, remote: remote, local: before, mirror: after, base: before,
      rules: rules)
    // What is here stays as it is, whatever is the same.
    comparator.mergesEqualChanges = false
    let plan = try comparator.plan()
    let deployments = DeploymentJudge(
      reader: comparator.reader, tip: after.repositoryWide[.environments])
    let touched = Set(
      known.keys.compactMap { name in
        if case .prompt(let prompt, _)? = LedgerRef(name) { prompt } else { nil }
      })
    for state in plan.prompts
    where !touched.isDisjoint(with: state.names)
      || state.id.map({ known[.tombstones($0)] != nil }) == true
    {
      if let refusal = refusal(state, comparator) {
        refusals.append(refusal)
      } else if let refusal = try deletion(state, comparator) {
        refusals.append(refusal)
      } else if let refusal = try deployments.refusal(state) {
        refusals.append(refusal)
      }
    }
    for state in plan.repositoryWide {
      if let refusal = refusal(state) { refusals.append(refusal) }
    }
    for foreign in plan.foreign where known[foreign.name] != nil {
      refusals.append(
        PushRefusal(
          subject: foreign.name.rawValue, message: foreign.reason.message, isBehind: false))
    }
    // Dead references that are pushed anew lead to no difference between living prompts.
    refusals += try revivals(known, before, comparator)
    return refusals
  }

  /// Sorts updates into those that a ledger has and refusals of others.
  private func sort(
    _ updates: [ReceivedUpdate]
  ) -> (refusals: [PushRefusal], known: [ReferenceName: ReceivedUpdate]) {
    var refusals: [PushRefusal] = []
    var known: [ReferenceName: ReceivedUpdate] = [:]
    for update in updates {
      do throws(RepositoryError) {
        let name = try ReferenceName(update.name)
        switch LedgerRef(name) {
        case .prompt, .repositoryWide, .tombstones: known[name] = update
        case .tracking, nil:
          refusals.append(
            PushRefusal(
              subject: update.name, message: "this is no reference of a ledger that is shared",
              isBehind: false))
        }
      } catch {
        refusals.append(
          PushRefusal(subject: update.name, message: error.message, isBehind: false))
      }
    }
    return (refusals, known)
  }
}

// One prompt.
extension PushJudge {
  private func refusal(
    _ state: PromptComparison, _ comparator: LedgerComparator
  ) -> PushRefusal? {
    func refuse(_ message: String, isBehind: Bool = false) -> PushRefusal {
      PushRefusal(subject: "prompt '\(state.name)'", message: message, isBehind: isBehind)
    }
    guard state.tombstones.relation == .same || state.tombstones.relation == .behind else {
      return refuse("its tombstones do not go on from those that are here", isBehind: true)
    }
    do throws(RepositoryError) {
      if let flaw = try TombstoneJudge(comparator: comparator).refusal(state) {
        return refuse(flaw)
      }
      switch state.verdict {
      case .upToDate: return nil
      case .behind(let difference):
        switch difference.kind {
        case .deleted:
          return try hasLeft(state, comparator) ? nil : refuse(Self.newer, isBehind: true)
        case .created:
          return try comesBackWhole(state, comparator)
            ? nil : refuse("it comes back under another name without all that it had")
        case .changed, .renamed, .buried: return nil
        }
      case .behindAndAhead:
        if isLeaving(state), let next = state.finalName {
          return refuse("it leaves its name, and does not come as '\(next)' with the same push")
        }
        return refuse(takenAway(state))
      case .ahead: return refuse(takenAway(state))
      case .conflict(let conflict):
        if case .diverged = conflict.kind {
          let chains = state.chains.filter { $0.relation == .diverged }.compactMap(\.kind?.label)
          let list = chains.map { "@\($0)" }.joined(separator: ", ")
          return refuse("\(list) does not go on from what is here", isBehind: true)
        }
        return refuse(conflict.error.message, isBehind: true)
      case .refused(let error): throw error
      }
    } catch {
      return PushRefusal(subject: "prompt '\(state.name)'", error)
    }
  }

  /// Whether a prompt leaves its name, and does not come under the one that it gets.
  private func isLeaving(_ state: PromptComparison) -> Bool {
    state.remoteName == nil && state.localName != nil && state.finalName != state.localName
      && state.tombstones.relation == .behind
  }

  /// Refuses what a tombstone explains, and what is still no step forward: the end of a prompt.
  private func deletion(
    _ state: PromptComparison, _ comparator: LedgerComparator
  ) throws(RepositoryError) -> PushRefusal? {
    guard !allowsDeletions else { return nil }
    var name = state.localName
    switch state.verdict {
    case .behind(let difference) where difference.kind == .deleted: break
    case .behind(let difference):
      guard case .buried = difference.kind else { return nil }
      name = try nameOnTheWay(state, comparator)
    default: return nil
    }
    guard let name else { return nil }
    return PushRefusal(
      subject: "prompt '\(name)'",
      message: "the push deletes it, with all its versions, for everybody who pulls",
      isBehind: false, deleted: name)
  }

  /// The name of a prompt that has left its old one here, and is deleted before it has come.
  private func nameOnTheWay(
    _ state: PromptComparison, _ comparator: LedgerComparator
  ) throws(RepositoryError) -> PromptName? {
    guard let id = state.id, let here = state.tombstones.local, let there = state.tombstones.remote
    else { return nil }
    let isDeleted = try comparator.tombstoneEntries(at: there, of: id).first?.tombstone.renamedTo
    guard isDeleted == nil else { return nil }
    return try comparator.tombstoneEntries(at: here, of: id).first?.tombstone.renamedTo
  }

  private static var newer: String { "here is more of it than its tombstone says" }

  private func takenAway(_ state: PromptComparison) -> String {
    let chains = state.chains.filter { $0.relation == .ahead }.compactMap(\.kind?.label)
    let list = chains.map { "@\($0)" }.joined(separator: ", ")
    return "the push takes away what is here of \(list); nothing of a chain is ever removed, and a "
      + "prompt is deleted or renamed with a tombstone"
  }

  /// Whether the tombstones that come say of all that is here that it was dropped.
  ///
  /// What was dropped may never have been here; then nobody here can tell.
  private func hasLeft(
    _ state: PromptComparison, _ comparator: LedgerComparator
  ) throws(RepositoryError) -> Bool {
    guard let id = state.id, let name = state.localName, let tip = state.tombstones.remote else {
      return false
    }
    let tombstones = try comparator.tombstoneEntries(at: tip, of: id).map(\.tombstone)
      .filter { $0.name == name }
    for chain in state.chains {
      guard let kind = chain.kind, let tip = chain.local else { continue }
      var isDropped = false
      for dropped in tombstones.compactMap({ $0.tips[kind.label] }) where !isDropped {
        let isKnown = try repository.object(dropped) != nil
        // What was never here tells nothing.
        isDropped = !isKnown
        if isKnown { isDropped = try comparator.reader.isAncestor(tip, of: dropped) }
      }
      if !isDropped { return false }
    }
    return true
  }

  /// Whether a prompt that left its name goes on from what it had there.
  private func comesBackWhole(
    _ state: PromptComparison, _ comparator: LedgerComparator
  ) throws(RepositoryError) -> Bool {
    guard let id = state.id, let tip = state.tombstones.local,
      let last = try comparator.tombstoneEntries(at: tip, of: id).first?.tombstone
    else { return true }
    for (label, dropped) in last.tips {
      guard try repository.object(dropped) != nil else { continue }
      guard let new = state.chains.first(where: { $0.kind?.label == label })?.remote,
        try comparator.reader.isAncestor(dropped, of: new)
      else { return false }
    }
    return true
  }

  /// Refuses references that are made again although a tombstone says that they are dead.
  private func revivals(
    _ known: [ReferenceName: ReceivedUpdate], _ before: LedgerSnapshot,
    _ comparator: LedgerComparator
  ) throws(RepositoryError) -> [PushRefusal] {
    var refusals: [PushRefusal] = []
    var checked: Set<PromptName> = []
    for update in known.values.sorted(by: { $0.name < $1.name }) where update.new != nil {
      guard case .prompt(let name, _)? = LedgerRef(try ReferenceName(update.name)),
        before.prompts[name] == nil, checked.insert(name).inserted,
        let info = comparator.mirror.prompts[name]?[.info]
      else { continue }
      let id: PromptID
      do throws(RepositoryError) {
        id = try comparator.reader.record(at: info).id
      } catch {
        // The comparison of the prompt comes to the same error, and refuses it.
        continue
      }
      guard let tip = before.tombstones[id],
        let last = try comparator.tombstoneEntries(at: tip, of: id).first?.tombstone,
        last.renamedTo != name, comparator.mirror.tombstones[id] == tip
      else { continue }
      refusals.append(
        PushRefusal(
          subject: "prompt '\(name)'",
          message: last.renamedTo.map { "it was renamed to '\($0)'" } ?? "it was deleted",
          isBehind: true))
    }
    return refusals
  }
}

// What belongs to the whole ledger.
extension PushJudge {
  private func refusal(_ state: RepositoryWideComparison) -> PushRefusal? {
    func refuse(_ message: String, isBehind: Bool = false) -> PushRefusal {
      PushRefusal(subject: "the \(state.kind.rawValue)", message: message, isBehind: isBehind)
    }
    return switch state.verdict {
    case .upToDate, .behind: nil
    case .ahead, .behindAndAhead: refuse("the push takes away steps that are here")
    case .conflict: refuse("they do not go on from what is here", isBehind: true)
    case .refused(let error): PushRefusal(subject: "the \(state.kind.rawValue)", error)
    }
  }
}

extension PushRefusal {
  /// What an error says of what is pushed.
  fileprivate init(subject: String, _ error: RepositoryError) {
    self.init(subject: subject, message: error.message, isBehind: false)
    if case .stepFromTheFuture? = error.cause as? RemoteRefusal { remedy = .takeFutureSteps }
  }
}

extension LedgerSnapshot {
  /// The ledger of a store as it would be after a push.
  fileprivate static func receiving(
    _ updates: [ReferenceName: ReceivedUpdate], in store: any Store
  ) throws(RepositoryError) -> LedgerSnapshot {
    try LedgerSnapshot(of: GitRemote.folders, at: \.rawValue) { (folder) throws(RepositoryError) in
      var rest = updates.filter { $0.key.rawValue.utf8.starts(with: folder.utf8) }
      var references: [Reference] = []
      for reference in try store.references(under: folder) {
        guard let update = rest.removeValue(forKey: reference.name) else {
          references.append(reference)
          continue
        }
        if let new = update.new { references.append(Reference(reference.name, new)) }
      }
      for (name, update) in rest {
        if let new = update.new { references.append(Reference(name, new)) }
      }
      return references
    }
  }
}
