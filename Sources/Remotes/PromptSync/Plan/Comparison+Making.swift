internal import PromptRepo

extension Comparison {
  /// Compares both sides with what they agreed on last.
  init(
    _ local: LocalPrompt, _ seen: SeenPrompt, agreed: Agreement?
  ) throws(RepositoryError) {
    var versions = agreed?.versions ?? []
    if versions.count < seen.latest {
      versions += repeatElement(0, count: seen.latest - versions.count)
    }
    let known = Set(versions)
    var newLocal = (1..<(local.latest + 1)).filter { !known.contains($0) }
    var newRemote = versions.indices.filter { versions[$0] == 0 }.map { $0 + 1 }
    var matched: (here: Int, there: Int)?
    // The same texts in the same order are the same versions: somebody brought them here by
    // another way, or they were pushed and the answer was lost.
    while let here = newLocal.first, let there = newRemote.first,
      try local.hash(here) == seen.hashes[there - 1]
    {
      versions[there - 1] = here
      matched = (here, there)
      newLocal.removeFirst()
      newRemote.removeFirst()
    }
    self.newLocal = newLocal
    self.newRemote = newRemote
    self.versions = versions
    record = Comparison.record(local.record, seen.record, agreed)
    pointer = Comparison.pointer(local, seen, agreed, versions, matched)
  }

  private static func record(
    _ local: RemoteRecord, _ remote: RemoteRecord, _ agreed: Agreement?
  ) -> Side {
    if local == remote { return .neither }
    guard let agreed else { return .both }
    return Side(local: local != agreed.localRecord, remote: remote != agreed.remoteRecord)
  }

  private static func pointer(
    _ local: LocalPrompt, _ seen: SeenPrompt, _ agreed: Agreement?, _ versions: [Int],
    _ matched: (here: Int, there: Int)?
  ) -> Side {
    let found = seen.active >= 1 && seen.active <= versions.count ? versions[seen.active - 1] : 0
    let there = found > 0 ? found : nil
    if there == local.active { return .neither }
    guard let agreed else {
      // For the first time: a pointer to a version that only one side has comes with it. Nobody
      // there knew of a rollback here.
      if there == nil {
        return versions.contains(local.active) && !local.isHeldBack ? .remote : .both
      }
      return versions.contains(local.active) ? .both : .local
    }
    let side = Side(
      local: local.active != agreed.localActive, remote: seen.active != agreed.remoteActive)
    guard side == .both, let matched else { return side }
    // Both cut the same, and each made it active; what counts is who went on from there.
    return Side(local: local.active != matched.here, remote: seen.active != matched.there)
  }
}
