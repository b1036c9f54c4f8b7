internal import GitFiles
internal import GitModel
internal import Platform

// The change that is being made is on record while its references move, so that whoever comes
// after a crash completes it.
extension GitStore {
  /// Puts a change on record, flushed; from here on it will be made.
  ///
  /// A record that is left from before a power cut is harmless: chains only grow, so none of its
  /// old values comes back but by a change that has a record of its own.
  func record(_ change: Change) throws(RepositoryError) {
    let record = JournalRecord(
      committer: change.committer.line, moves: ReferenceMoves(change.moves))
    try mappingSystemErrors { () throws(SystemError) in
      try files.replaceFile(paths.pending, with: record.bytes)
    }
  }

  /// Takes the record away.
  func forget() throws(RepositoryError) {
    try mappingSystemErrors { () throws(SystemError) in
      _ = try files.unlinkIfPresent(paths.pending)
    }
  }

  /// Completes what a writer that died has begun, unless another one is at work.
  ///
  /// Where that cannot be, the next change tries again and says why.
  func recoverAtOpen() throws(RepositoryError) {
    do throws(RepositoryError) {
      let isPending = try mappingSystemErrors { () throws(SystemError) in
        try files.exists(paths.pending)
      }
      guard isPending else { return }
      let lock = try WriterLock.take(paths, files, timeout: .zero)
      try completePending()
      lock.release()
    } catch {
      guard [.locked, .conflict, .inputOutput].contains(error.code) else { throw error }
    }
  }

  /// Makes the moves of the change on record whose references still have their old values.
  ///
  /// Only the holder of the writer's lock may call this.
  func completePending() throws(RepositoryError) {
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try files.readFileIfPresent(paths.pending)
    }
    guard let bytes else { return }
    // It got its name whole; what cannot be read is of another version, or of nobody.
    if let record = JournalRecord(bytes) {
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
    try forget()
  }
}
