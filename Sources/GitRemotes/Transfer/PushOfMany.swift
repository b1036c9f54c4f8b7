internal import PromptRepo

/// A push of many prompts that are new to the remote, by a pattern instead of one by one.
///
/// Git looks through all references for each refspec that it is given, which takes a quarter of a
/// minute for 1,500 prompts, and less than a second for a pattern. What must not be pushed is left
/// out by name.
struct PushOfMany {
  /// From so many references on it is worth it.
  private static let few = 150

  let items: [PushSession.Item]
  let refspecs: [String]

  /// Takes the new prompts of a batch; nil when there are few, or much would have to be left out.
  init?(_ batch: [PushSession.Item], of plan: MirrorPlan) {
    items = batch.filter { item in
      // Without an older value there is nothing that somebody could have removed meanwhile.
      item.state.finalName == item.state.localName && item.updates.allSatisfy { $0.old == nil }
        && item.state.tombstones.local == nil
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
  }
}
