internal import GitFiles
public import GitModel
internal import Platform
internal import Synchronization

extension GitStore {
  /// More objects than this are written as one pack.
  private static let bulkObjects = 200
  /// A journal longer than this is begun anew before the next change.
  private static let journalLimit = 1 << 20
  /// How long other writers of ours are waited for.
  private static let patience = Duration.seconds(10)

  /// Applies a change, or refuses it.
  ///
  /// In this order: the references are compared as they are; the objects are written, not flushed;
  /// the locks of all references are taken, in the order of names, for as short as can be; their
  /// values are compared again; the new values are written beside the old ones and flushed; the
  /// change is appended to the journal with its objects, flushed; then each value gets its name, in
  /// the order of dependence. A failure before the journal leaves no trace but objects that nothing
  /// reaches. After it, whoever opens the store next completes the change, and removes the locks that
  /// a killed program has left. Last of all the objects are looked for again: what git has collected
  /// meanwhile is put back.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when a reference does not have the value that
  ///   the change expects; ``RepositoryError/Code/locked`` when other programs hold a lock for
  ///   too long; ``RepositoryError/Code/partial`` when it failed after the first reference moved;
  ///   ``RepositoryError/Code/uncertain`` when the disk failed twice at the moment of the flush.
  public func apply(_ change: Change) throws(RepositoryError) {
    try writing.withLock { (_) throws(RepositoryError) in
      var session = try beginSession(timeout: GitStore.patience)
      try refuseMoved()
      var packs = KeptPacks(files: files, paths: paths)
      do throws(RepositoryError) {
        try apply(change, &session, &packs)
        packs.release()
      } catch {
        // The record of a large change has no objects: they are kept until it is completed.
        if error.code != .partial { packs.release() }
        throw error
      }
    }
  }

  /// Runs something while no other writer of ours changes the store.
  ///
  /// What it applies is safe from collections until it ends, also objects that only its last change
  /// reaches. The journal begins anew, so that nothing stays in it or comes back that is removed.
  public func exclusively<Result>(
    _ body: (_ apply: (Change) throws(RepositoryError) -> Void) throws -> Result
  ) throws -> Result {
    try writing.withLock { _ in
      var session = try beginSession(timeout: GitStore.patience)
      try session.checkpoint(erasing: true)
      var packs = KeptPacks(files: files, paths: paths)
      do {
        let result = try body { (change) throws(RepositoryError) in
          try apply(change, &session, &packs)
        }
        packs.release()
        return result
      } catch {
        packs.release()
        throw error
      }
    }
  }

  private func apply(
    _ change: Change, _ session: inout WriterSession, _ packs: inout KeptPacks
  ) throws(RepositoryError) {
    try change.moves.refuseRepeats()
    if session.state.isPending { try recover(&session) }
    if session.state.end > GitStore.journalLimit { try session.checkpoint() }
    let committer = change.committer.line
    var transaction = try transaction(ReferenceMoves(change.moves), committer: committer)
    let signs = try collectionSigns()
    var unpacked = change.objects
    let loose: [ObjectID]
    let end: Int
    do throws(RepositoryError) {
      let added = AddedObjectKinds(change.objects)
      try transaction.compare(added: added)
      if unpacked.count > GitStore.bulkObjects || signs.isCollecting {
        try packs.write(unpacked, to: objects)
        unpacked = []
      }
      loose = try objects.writeFresh(unpacked)
      try transaction.lockAndCompare(added: added)
      try transaction.stage(added: added)
      end = try session.commit(
        JournalRecord(committer: committer, moves: transaction.allMoves, objects: unpacked))
    } catch {
      throw transaction.abort(error)
    }
    do throws(RepositoryError) {
      let note = ChangeNote(change.moves, files: files, paths: paths)
      try transaction.finish(isReplay: false)
      note.finish()
    } catch {
      let error = transaction.abort(error)
      if error.code == .partial {
        session.settle(isDone: false, end: end)
      } else {
        // Nothing has moved, and nothing is to be completed.
        try session.withdraw(error)
      }
      throw error
    }
    do throws(RepositoryError) {
      try putBack(unpacked, loose, since: signs, &packs)
    } catch {
      session.settle(isDone: false, end: end)
      throw error
    }
    session.settle(isDone: true, end: end)
  }

