internal import GitFiles
internal import GitModel
internal import Platform

extension DirectoryStore {
  /// Carries out what the journal holds, or has readers look there if that is not possible now.
  func recoverAtOpen() throws(RepositoryError) {
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try files.readFileIfPresent(paths.state, maxBytes: JournalState.byteCount)
    }
    if let state = bytes.flatMap(JournalState.init), state.isClean(boot: boot) { return }
    if bytes == nil {
      let isThere = try mappingSystemErrors { () throws(SystemError) in
        try files.exists(paths.journal)
      }
      if !isThere { return }
    }
    if isReadOnly { return overlays.force() }
    do throws(RepositoryError) {
      _ = try beginSession(timeout: .zero)
    } catch {
      // Another writer is at it, or the disk is full or read-only: what counts can be read all
      // the same. A format of a later version cannot.
      if error.code == .unsupported { throw error }
      overlays.force()
    }
  }

  /// Takes the store's lock, waiting up to a time, and carries out what others left undone.
  func beginSession(timeout: Duration) throws(RepositoryError) -> WriterSession {
    var session = try WriterSession(
      paths, objects: objects, durability: durability, boot: boot, timeout: timeout)
    try recover(&session)
    if session.isShared {
      try Reflog.separateAll(files: files, paths: paths)
      try session.breakHardLinks()
      overlays.reopen()
    }
    return session
  }

  /// Carries out the records that wait, so that the journal can go on.
  func recover(_ session: inout WriterSession) throws(RepositoryError) {
    let replay = { (found: Journal.Found) throws(RepositoryError) in try self.replay(found.record) }
    switch try session.remainder() {
    case .nothing:
      return
    case .some(let state):
      try session.markApplied(through: session.forEachRecord(after: state, replay))
    case .all(let began, _, let isNew):
      _ = try session.forEachRecord(after: nil, replay)
      if let began { try removeTornObjects(since: began) }
      // The files of a new store were flushed when it was made.
      try session.checkpoint(flushing: !isNew)
    }
  }

  /// Carries out a record of the journal again, wholly or as far as that is missing.
  private func replay(_ record: JournalRecord) throws(RepositoryError) {
    try objects.write(loose: record.objects, flush: false)
    var transaction = ReferenceTransaction(
      record.moves, committer: record.committer, policy: .journalled, database: references,
      objects: objects)
    do throws(RepositoryError) {
      try transaction.lockForReplay()
      try transaction.stage(
        added: AddedObjectKinds(record.objects))
      try transaction.finish(isReplay: true)
    } catch {
      transaction.abort(error)
      throw error
    }
  }

  /// Removes loose objects that a power cut left torn.
  ///
  /// What the journal holds was written again before. What is torn now belongs to changes that
  /// never came to stand, and `git fsck` would report it for ever.
  ///
  /// - Parameter began: When the journal was begun; older files were flushed then.
  func removeTornObjects(since began: Int64) throws(RepositoryError) {
    let margin: Int64 = 2_000
    for object in try objects.looseObjects()
    where object.modificationNanoseconds / 1_000_000 + margin >= began {
      do throws(RepositoryError) {
        _ = try objects.readLoose(object.id)
      } catch {
        guard error.code == .damaged else { throw error }
        _ = try mappingSystemErrors { () throws(SystemError) in
          try files.unlinkIfPresent(objects.loosePath(object.id))
        }
      }
    }
  }
}

extension [GitObject] {
  /// What kind each object is.
  var kinds: [ObjectID: ObjectKind] {
    Dictionary(map { ($0.id, $0.kind) }, uniquingKeysWith: { first, _ in first })
  }
}
