internal import GitFiles
public import GitModel

// The state file is the mark, and the journal tells the names: nothing is written for it.
extension DirectoryStore: ObservableStore {
  /// The references that changes may have moved since a mark, and the mark for the next look.
  ///
  /// Anything may have changed after the journal was begun anew, which happens every 4 MiB and
  /// with each ``collectGarbage(gracePeriod:)``, and while the state file cannot be read.
  public func changes(since mark: StoreMark?) throws(RepositoryError) -> StoreChanges {
    guard let (state, inode) = try overlays.look() else {
      return try AbsenceMark(files: files, paths: paths).changes(since: mark)
    }
    // What is torn now says nothing; the next look goes on from the mark before.
    guard let state else {
      let unknown = StoreMark(epoch: AbsenceMark.epoch, position: .max)
      return StoreChanges(mark: mark ?? unknown, references: nil)
    }
    let now = StoreMark(epoch: epoch(state, inode), position: UInt64(state.end))
    guard let mark, mark.epoch == now.epoch, mark.position <= now.position else {
      return StoreChanges(mark: now, references: nil)
    }
    if mark == now, state.isSettled { return StoreChanges(mark: now, references: []) }
    let journal = JournalNames(files: files, path: paths.journal, state: state)
    return StoreChanges(mark: now, references: try journal.names(from: Int(mark.position)))
  }

  /// What makes a mark void: another generation, a restart of the machine, after which the state
  /// file may be an older one, and another file in its place.
  private func epoch(_ state: JournalState, _ inode: UInt64) -> UInt64 {
    boot.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } ^ state.generation ^ inode
  }
}