  /// The reference half of a change.
  func transaction(
    _ moves: ReferenceMoves, committer: String
  ) throws(RepositoryError) -> ReferenceTransaction {
    ReferenceTransaction(
      moves, committer: committer, policy: .flushed(createsLogs: try createsLogs()),
      database: references, objects: objects)
  }

  func collectionSigns() throws(RepositoryError) -> CollectionSigns {
    try mappingSystemErrors { () throws(SystemError) in
      try CollectionSigns(files: files, paths: paths)
    }
  }

  /// Writes the objects of a change that stands once more, as a pack, if git may have collected
  /// them before references reached them.
  ///
  /// - Parameters:
  ///   - added: The objects, which are in files of their own or were there before.
  ///   - loose: Those that had files of their own.
  ///   - signs: What the signs of a collection were before the objects were written.
  func putBack(
    _ added: [GitObject], _ loose: [ObjectID], since signs: CollectionSigns,
    _ packs: inout KeptPacks
  ) throws(RepositoryError) {
    if added.isEmpty { return }
    do throws(RepositoryError) {
      let now = try collectionSigns()
      let isMissing = try mappingSystemErrors { () throws(SystemError) in
        for id in loose
        where try !files.exists(objects.loosePath(id)) { return true }
        return false
      }
      if isMissing || now.isCollecting || now != signs { try packs.write(added, to: objects) }
    } catch {
      throw RepositoryError(
        .partial,
        "the change was made, but its objects could not be kept from a collection by git: "
          + error.message,
        hint: "The next command tries it again when the cause is gone", cause: error)
    }
  }

  /// Whether references get logs: always, unless the user has switched logs off.
  ///
  /// Git itself would start one for branches only.
  func createsLogs() throws(RepositoryError) -> Bool {
    guard let value = try setting("core.logallrefupdates") else { return true }
    // `always` is no such word, and on.
    return GitConfig.bool(value) ?? true
  }
}

/// What tells, before and after something was written, whether git collected garbage in between.
///
/// Objects that nothing reaches yet may be gone then.
struct CollectionSigns: Equatable {
  /// Whether `git gc` is at work.
  let isCollecting: Bool
  /// When a pack came or went last.
  private let packsChanged: Int64?

  /// Git takes the note of a collection for forgotten after so many nanoseconds.
  private static let lifetime: Int64 = 12 * 3_600 * 1_000_000_000

  /// Looks for the signs.
  init(files: FileSystem, paths: GitDirectory) throws(SystemError) {
    isCollecting = try CollectionSigns.isCollecting(files, "\(paths.root)/gc.pid")
    packsChanged = try files.statusIfPresent("\(paths.objects)/pack")?.modificationNanoseconds
  }

  /// Whether the process that `gc.pid` names, as `NUMBER HOST`, may still be there.
  private static func isCollecting(
    _ files: FileSystem, _ path: String
  ) throws(SystemError) -> Bool {
    guard let status = try files.statusIfPresent(path),
      status.modificationNanoseconds > SystemClock.nowMilliseconds() * 1_000_000 - lifetime,
      let bytes = try files.readFileIfPresent(path, maxBytes: 4_096)
    else { return false }
    let words = bytes.split(separator: UInt8(ascii: " "), maxSplits: 1)
    guard words.count == 2, let host = CurrentProcess.hostName,
      words[1].prefix(while: { $0 > 0x20 }).elementsEqual(host.utf8),
      let number = Int32(String(decoding: words[0], as: UTF8.self))
    else { return true }
    return CurrentProcess.isThere(number)
  }
}
