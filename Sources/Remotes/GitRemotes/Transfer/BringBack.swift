internal import PromptMerge
internal import PromptRepo

extension RemoteLedger {
  /// What there is to pull of prompts.
  ///
  /// Where the remote's side counts, prompts that are named come back if they were deleted here and
  /// are still there: their tombstones give way to what the remote says. A deletion of prompts that
  /// nobody named is what people wanted, so it stays.
  func plan(
    base: LedgerSnapshot, _ names: [PromptName], resolving resolution: Resolution?
  ) throws(RepositoryError) -> LedgerComparison {
    let comparator = try planner(base: base)
    var plan = try comparator.plan(progress).limited(to: names)
    guard resolution == .theirs, !names.isEmpty else { return plan }
    let deleted = Set(plan.prompts.filter(\.isDeletedHereAlone).compactMap(\.id))
    guard !deleted.isEmpty else { return plan }
    var local = comparator.local
    for id in deleted { local.tombstones[id] = comparator.mirror.tombstones[id] }
    let other = LedgerComparator(
      repository, remote: remote, local: local, mirror: comparator.mirror, base: base)
    for var state in try other.plan().prompts {
      guard let id = state.id, deleted.contains(id),
        let index = plan.prompts.firstIndex(where: { $0.id == id })
      else { continue }
      state.tombstones = plan.prompts[index].tombstones
      state.adoptsTombstones = true
      plan.prompts[index] = state
    }
    return plan
  }
}

extension PromptComparison {
  /// Whether the remote has the prompt, and only this ledger says that it was deleted.
  fileprivate var isDeletedHereAlone: Bool {
    guard localName == nil, remoteName != nil else { return false }
    return switch verdict {
    case .ahead(let difference): difference.kind == .deleted
    // Two tombstones part also where one of them says that it was renamed.
    case .conflict(let conflict): conflict.kind == .deletedHere || conflict.kind == .renamed
    default: false
    }
  }
}
