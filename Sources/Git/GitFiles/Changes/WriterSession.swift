package import GitModel
internal import Platform

/// What a writer holds while it changes something: the store's lock, the journal and its state.
///
/// Ends, and with it the lock, at the end of its life.
package struct WriterSession: ~Copyable {
  private let lock: WriterLock
  private var stateFile: File
  package private(set) var journal: Journal
  /// How far the journal is carried out.
  package private(set) var state: JournalState
  /// Whether a copy of the repository by hard links (`cp -al`) has the same files.
  package let isShared: Bool

  private let paths: GitDirectory
  private let objects: ObjectDatabase
  private let durability: Durability
  /// This boot of the machine, as the state names it.
  private let boot: [UInt8]
  private var files: FileSystem { objects.files }

  /// Takes the store's lock, waiting up to a time, and opens the journal.
  ///
  /// What others left undone in it is for the store to carry out: ``remainder()``.
  ///
  /// - Throws: ``RepositoryError/Code/locked``.
  package init(
    _ paths: GitDirectory, objects: ObjectDatabase, durability: Durability, boot: [UInt8],
    timeout: Duration
  ) throws(RepositoryError) {
    let files = objects.files
    let lock = try WriterLock.take(paths, files, timeout: timeout)
    let stateFile = try mappingSystemErrors { () throws(SystemError) in
      try files.open(paths.state, .readWriteCreate)
    }
    let journal = try mappingSystemErrors { () throws(SystemError) in
      try files.open(paths.journal, .readWriteCreate)
    }
    let isShared = try mappingSystemErrors { () throws(SystemError) in
      try max(stateFile.status().linkCount, journal.status().linkCount) > 1
    }
    self.lock = lock
    self.isShared = isShared
    self.stateFile = stateFile
    self.journal = Journal(file: journal)
    self.paths = paths
    self.objects = objects
    self.durability = durability
    self.boot = boot
    state = JournalState(generation: 0, boot: boot)
  }
}

// What earlier writers left.
extension WriterSession {
  /// What is to be done about the records of the journal before it can go on.
  package enum Remainder {
    case nothing
    /// Those after a state are to be carried out.
    case some(after: JournalState)
    /// The machine was started again, or the state is an older one: nothing since the last flush is
    /// known to be on the disk.
    ///
    /// - Parameters:
    ///   - began: When the journal began, in milliseconds since 1970; `nil` where it does not say.
    ///   - last: What the state said before, if that was about this journal.
    ///   - isNew: Whether the journal is that of a new store and has no byte.
    case all(began: Int64?, last: JournalState?, isNew: Bool)
  }

  /// Reads how far the journal was carried out.
  package mutating func remainder() throws(RepositoryError) -> Remainder {
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try stateFile.read(at: 0, count: JournalState.byteCount)
    }
    let header = try journal.header()
    let found = JournalState(bytes)
    let isAhead = try mappingSystemErrors { () throws(SystemError) in
      try found.map { found throws(SystemError) in try journal.isAhead(of: found) } ?? false
    }
    if let found, Journal.isCurrent(found, header, boot: boot), !isAhead {
      state = found
      return found.isClean(boot: boot) ? .nothing : .some(after: found)
    }
    let isNew = try mappingSystemErrors { () throws(SystemError) in
      try journal.file.status().size == 0
    }
    let last = found?.generation == header?.generation ? found : nil
    return .all(began: header?.began, last: last, isNew: isNew)
  }

  /// Tells the records that are not known to be carried out, in order.
  ///
  /// - Parameter state: How far they were carried out; all are told where it is `nil`.
  /// - Returns: The number of the last record and where the next one begins.
  package func forEachRecord(
    after state: JournalState?, _ body: (Journal.Found) throws(RepositoryError) -> Void
  ) throws(RepositoryError) -> (sequence: UInt64, end: Int) {
    try journal.forEach(after: state, boot: boot, body)
  }

  /// Notes that all records up to one are carried out.
  package mutating func markApplied(
    through last: (sequence: UInt64, end: Int)
  ) throws(RepositoryError) {
    state.applied = last.sequence
    state.intended = last.sequence
    state.end = last.end
    state.isPending = false
    try saveState()
  }
}

// One change.
extension WriterSession {
  /// Appends a change to the journal: from then on it stands.
  ///
  /// - Returns: Where the next record begins.
  package mutating func commit(_ record: JournalRecord) throws(RepositoryError) -> Int {
    state.intended = state.applied + 1
    try saveState()
    do throws(RepositoryError) {
      return try journal.append(
        record, at: state.end, generation: state.generation, sequence: state.intended,
        durability: durability)
    } catch {
      forgetIntention(after: error)
      throw error
    }
  }

