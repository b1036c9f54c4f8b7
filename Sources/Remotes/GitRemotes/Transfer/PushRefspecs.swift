internal import PromptRepo

/// A name that a prompt had here between the one at the remote and the one that it has.
struct EarlierName: Sendable, Hashable {
  /// The name.
  let name: PromptName
  /// The tombstone of the rename that gave it.
  let tombstone: ObjectID
}

/// What a push asks of one reference of the remote.
struct PushUpdate: Sendable, Hashable {
  /// The reference.
  let name: ReferenceName
  /// The value that it must have at the remote; `nil` when it must not exist.
  let old: ObjectID?
  /// The value that it gets; `nil` removes it. Where it is the old one, it only must not have
  /// moved.
  let new: ObjectID?
  /// When it is its turn where the remote takes references one by one: after those that it leans
  /// on, and the other way round for removals, so that what is left of a prompt can always be read.
  let stage: Int

  /// The stage in which records are removed, the last of all.
  static let lastStage = 8

  init(_ ref: LedgerRef, old: ObjectID?, new: ObjectID?) {
    name = ref.name
    self.old = old
    self.new = new
    stage = new == nil ? PushUpdate.lastStage + 1 - ref.rank : ref.rank
  }

  /// Whether it removes the reference.
  var isDeletion: Bool { new == nil }

  /// What it adds to git's command line.
  ///
  /// Git sends what the remote has to find, and the remote compares it under its lock. The lease
  /// makes git compare it with what the remote says first; nothing is forced by it, since each new
  /// value goes on from the old one.
  var arguments: (lease: String, refspec: String) {
    ("--force-with-lease=\(name):\(old?.hex ?? "")", "\(new?.hex ?? ""):\(name)")
  }

  /// About how many bytes of a command line it takes.
  var length: Int { 2 * name.rawValue.utf8.count + 160 }
}

extension PromptComparison {
  /// What a push of the prompt asks of the remote, all of it together.
  ///
  /// References that stay as they are are asked for too: when somebody removes or moves one of
  /// them meanwhile, nothing of the prompt is pushed.
  ///
  /// - Parameters:
  ///   - keeps: Whether references under names that the prompt left stay at the remote.
  ///   - stop: The earlier name under which it comes first; `nil` for the one that it has.
  func updates(keepingOldNames keeps: Bool, stoppingAt stop: EarlierName? = nil) -> [PushUpdate] {
    guard pushes != nil, let id else { return [] }
    var updates: [PushUpdate] = []
    var old: [LedgerRef: ObjectID] = [:]
    for chain in chains {
      if let kind = chain.kind, let remoteName { old[.prompt(remoteName, kind)] = chain.remote }
    }
    if let finalName = stop?.name ?? finalName {
      for chain in chains {
        guard let kind = chain.kind, let tip = chain.joined else { continue }
        let ref = LedgerRef.prompt(finalName, kind)
        updates.append(PushUpdate(ref, old: old.removeValue(forKey: ref), new: tip))
      }
    }
    if let tip = stop?.tombstone ?? tombstones.local, tombstones.relation != .behind,
      !adoptsTombstones
    {
      updates.append(PushUpdate(.tombstones(id), old: tombstones.remote, new: tip))
    }
    guard !keeps else { return updates }
    if clearsLeftovers {
      for (name, chains) in leftovers {
        for (kind, tip) in chains { old[.prompt(name, kind)] = tip }
      }
    }
    updates += old.map { PushUpdate($0, old: $1, new: nil) }.sorted { $0.name < $1.name }
    return updates
  }
}

/// A push of many prompts by a pattern instead of one by one.
///
/// Git looks through all references for each refspec that it is given, which takes a quarter of a
/// minute for 1,500 prompts, and less than a second for a pattern. What must not be pushed is left
/// out by name.
///
/// A reference that somebody moved meanwhile is rejected by git, since the push does not go on
/// from it. One that somebody removed would come back: so each prompt that the remote has is
/// expected to have its record there, as all prompts have that were not deleted or renamed.
struct PatternPush {
  /// From so many references on it is worth it.
  private static let few = 150

  let items: [PushSession.Item]
  let refspecs: [String]
  let leases: [String]

  /// Takes the prompts of a batch that keep their names; `nil` when there are few, or much would
  /// have to be left out, or a command line cannot hold it.
  init?(_ batch: [PushSession.Item], of plan: LedgerComparison) {
    items = batch.filter { item in
      let state = item.state
      return state.finalName == state.localName
        && (state.remoteName == nil || state.remoteName == state.finalName)
        && item.updates.allSatisfy { update in
          !update.isDeletion && LedgerRef.Folder.prompts.path(of: update.name) != nil
        }
        // Without an older value there is nothing that somebody could have removed meanwhile.
        && (state.remoteName != nil
          || item.updates.allSatisfy { $0.old == nil } && state.tombstones.local == nil)
    }
    let taken = Set(items.compactMap(\.state.id))
    let others = plan.prompts.filter { state in state.id.map { !taken.contains($0) } ?? true }
    guard items.reduce(0, { $0 + $1.updates.count }) > PatternPush.few,
      others.count + plan.foreign.count < PatternPush.few
    else { return nil }
    let names = others.reduce(into: Set<PromptName>()) { $0.formUnion($1.names) }
    refspecs =
      ["\(LedgerRef.Folder.prompts)*:\(LedgerRef.Folder.prompts)*"]
      + names.sorted().map { "^\(LedgerRef.Folder.prompts)\($0)/@*" }
      + plan.foreign.map(\.name).filter { LedgerRef.Folder.prompts.path(of: $0) != nil }
      .map { "^\($0)" }
    leases = plan.remoteRecords.filter { !names.contains($0.key) }
      .sorted { $0.key < $1.key }
      .map {
        PushUpdate(.prompt($0, .info), old: $1, new: $1).arguments.lease
      }
    let length = (refspecs + leases).reduce(0) { $0 + $1.utf8.count + 16 }
    guard length <= PushSession.commandLineLimit else { return nil }
  }
}
