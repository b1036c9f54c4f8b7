internal import PromptRepo

extension StatusReader {
  /// What a rollback withdrew of a prompt; nil if nothing.
  func withdrawal(
    of name: PromptName, _ tips: LedgerTips, _ latest: FileBase
  ) throws(RepositoryError) -> Withdrawal? {
    guard let active = tips.active else { return nil }
    return try ledger.withdrawal(of: name, live: ledger.move(at: active), latest: latest.number)
  }

  /// The live version, if its text was put back in place of the withdrawn one, and the file that
  /// HEAD has is an edit of that.
  ///
  /// So what a revert and an edit after it make goes on from the live version, also where no version
  /// was cut in between.
  func restored(
    _ working: WorkingFile, _ base: FileBase, _ withdrawal: Withdrawal, _ indexed: FileBase?
  ) throws(RepositoryError) -> FileBase? {
    guard let control = workspace.sourceControl, withdrawal.covers(base.number, base.hash),
      let source = try ledger.version(at: base.commit).source,
      try control.isInHistory(source.commit),
      try control.source(of: working.path, bytes: working.bytes) != nil
    else { return nil }
    let live = try ledger.version(at: withdrawal.live.versionCommit)
    let found = FileBase(live, record: nil)
    // The text itself is a return from the withdrawn one, and becomes a version.
    if try working.hasContent(of: found) { return nil }
    var isBack = try isCheckedOut(found, over: base, working, indexed, control)
    if !isBack {
      isBack = try isInHistory(found, after: base, from: source.commit, working, control)
    }
    guard isBack else { return nil }
    let old = try ledger.content(of: ledger.version(at: base.commit))
    let isNearer = try working.distance(to: ledger.content(of: live)) <= working.distance(to: old)
    return isNearer ? found : nil
  }

  /// Whether the live version was written to the file when HEAD had the withdrawn one already.
  private func isCheckedOut(
    _ live: FileBase, over base: FileBase, _ working: WorkingFile, _ indexed: FileBase?,
    _ control: any SourceControl
  ) throws(RepositoryError) -> Bool {
    guard let indexed, indexed.hash == live.hash, let head = indexed.head,
      try control.isInHistory(head)
    else { return false }
    return try places(of: working, notIn: head, control)[base.hash] == nil
  }

  /// Whether HEAD's history has the live text again after the withdrawn one, as after a revert.
  private func isInHistory(
    _ live: FileBase, after base: FileBase, from source: ObjectID, _ working: WorkingFile,
    _ control: any SourceControl
  ) throws(RepositoryError) -> Bool {
    let places = try places(of: working, notIn: source, control)
    guard let back = places[live.hash]?.last else { return false }
    return back > places[base.hash]?.last ?? -1
  }
}
