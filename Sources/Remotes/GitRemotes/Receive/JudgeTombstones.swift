internal import PromptRepo

/// Judges what the tombstones of a push say of commits that are here.
struct TombstoneJudge {
  let comparator: LedgerComparator

  /// Why the tombstones of a prompt are not taken; `nil` where they may be.
  ///
  /// A prompt may be deleted before it was ever pushed, and its commits never come here. Nor do those
  /// that it had when it was renamed, if a pull put the remote's equal steps in their place since. So
  /// of what is not here, nobody here can tell; that its chains go on from those that are here is
  /// compared by itself.
  func refusal(_ state: PromptComparison) throws(RepositoryError) -> String? {
    guard let id = state.id, let tip = state.tombstones.remote,
      state.tombstones.relation == .behind
    else { return nil }
    let entries = try comparator.tombstoneEntries(at: tip, of: id)
    if case .behind(let difference) = state.verdict,
      case .buried(let name?) = difference.kind, state.tombstones.local == nil
    {
      return "its tombstone says that it was renamed to '\(name)', and it does not come under that "
        + "name"
    }
    for entry in entries {
      if entry.commit == state.tombstones.local { break }
      for (label, dropped) in entry.tombstone.tips.sorted(by: { $0.key < $1.key }) {
        guard try comparator.reader.repository.object(dropped) != nil else { continue }
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
