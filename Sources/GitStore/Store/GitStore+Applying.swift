internal import DirectoryStore
public import PromptRepo
internal import Synchronization

extension GitStore {
  /// How long other writers of ours are waited for.
  private static let patience = Duration.seconds(10)

  /// Applies a change, or refuses it.
  ///
  /// In this order: the references are compared as they are; the objects are written and flushed;
  /// the locks of all references are taken, in the order of names; their values are compared
  /// again; the new values are written beside the old ones and flushed; the change is put on
  /// record, flushed; then each value gets its name, in the order of ``CommitOrder``. A failure
  /// before that leaves no trace but objects that nothing reaches. After it, whoever opens the
  /// store next completes the change, and removes the locks that a killed program has left.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when a reference does not have the value that
  ///   the change expects; ``RepositoryError/Code/locked`` when other programs hold a lock for
  ///   too long; ``RepositoryError/Code/partial`` when it failed after the first reference moved.
  public func apply(_ change: Change) throws(RepositoryError) {
    try writing.withLock { (_) throws(RepositoryError) in
      let lock = try WriterLock.take(paths, files, timeout: GitStore.patience)
      do throws(RepositoryError) {
        try refuseMoved()
        try completePending()
        try applyUnderLock(change)
        lock.release()
      } catch {
        lock.release()
        throw error
      }
    }
  }

  /// Runs something while no other writer of ours changes the store.
  public func exclusively<Result>(
    _ body: (_ apply: (Change) throws(RepositoryError) -> Void) throws -> Result
  ) throws -> Result {
    try writing.withLock { _ in
      let lock = try WriterLock.take(paths, files, timeout: GitStore.patience)
      do {
        try completePending()
        let result = try body(applyUnderLock)
        lock.release()
        return result
      } catch {
        lock.release()
        throw error
      }
    }
  }

  private func applyUnderLock(_ change: Change) throws(RepositoryError) {
    var update = try ReferenceUpdate(
      change.moves, committer: change.committer.line, files: files, paths: paths,
      references: references)
    do throws(RepositoryError) {
      try update.compare()
      let tags = try write(change)
      try update.prepare(createsLogs: createsLogs(), tags: tags)
      if update.hasMiddle { try record(change) }
      let note = ChangeNote(update.allMoves, files: files, paths: paths)
      try update.commit()
      note.finish()
    } catch {
      let error = update.abort(error)
      if error.code != .partial {
        // Nothing has moved, and nothing is to be completed.
        do { try forget() } catch {}
      }
      throw error
    }
    // What is on record has been done; a record that stays says nothing else.
    do { try forget() } catch {}
  }

  /// Writes the objects of a change and checks that what it points at is there.
  ///
  /// - Returns: What it points at that is an annotated tag.
  private func write(_ change: Change) throws(RepositoryError) -> Set<ObjectID> {
    var added: [ObjectID: ObjectKind] = [:]
    for object in change.objects { added[object.id] = object.kind }
    return try repository.withHandle { (handle) throws(RepositoryError) in
      let objects = try ObjectDatabaseHandle(repository: handle)
      var tags: Set<ObjectID> = []
      for move in change.moves where move.new != move.old {
        guard let new = move.new else { continue }
        var kind = added[new]
        if kind == nil { kind = try objects.kind(of: new) }
        guard let kind else { throw .missingTarget(move.name, new) }
        if kind == .tag { tags.insert(new) }
      }
      try ObjectWriter(objects: objects, folder: paths.objects, files: files).write(change.objects)
      return tags
    }
  }

  /// Whether references get logs: always, unless the user has switched logs off.
  ///
  /// Git itself would start one for branches only.
  func createsLogs() throws(RepositoryError) -> Bool {
    guard let value = try repository.configuration("core.logallrefupdates") else { return true }
    // `always` is no such word, and on.
    return GitConfig.bool(value) ?? true
  }
}
