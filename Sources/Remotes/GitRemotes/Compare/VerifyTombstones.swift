internal import PromptRepo

extension PromptHistoryChecker {
  /// Checks what a remote's chain of tombstones has beyond ours.
  ///
  /// What a tombstone says was dropped may never have been here: then nobody here can tell. All
  /// else of it is checked.
  ///
  /// - Parameter entries: The remote's tombstones, newest first.
  func check(_ entries: [TombstoneEntry], downTo base: ObjectID?) throws(RepositoryError) {
    for (index, entry) in entries.enumerated() {
      if entry.commit == base { return }
      let older = entries.indices.contains(index + 1) ? entries[index + 1] : nil
      let step = try sound(entry.commit, onTopOf: base == nil ? nil : entry.parent)
      if let flaw = flaw(entry.tombstone, after: older?.tombstone, step) {
        throw foreign(entry.commit, flaw)
      }
      guard step.value.parents.count < 2 else {
        throw foreign(entry.commit, "a tombstone with two parents")
      }
      guard try isOneFile(step.value.tree, Tombstone.fileName) else {
        throw foreign(entry.commit, "a tombstone whose tree is not just its file")
      }
    }
  }

  private func flaw(_ tombstone: Tombstone, after older: Tombstone?, _ step: FetchedStep) -> String?
  {
    if isZero(tombstone.id) { return "a tombstone of a prompt whose id is nothing but zeros" }
    if let id = step.message[.promptID], id != tombstone.id.rawValue {
      return "a tombstone of prompt \(tombstone.id) whose message is of prompt \(id)"
    }
    let what = tombstone.renamedTo.map { "renamed to \($0)" } ?? "deleted"
    guard step.message.subject.utf8.elementsEqual("\(tombstone.name) \(what)".utf8) else {
      return "a tombstone that says '\(tombstone.name) \(what)' under another subject"
    }
    if tombstone.renamedTo == tombstone.name {
      return "a tombstone of a rename from '\(tombstone.name)' to itself"
    }
    if let former = older?.renamedTo, former != tombstone.name {
      return "a tombstone of '\(tombstone.name)', where the prompt's name was '\(former)'"
    }
    // Each prompt has a record.
    if tombstone.tips[LedgerRef.PromptKind.info.label] == nil {
      return "a tombstone that does not say where the prompt's record was"
    }
    let nowhere = tombstone.tips.filter { $0.value.hex.utf8.allSatisfy { $0 == UInt8(ascii: "0") } }
    return nowhere.keys.sorted().first.map { "a tombstone that says that @\($0) was nowhere" }
  }
}