  /// Takes back the last change, of which nothing was carried out.
  ///
  /// - Parameter cause: Why it was not.
  /// - Throws: ``RepositoryError/Code/uncertain`` when the disk fails again.
  package mutating func withdraw(_ cause: RepositoryError) throws(RepositoryError) {
    do throws(RepositoryError) {
      try journal.withdraw(
        at: state.end, generation: state.generation, sequence: state.intended, durability,
        cause.message, cause)
    } catch {
      forgetIntention(after: error)
      throw error
    }
    forgetIntention(after: cause)
  }

  /// Whoever comes next looks for the record if this cannot be written, and finds none.
  private mutating func forgetIntention(after error: RepositoryError) {
    state.intended = state.applied
    if error.code != .uncertain { do { try saveState() } catch {} }
  }

  /// Notes that the last change is carried out, or that it waits.
  ///
  /// - Parameter end: Where the next record begins.
  package mutating func settle(isDone: Bool, end: Int) {
    if isDone {
      state.applied = state.intended
      state.end = end
    } else {
      state.isPending = true
    }
    // Without it, whoever comes next carries the record out again, which changes nothing.
    do { try saveState() } catch {}
  }

  private func saveState() throws(RepositoryError) {
    let bytes = state.bytes
    try mappingSystemErrors { () throws(SystemError) in try stateFile.write(bytes, at: 0) }
  }
}

// A journal that begins anew.
extension WriterSession {
  /// Flushes what the journal's records made, and begins the journal anew.
  ///
  /// - Parameters:
  ///   - flushing: False where nothing was written since the last flush.
  ///   - erasing: Whether the journal gives up what it held, as a collection of garbage asks for.
  package mutating func checkpoint(
    flushing: Bool = true, erasing: Bool = false
  ) throws(RepositoryError) {
    if flushing { try flushEverything() }
    let generation = UInt64.random(in: 1 ... .max)
    let (files, paths, durability) = (files, paths, durability)
    try mappingSystemErrors { () throws(SystemError) in
      try journal.reset(generation: generation, durability: durability, erasing: erasing)
      if durability == .full { try files.syncDirectory(paths.own) }
    }
    state = JournalState(generation: generation, boot: boot)
    try saveState()
  }

  /// Gives the store files of its own where a copy of it by hard links shares them; before anything
  /// is carried out.
  ///
  /// What is written in place would be the copy's as well: each of the two would take what the other
  /// carried out for its own, and what either begins anew would be lost for the other.
  package mutating func breakHardLinks() throws(RepositoryError) {
    let (files, paths, isDurable) = (files, paths, durability == .full)
    try mappingSystemErrors { () throws(SystemError) in
      for entry in try files.listDirectory(paths.own)
      where entry.name.utf8.starts(with: "new-".utf8) {
        try files.unlinkIfPresent("\(paths.own)/\(entry.name)")
      }
      try files.unlinkIfPresent(paths.newPackedReferences)
      try files.replaceFile(
        paths.journal, with: try files.readFile(paths.journal), durably: isDurable)
      try files.replaceFile(paths.state, with: try files.readFile(paths.state), durably: false)
      journal = Journal(file: try files.open(paths.journal, .readWrite))
      stateFile = try files.open(paths.state, .readWrite)
    }
  }

  /// Gives the store a token of its own, once nothing is left of earlier writers.
  ///
  /// As long as others have the same one, it looks as if a killed writer had left locks.
  package func separateToken() throws(RepositoryError) {
    let (files, paths) = (files, paths)
    try mappingSystemErrors { () throws(SystemError) in
      try files.replaceFile(paths.token, with: Array(WriterLock.token.utf8), durably: false)
    }
  }

  /// Flushes every file that a record of the journal is about.
  private func flushEverything() throws(RepositoryError) {
    guard durability == .full else { return }
    let isDone = try mappingSystemErrors { () throws(SystemError) in
      try files.syncFileSystem(of: paths.root)
    }
    if isDone { return }
    var folders: Set<String> = []
    try journal.forEach(after: nil, boot: []) { (found) throws(RepositoryError) in
      var changed = found.record.objects.map { objects.loosePath($0.id) }
      for move in found.record.moves {
        changed.append(paths.reference(move.name.rawValue))
        changed.append(paths.log(move.name.rawValue))
      }
      for path in changed {
        try flush(path)
        var folder = path.parentDirectory
        while folder.utf8.count >= paths.root.utf8.count, folders.insert(folder).inserted {
          folder = folder.parentDirectory
        }
      }
    }
    for folder in folders { try flush(folder) }
  }

  /// Flushes a file or folder; one that is gone needs none.
  private func flush(_ path: String) throws(RepositoryError) {
    do throws(SystemError) {
      try files.open(path, .read).sync()
    } catch {
      guard error.errno == .noEntry || error.errno == .notDirectory else {
        throw .failedCall(error)
      }
    }
  }
}
