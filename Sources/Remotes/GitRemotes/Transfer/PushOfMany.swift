internal import PromptRepo

/// A push of many prompts by a pattern instead of one by one.
///
/// Git looks through all references for each refspec that it is given, which takes a quarter of a
/// minute for 1,500 prompts, and less than a second for a pattern. What must not be pushed is left
/// out by name.
///
/// A reference that somebody moved meanwhile is rejected by git, since the push does not go on
/// from it. One that somebody removed would come back: so each prompt that the remote has is
/// expected to have its record there, as all prompts have that were not deleted or renamed.
struct PushOfMany {
  /// From so many references on it is worth it.
  private static let few = 150

  let items: [PushSession.Item]
  let refspecs: [String]
  let leases: [String]

  /// Takes the prompts of a batch that keep their names; nil when there are few, or much would
  /// have to be left out, or a command line cannot hold it.
  init?(_ batch: [PushSession.Item], of plan: MirrorPlan) {
    items = batch.filter { item in
      let state = item.state
      return state.finalName == state.localName
        && (state.remoteName == nil || state.remoteName == state.finalName)
        && item.updates.allSatisfy { update in
          !update.isDeletion && update.name.rawValue.utf8.starts(with: PromptReferences.root.utf8)
        }
        // Without an older value there is nothing that somebody could have removed meanwhile.
        && (state.remoteName != nil
          || item.updates.allSatisfy { $0.old == nil } && state.tombstones.local == nil)
    }
    let taken = Set(items.compactMap(\.state.id))
    let others = plan.prompts.filter { state in state.id.map { !taken.contains($0) } ?? true }
    guard items.reduce(0, { $0 + $1.updates.count }) > PushOfMany.few,
      others.count + plan.foreign.count < PushOfMany.few
    else { return nil }
    let names = others.reduce(into: Set<PromptName>()) { $0.formUnion($1.names) }
    refspecs =
      ["\(PromptReferences.root)*:\(PromptReferences.root)*"]
      + names.sorted().map { "^\(PromptReferences.root)\($0)/@*" }
      + plan.foreign.map(\.name.rawValue)
      .filter { $0.utf8.starts(with: PromptReferences.root.utf8) }.map { "^\($0)" }
    leases = plan.remoteRecords.filter { !names.contains($0.key) }
      .sorted { $0.key < $1.key }
      .map {
        PushUpdate(name: PromptReferences($0).info, old: $1, new: $1, stage: 0).arguments.lease
      }
    let length = (refspecs + leases).reduce(0) { $0 + $1.utf8.count + 16 }
    guard length <= PushSession.commandLineLimit else { return nil }
  }
}
