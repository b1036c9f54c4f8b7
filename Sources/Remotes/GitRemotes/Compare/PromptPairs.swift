internal import PromptRepo

/// One prompt as both ledgers have it, before it is judged.
struct PromptPair {
  /// A prompt on one side.
  struct Side {
    let name: PromptName
    let chains: LedgerSnapshot.Chains
  }

  let id: PromptID
  /// A name to speak of it by.
  let name: PromptName
  let ours: [TombstoneEntry]
  let theirs: [TombstoneEntry]
  let tombstones: ChainComparison
  /// The prompt here; `nil` where it is not.
  let local: Side?
  /// The prompt at the remote; `nil` where it is not.
  let remote: Side?
  /// What the remote has under names that the prompt left.
  let leftovers: [PromptName: LedgerSnapshot.Chains]

  /// The names that it had here since the remote's newest tombstone, the oldest first, without the
  /// last.
  var earlierNames: [EarlierName] {
    guard tombstones.relation == .ahead else { return [] }
    return ours.prefix { $0.commit != tombstones.remote }.dropFirst().reversed()
      .compactMap { entry in
        entry.tombstone.renamedTo.map { EarlierName(name: $0, tombstone: entry.commit) }
      }
  }
}

extension LedgerComparator {
  /// A prompt on both sides: what of it is alive, and what a tombstone says is dead.
  ///
  /// - Returns: `nil` when neither side ever had it.
  func pair(_ id: PromptID, _ entry: PromptNamesByID.Entry) throws(RepositoryError) -> PromptPair? {
    let (localTip, remoteTip) = (local.tombstones[id], mirror.tombstones[id])
    let ours =
      if let localTip { try tombstoneEntries(at: localTip, of: id) } else { [TombstoneEntry]() }
    let theirs =
      if let remoteTip { try tombstoneEntries(at: remoteTip, of: id) } else { [TombstoneEntry]() }
    guard entry.local.count < 2 else { throw duplicateNames(id, entry.local, "here") }
    let live: PromptName? =
      switch TombstoneResolution(theirs) {
      case .unmoved: entry.remote.first
      case .deleted: nil
      case .renamed(let name): entry.remote.contains(name) ? name : nil
      }
    // What a join put our chain on top of is in that one, though not in what was dropped.
    var known: LedgerSnapshot.Chains = [:]
    if case .renamed(let name) = TombstoneResolution(theirs) { known = mirror.prompts[name] ?? [:] }
    var leftovers: [PromptName: LedgerSnapshot.Chains] = [:]
    for name in entry.remote where name != live {
      guard let chains = mirror.prompts[name] else { continue }
      if theirs.isEmpty { throw duplicateNames(id, entry.remote, "at '\(remote.name)'") }
      guard try newer(chains, of: name, than: theirs, known: known).isEmpty else {
        throw RepositoryError(
          .conflict,
          "prompt '\(name)' was deleted or renamed at '\(remote.name)', and went on there",
          hint: "Somebody pushed to it at the same time; look at it with "
            + "`git log \(remote.mirror(of: .prompts))\(name)/@versions`")
      }
      leftovers[name] = chains
    }
    let name =
      entry.local.first ?? live ?? ours.first?.tombstone.name ?? theirs.first?.tombstone.name
    guard let name else { return nil }
    return PromptPair(
      id: id, name: name, ours: ours, theirs: theirs,
      tombstones: ChainComparison(
        kind: nil, local: localTip, remote: remoteTip,
        relation: try reader.relation(local: localTip, remote: remoteTip)),
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
    _ chains: LedgerSnapshot.Chains, of name: PromptName, than tombstoneEntries: [TombstoneEntry],
    known: LedgerSnapshot.Chains = [:]
  ) throws(RepositoryError) -> [LedgerRef.PromptKind] {
    var newer: [LedgerRef.PromptKind] = []
    for (kind, tip) in chains {
      var dropped = tombstoneEntries.map(\.tombstone).filter { $0.name == name }
        .compactMap { $0.tips[kind.label] }
      if let known = known[kind] { dropped.append(known) }
      var isDead = dropped.contains(tip)
      for last in dropped where !isDead { isDead = try reader.isAncestor(tip, of: last) }
      if !isDead { newer.append(kind) }
    }
    return newer.sorted()
  }

  func duplicateNames(
    _ id: PromptID, _ names: [PromptName], _ place: String
  ) -> RepositoryError {
    RepositoryError(
      .damaged,
      "prompt \(id) has two names \(place): \(names.sorted().map(\.rawValue).joined(separator: ", "))",
      hint: "Somebody wrote to the ledger without promptrepo; remove the references of one name")
  }
}

/// Where a chain of tombstones says that its prompt is.
enum TombstoneResolution: Hashable {
  /// Where it was created.
  case unmoved
  /// Nowhere.
  case deleted
  /// Under this name.
  case renamed(PromptName)

  init(_ tombstoneEntries: [TombstoneEntry]) {
    self =
      if let newest = tombstoneEntries.first {
        newest.tombstone.renamedTo.map { .renamed($0) } ?? .deleted
      } else {
        .unmoved
      }
  }
}

extension LedgerComparator {
  /// Refuses names that are new to one side and whose prompt has another name on which the sides
  /// agree.
  ///
  /// The records behind those other names are read only when there is a name that is new.
  func rejectDuplicateNames(_ promptNames: inout PromptNamesByID) {
    let newcomers = Set(promptNames.entries.filter { addsName($0.key, $0.value) }.keys)
    guard !newcomers.isEmpty else { return }
    var agreed: [PromptID: [PromptName]] = [:]
    for (name, chains) in local.prompts where !promptNames.names.contains(name) {
      guard let info = chains[.info] else { continue }
      do throws(RepositoryError) {
        let id = try reader.promptID(ofRecord: info)
        if newcomers.contains(id) { agreed[id, default: []].append(name) }
      } catch {
        // A record that neither side can read says of no prompt that it has this name.
        continue
      }
    }
    for (id, names) in agreed {
      guard let entry = promptNames.entries[id], entry.failure == nil else { continue }
      let place = entry.remote.isEmpty ? "here" : "at '\(remote.name)'"
      promptNames.entries[id]?.failure = duplicateNames(id, entry.names + names, place)
    }
  }

  /// Whether one side only has a prompt under the names that were looked at.
  private func addsName(_ id: PromptID, _ entry: PromptNamesByID.Entry) -> Bool {
    if entry.failure != nil || entry.local.isEmpty == entry.remote.isEmpty { return false }
    guard entry.local.isEmpty, let tip = mirror.tombstones[id], local.tombstones[id] == tip else {
      return true
    }
    do throws(RepositoryError) {
      // Where a remote removes no references, those of names that were left stay there for good.
      return switch TombstoneResolution(try tombstoneEntries(at: tip, of: id)) {
      case .unmoved: true
      case .deleted: false
      case .renamed(let name): entry.remote.contains(name)
      }
    } catch {
      // The comparison of the prompt comes to the same error, and refuses it.
      return false
    }
  }
}
