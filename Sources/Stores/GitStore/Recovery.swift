internal import GitFiles
internal import GitModel
internal import Platform

// The last changes are in a journal, with their objects: whoever comes after a crash completes what
// a writer has begun, and after a power cut puts back the objects that were not flushed.
extension GitStore {
  /// Completes what the journal holds, unless another writer is at work.
  ///
  /// Where that cannot be, the next change tries again and says why.
  func recoverAtOpen() throws(RepositoryError) {
    do throws(RepositoryError) {
      if try !isWorkLeft() { return }
      _ = try beginSession(timeout: .zero)
    } catch {
      guard [.locked, .conflict, .inputOutput, .partial].contains(error.code) else { throw error }
    }
  }

  /// Whether the journal may hold something to complete, as far as can be told without the lock.
  private func isWorkLeft() throws(RepositoryError) -> Bool {
    let bytes: [UInt8]?
    do throws(SystemError) {
      bytes = try files.readFileIfPresent(paths.state, maxBytes: JournalState.byteCount)
    } catch {
      // Whatever somebody made of it: the journal tells.
      return true
    }
    do throws(SystemError) {
      let journal = Journal(file: try files.open(paths.journal, .read))
      guard let state = bytes.flatMap(JournalState.init), state.isClean(boot: boot) else {
        return true
      }
      return try journal.isAhead(of: state)
    } catch {
      guard error.errno == .noEntry else { throw .failedCall(error) }
      if bytes != nil { return true }
      return try mappingSystemErrors { () throws(SystemError) in try files.exists(paths.pending) }
    }
  }

  /// Takes the store's lock, waiting up to a time, and completes what others have begun.
  func beginSession(timeout: Duration) throws(RepositoryError) -> WriterSession {
    var session = try WriterSession(
      paths, objects: objects, durability: .full, boot: boot, timeout: timeout)
    if session.isShared { try session.breakHardLinks() }
    try completePending()
    try recover(&session)
    // The objects of a large change are in such a pack until its references have moved.
    try ReferenceLocks.removeKeptPacks(files: files, paths: paths)
    if session.isShared { try session.separateToken() }
    return session
  }

  /// Completes what the journal holds, so that it can go on.
  ///
  /// A change is appended once the references of the one before have moved, flushed. So only the
  /// last one can have any that did not, and none that git has moved or removed since comes back.
  func recover(_ session: inout WriterSession) throws(RepositoryError) {
    switch try session.remainder() {
    case .nothing:
      return
    case .some(let state):
      let last = try session.forEachRecord(after: state) { (found) throws(RepositoryError) in
        try complete(found.record)
      }
      try session.markApplied(through: last)
    case .all(let began, let state, let isNew):
      var last: Journal.Found?
      _ = try session.forEachRecord(after: nil) { (found) throws(RepositoryError) in
        try objects.write(loose: found.record.objects, flush: false)
        last = found
      }
      if let last, last.sequence > state?.applied ?? 0 { try complete(last.record) }
      // Objects of a change that was refused have no record. Others' objects may be among them.
      if let began { try objects.removeTornObjects(since: began, onlyEmpty: true) }
      try session.checkpoint(flushing: !isNew)
    }
  }

  /// Completes a change that a version before the journal began: it kept the moves in a file.
  private func completePending() throws(RepositoryError) {
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try files.readFileIfPresent(paths.pending)
    }
    guard let bytes else { return }
    // It got its name whole; what cannot be read is of another version, or of nobody.
    if let record = JournalRecord(bytes) { try moveReferences(of: record) }
    try mappingSystemErrors { () throws(SystemError) in
      _ = try files.unlinkIfPresent(paths.pending)
    }
  }

  /// Completes a change that may have been made in part, objects that git has collected included.
  private func complete(_ record: JournalRecord) throws(RepositoryError) {
    let signs = try collectionSigns()
    let loose = try objects.writeFresh(record.objects)
    try moveReferences(of: record)
    var packs = KeptPacks(files: files, paths: paths)
    do throws(RepositoryError) {
      try putBack(record.objects, loose, since: signs, &packs)
      packs.release()
    } catch {
      packs.release()
      throw error
    }
  }

  /// Makes the moves of a change whose references still have their old values.
  private func moveReferences(of record: JournalRecord) throws(RepositoryError) {
    // All of them: the writer that died may have moved some.
    let note = ChangeNote(Array(record.moves), files: files, paths: paths)
    var transaction = try transaction(record.moves, committer: record.committer)
    do throws(RepositoryError) {
      try transaction.lockForReplay()
      try transaction.stage(added: AddedObjectKinds([]))
      try transaction.finish(isReplay: true)
    } catch {
      throw transaction.abort(error)
    }
    note.finish()
  }
}
