internal import GitFiles
package import GitModel
internal import Platform

// The state file is the mark, and the journal tells the names: nothing is written for it.
extension DirectoryStore: ObservableStore {
  /// The references that changes may have moved since a mark, and the mark for the next look.
  ///
  /// Anything may have changed after the journal was begun anew, which happens every 4 MiB and
  /// with each ``collectGarbage(gracePeriod:)``, and while the state file cannot be read.
  ///
  /// - Throws: An error whose cause is ``StoreMoved`` where the store is not here any more.
  package func changes(since mark: ChangeToken?) throws(RepositoryError) -> StoreChanges {
    let changes = try told(since: mark)
    if changes.asksForPresence { try paths.checkPresence(files) }
    return changes
  }

  private func told(since mark: ChangeToken?) throws(RepositoryError) -> StoreChanges {
    guard let (state, inode) = try overlays.look() else {
      return try InitialChangeToken(files: files, paths: paths).changes(since: mark)
    }
    // What is torn now says nothing; the next look goes on from the mark before.
    guard let state else {
      let unknown = ChangeToken(epoch: InitialChangeToken.epoch, position: .max)
      return StoreChanges(mark: mark ?? unknown, references: nil)
    }
    let now = ChangeToken(epoch: epoch(state, inode), position: UInt64(state.end))
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

/// The references that the records of the journal name.
struct JournalNames {
  /// More of the journal than this is not read for names.
  private static let limit = 8 << 20

  let files: FileSystem
  let path: String
  let state: JournalState

  /// The names in all records from an offset on; `nil` when that is not to be known.
  ///
  /// Includes the record after the last one that was carried out, if it stands: its writer may have
  /// died, or failed to note that it was done.
  func names(from start: Int) throws(RepositoryError) -> Set<ReferenceName>? {
    guard state.end - start <= JournalNames.limit else { return nil }
    do throws(SystemError) {
      return try names(in: Journal(file: files.open(path, .read)), from: start)
    } catch {
      if error.errno == .noEntry { return nil }
      throw .failedCall(error)
    }
  }

  private func names(
    in journal: borrowing Journal, from start: Int
  ) throws(SystemError) -> Set<ReferenceName>? {
    var names: Set<ReferenceName> = []
    var offset = start
    var sequence: UInt64?
    while offset < state.end {
      let found = try journal.record(
        at: offset, generation: state.generation, sequence: sequence)
      guard let found else { return nil }
      names.formUnion(found.record.moves.map(\.name))
      sequence = found.sequence &+ 1
      offset = found.end
    }
    // Else the mark was of another journal, whose records ended elsewhere.
    guard offset == state.end, sequence == nil || sequence == state.applied + 1 else { return nil }
    guard !state.isSettled else { return names }
    let waiting = try journal.record(
      at: offset, generation: state.generation, sequence: state.applied + 1)
    if let waiting { return names.union(waiting.record.moves.map(\.name)) }
    return state.isPending ? nil : names
  }
}
