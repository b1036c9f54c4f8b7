internal import GitFiles
internal import GitModel
internal import Platform

/// What a writer holds while it changes something: the store's lock, the journal and its state.
///
/// Ends, and with it the lock, at the end of its life.
struct WriterSession: ~Copyable {
  private let lock: WriterLock
  private var stateFile: File
  private(set) var journal: Journal
  let store: DirectoryStore
  /// How far the journal is carried out.
  private(set) var state: JournalState

  /// Takes the store's lock, waiting up to a time, and carries out what others left undone.
  static func begin(
    _ store: DirectoryStore, timeout: Duration
  ) throws(RepositoryError) -> WriterSession {
    let files = store.files
    let paths = store.paths
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
    var session = WriterSession(
      lock: lock, stateFile: stateFile, journal: Journal(file: journal), store: store)
    try session.recover()
    if isShared { try session.breakHardLinks() }
    return session
  }

  private init(
    lock: consuming WriterLock, stateFile: consuming File, journal: consuming Journal,
    store: DirectoryStore
  ) {
    self.lock = lock
    self.stateFile = stateFile
    self.journal = journal
    self.store = store
    state = JournalState(generation: 0, boot: store.boot)
  }

  /// Carries out the records that wait, so that the journal can go on.
  mutating func recover() throws(RepositoryError) {
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try stateFile.read(at: 0, count: JournalState.byteCount)
    }
    let header = try journal.header()
    let found = JournalState(bytes)
    if let found, Journal.isCurrent(found, header, boot: store.boot) {
      state = found
      if found.isClean(boot: store.boot) { return }
      let store = store
      let (sequence, end) = try journal.forEach(after: found, boot: store.boot) {
        (next) throws(RepositoryError) in try store.replay(next.record)
      }
      state.applied = sequence
      state.intended = sequence
      state.end = end
      state.isPending = false
      try saveState()
      return
    }
    // After a restart of the machine nothing since the last flush is known to be on the disk.
    let store = store
    try journal.forEach(after: nil, boot: store.boot) { (next) throws(RepositoryError) in
      try store.replay(next.record)
    }
    if let header { try store.removeTornObjects(since: header.began) }
    // A journal without a byte is that of a new store, whose files were flushed when it was made.
    let isNew = try mappingSystemErrors { () throws(SystemError) in
      try journal.file.status().size == 0
    }
    try checkpoint(flushing: !isNew)
  }

  /// Flushes what the journal's records made, and begins the journal anew.
  ///
  /// - Parameter flushing: False where nothing was written since the last flush.
  mutating func checkpoint(flushing: Bool = true) throws(RepositoryError) {
    if flushing, store.durability == .full { try flushEverything() }
    let generation = UInt64.random(in: 1 ... .max)
    let durability = store.durability
    try mappingSystemErrors { () throws(SystemError) in
      try journal.reset(generation: generation, durability: durability)
      if durability == .full { try store.files.syncDirectory(store.paths.own) }
    }
    state = JournalState(generation: generation, boot: store.boot)
    try saveState()
  }

  /// Goes on with the journal and the state that the names stand for now.
  mutating func reopen(_ state: JournalState) throws(RepositoryError) {
    let (files, paths) = (store.files, store.paths)
    try mappingSystemErrors { () throws(SystemError) in
      journal = Journal(file: try files.open(paths.journal, .readWrite))
      stateFile = try files.open(paths.state, .readWrite)
    }
    self.state = state
  }

  /// Appends a change to the journal: from then on it stands.
  mutating func commit(_ record: JournalRecord) throws(RepositoryError) -> Int {
    state.intended = state.applied + 1
    try saveState()
    do throws(RepositoryError) {
      return try journal.append(
        record, at: state.end, generation: state.generation, sequence: state.intended,
        durability: store.durability)
    } catch {
      // Whoever comes next looks for the record if this cannot be written, and finds none.
      state.intended = state.applied
      if error.code != .uncertain { do { try saveState() } catch {} }
      throw error
    }
  }

  /// Notes that the last change is carried out, or that it waits.
  mutating func settle(isDone: Bool, end: Int) {
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

extension WriterSession {
  /// Flushes every file that a record of the journal is about.
  func flushEverything() throws(RepositoryError) {
    let store = store
    let isDone = try mappingSystemErrors { () throws(SystemError) in
      try store.files.syncFileSystem(of: store.paths.root)
    }
    if isDone { return }
    var folders: Set<String> = []
    try journal.forEach(after: nil, boot: []) { (found) throws(RepositoryError) in
      var paths = found.record.objects.map { store.objects.loosePath($0.id) }
      for move in found.record.moves {
        paths.append(store.paths.reference(move.name.rawValue))
        paths.append(store.paths.log(move.name.rawValue))
      }
      for path in paths {
        try store.flush(path)
        var folder = path.parentDirectory
        while folder.utf8.count >= store.paths.root.utf8.count, folders.insert(folder).inserted {
          folder = folder.parentDirectory
        }
      }
    }
    for folder in folders { try store.flush(folder) }
  }
}

extension DirectoryStore {
  /// Flushes a file or folder; one that is gone needs none.
  fileprivate func flush(_ path: String) throws(RepositoryError) {
    do throws(SystemError) {
      try files.open(path, .read).sync()
    } catch {
      guard error.errno == .noEntry || error.errno == .notDirectory else {
        throw .failedCall(error)
      }
    }
  }
}

extension WriterSession {
  /// Gives the store files of its own where a copy of it by hard links (`cp -al`) shares them.
  ///
  /// What is written in place would be the copy's as well: after a restart of the machine each of
  /// the two would carry out the other's changes.
  mutating func breakHardLinks() throws(RepositoryError) {
    if store.durability == .full { try flushEverything() }
    let (files, paths, isDurable) = (store.files, store.paths, store.durability == .full)
    let generation = UInt64.random(in: 1 ... .max)
    let newState = JournalState(generation: generation, boot: store.boot)
    try Reflog.separateAll(files: files, paths: paths)
    try mappingSystemErrors { () throws(SystemError) in
      for entry in try files.listDirectory(paths.own)
      where entry.name.utf8.starts(with: "new-".utf8) {
        try files.unlinkIfPresent("\(paths.own)/\(entry.name)")
      }
      try files.unlinkIfPresent(paths.newPackedReferences)
      try files.replaceFile(
        paths.token, with: Array(WriterLock.token.utf8), durably: false)
      try files.replaceFile(
        paths.journal, with: Journal.beginning(generation: generation), durably: isDurable)
      try files.replaceFile(paths.state, with: newState.bytes, durably: false)
    }
    try reopen(newState)
    store.overlays.reopen()
  }
}
