internal import PromptMerge
internal import PromptRepo

extension RemoteLedger {
  /// What there is to pull of prompts.
  ///
  /// Where the remote's side counts, prompts that are named come back if they were deleted here and
  /// are still there: their tombstones give way to what the remote says. A deletion of prompts that
  /// nobody named is what people wanted, so it stays.
  ///
  /// - Parameter mayPrepare: Whether texts that only people can merge have a place.
  /// - Returns: The plan, and the prompts that come along since something includes them that was named;
  ///   and the plan for all prompts.
  func plan(
    base: LedgerSnapshot, _ names: [PromptName], resolving resolution: Resolution?,
    mayPrepare: Bool, by committer: Signature
  ) throws(RepositoryError) -> (
    plan: LedgerComparison, along: [PromptName], whole: LedgerComparison
  ) {
    let comparator = try planner(base: base)
    let whole = try comparator.plan(progress)
    let along = names.isEmpty ? [] : try included(by: names, whole)
    let plan = try bringingBack(
      whole.limited(to: names, takingAlong: along), comparator, names, resolution)
    let held = try holdingBack(
      plan, of: whole, resolution, forcing: resolution == .theirs ? names : [],
      mayPrepare: mayPrepare, by: committer)
    return (held, along, whole)
  }

  /// The plan in which prompts that are named come back.
  private func bringingBack(
    _ plan: LedgerComparison, _ comparator: LedgerComparator, _ names: [PromptName],
    _ resolution: Resolution?
  ) throws(RepositoryError) -> LedgerComparison {
    guard resolution == .theirs, !names.isEmpty else { return plan }
    var plan = plan
    let deleted = Set(
      plan.prompts.filter { $0.isDeletedHereAlone && !$0.isNotJoined }.compactMap(\.id))
    guard !deleted.isEmpty else { return plan }
    var local = comparator.local
    for id in deleted { local.tombstones[id] = comparator.mirror.tombstones[id] }
    let other = LedgerComparator(
      repository, remote: remote, local: local, mirror: comparator.mirror,
      base: comparator.base)
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
