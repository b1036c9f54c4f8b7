internal import PromptRepo

/// What a push asks of one reference of the remote.
struct PushUpdate: Sendable, Hashable {
  /// The reference.
  let name: ReferenceName
  /// The value that it must have at the remote; nil when it must not exist.
  let old: ObjectID?
  /// The value that it gets; nil removes it. Where it is the old one, it only must not have moved.
  let new: ObjectID?
  /// When it is its turn where the remote takes references one by one.
  let stage: Int

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

extension PromptState {
  /// What a push of the prompt asks of the remote, all of it together.
  ///
  /// References that stay as they are are asked for too: when somebody removes or moves one of
  /// them meanwhile, nothing of the prompt is pushed.
  ///
  /// - Parameters:
  ///   - keeps: Whether references under names that the prompt left stay at the remote.
  ///   - leaves: Whether it only leaves its old name, to come back under the new one with the next
  ///     push; until then the tombstone says which one that is.
  func updates(keepingOldNames keeps: Bool, onlyLeaving leaves: Bool = false) -> [PushUpdate] {
    guard pushes != nil, let id else { return [] }
    var updates: [PushUpdate] = []
    var old: [ReferenceName: (ObjectID, stage: Int)] = [:]
    for chain in chains {
      guard let concern = chain.concern else { continue }
      if let remoteName, let tip = chain.remote {
        old[PromptChain(remoteName, concern).reference] = (tip, concern.stage)
      }
    }
    if let finalName, !leaves {
      for chain in chains {
        guard let concern = chain.concern, let tip = chain.joined else { continue }
        let name = PromptChain(finalName, concern).reference
        updates.append(
          PushUpdate(
            name: name, old: old.removeValue(forKey: name)?.0, new: tip, stage: concern.stage))
      }
    }
    if let tip = tombstones.local, tombstones.relation != .behind, !adoptsTombstones {
      updates.append(
        PushUpdate(name: .tombstone(id), old: tombstones.remote, new: tip, stage: 3))
    }
    guard !keeps else { return updates }
    if clearsLeftovers {
      for (name, chains) in leftovers {
        for (concern, tip) in chains {
          old[PromptChain(name, concern).reference] = (tip, concern.stage)
        }
      }
    }
    // Pointers first, the record last: what is left of a prompt can always be read.
    for (name, value) in old.sorted(by: { $0.key < $1.key }) {
      updates.append(PushUpdate(name: name, old: value.0, new: nil, stage: 6 - value.stage))
    }
    return updates
  }
}

extension Concern {
  /// When its turn is: after those that it leans on.
  fileprivate var stage: Int {
    switch self {
    case .info: 0
    case .versions: 1
    case .pointer: 2
    }
  }
}
