internal import PromptRepo

/// Judges what the tombstones of a push say of commits that are here, or have to be.
struct TombstoneJudge {
  let comparator: LedgerComparator

  /// Why the tombstones of a prompt are not taken; `nil` where they may be.
  ///
  /// A prompt may be deleted before it was ever pushed, and its commits never come here. But what was
  /// renamed comes with all that it had.
  func refusal(_ state: PromptComparison) throws(RepositoryError) -> String? {
    guard let id = state.id, let tip = state.tombstones.remote,
      state.tombstones.relation == .behind
    else { return nil }
    let entries = try comparator.tombstoneEntries(at: tip, of: id)
    if case .behind(let difference) = state.verdict, difference.kind == .buried,
      state.tombstones.local == nil, let name = entries.first?.tombstone.renamedTo
    {
      return "its tombstone says that it was renamed to '\(name)', and it does not come under that "
        + "name"
    }
    for entry in entries {
      if entry.commit == state.tombstones.local { break }
      for (label, dropped) in entry.tombstone.tips.sorted(by: { $0.key < $1.key }) {
        guard try comparator.reader.repository.object(dropped) != nil else {
          if state.remoteName == nil { continue }
          return "its tombstone says that @\(label) was at \(dropped), which does not come with it"
        }
        let checker = PromptHistoryChecker(reader: comparator.reader, prompt: id)
        guard try checker.kind(of: dropped).label == label else {
          return
            "its tombstone says that @\(label) was at \(dropped), which is no step of that chain"
        }
      }
    }
    return nil
  }
}
