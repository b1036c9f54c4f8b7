internal import PromptRepo

extension StatusReader {
  /// What a rollback withdrew of a prompt; nil if nothing.
  func withdrawal(
    of name: PromptName, _ tips: LedgerTips, _ latest: FileBase
  ) throws(RepositoryError) -> Withdrawal? {
    guard let active = tips.active else { return nil }
    return try ledger.withdrawal(of: name, live: ledger.move(at: active), latest: latest.number)
  }

  /// The live version, if HEAD's history has its text again after the withdrawn one, as after a
  /// revert, and the file that HEAD has is an edit of that.
  ///
  /// So what a revert and an edit after it make goes on from the live version, also where no version
  /// was cut in between.
  func restored(
    _ working: WorkingFile, _ base: FileBase, _ withdrawal: Withdrawal
  ) throws(RepositoryError) -> FileBase? {
    guard let control = workspace.sourceControl, withdrawal.covers(base.number, base.hash),
      let source = try ledger.version(at: base.commit).source,
      try control.isInHistory(source.commit),
      try control.source(of: working.path, bytes: working.bytes) != nil
    else { return nil }
    let live = FileBase(try ledger.version(at: withdrawal.live.versionCommit), record: nil)
    // The text itself is a return from the withdrawn one, and becomes a version.
    if try working.hasContent(of: live) { return nil }
    let places = try places(of: working, notIn: source.commit, control)
    guard let back = places[live.hash]?.last?.place,
      back > places[base.hash]?.last?.place ?? -1
    else {
      return nil
    }
    return live
  }
}
