package import GitModel
package import Platform

/// The locks of references that a change holds, in the form that git honours: `<file>.lock`.
///
/// Each is a hard link to the store's token file. Its inode therefore tells whose it is: the holder
/// of the store lock may remove a left-over lock that is the token, and no other.
package struct ReferenceLocks {
  private let files: FileSystem
  private let paths: GitDirectory
  private let token: String
  private var held: [String] = []
  /// Moves of which the first so many references are locked too.
  private var moves = ReferenceMoves()
  private var movesHeld = 0
  /// The directories that the locks made necessary, below the root, those above before those in
  /// them.
  private var made = ByteStrings()

  /// The directories that the locks made necessary, those above before those in them.
  package var madeDirectories: [String] {
    (0..<made.count).map { "\(paths.root)\(made[$0])" }
  }

  /// How long git programs are waited for, in milliseconds, over all locks of a change.
  private var patience = 1_000

  /// File systems allow 65,000 links to a file; beyond this, locks are files of their own.
  private static let maximumLinks = 32_000

  /// What file systems answer that have no hard links, or too few, or where `refs` lies on another.
  private static let withoutLinks: Set<Errno> = [
    .notSupported, .notPermitted, .notImplemented, .linkLimit, .crossDevice,
  ]

  /// No locks yet.
  package init(files: FileSystem, paths: GitDirectory) {
    self.files = files
    self.paths = paths
    token = paths.token
  }

  /// Takes the locks of the references of moves, once and before all others.
  ///
  /// - Throws: A conflict when a part of a name is a reference itself.
  package mutating func takeAll(_ moves: ReferenceMoves) throws(RepositoryError) {
    self.moves = moves
    for move in moves {
      try take(move.name)
      // The moves tell which they are.
      held.removeLast()
      movesHeld += 1
    }
  }

  /// Takes the lock of a reference, waiting for about a second; makes the folders it needs.
  ///
  /// - Throws: A conflict when a part of the name is a reference itself.
  package mutating func take(_ name: ReferenceName) throws(RepositoryError) {
    do throws(RepositoryError) {
      try take(path: paths.reference(name.rawValue))
    } catch {
      guard let cause = error.cause as? SystemError, cause.errno == .notDirectory else {
        throw error
      }
      for folder in name.folders {
        let status = try mappingSystemErrors { () throws(SystemError) in
          try files.statusIfPresent(paths.reference(folder))
        }
        if let status, status.type != .directory {
          throw .collision(name, with: try ReferenceName(folder))
        }
      }
      throw error
    }
  }

  /// Takes the lock of a file, waiting for about a second.
  package mutating func take(path: String) throws(RepositoryError) {
    let lock = paths.lock(of: path)
    var missing = 0
    var wait = 1
    var waiting: LockWaits.Wait?
    defer { waiting?.end() }
    while true {
      do throws(SystemError) {
        return try create(lock)
      } catch  where error.errno == .exists {
        guard patience > 0 else {
          let status = try mappingSystemErrors { () throws(SystemError) in
            try files.statusIfPresent(lock)
          }
          throw .lockedReference(lock, status)
        }
        waiting = waiting ?? LockWaits.begin()
        pause(atMost: wait)
        patience -= wait
        wait = min(wait * 2, 50)
      } catch  where error.errno == .noEntry && missing < 20 {
        // Folders are missing, or git removes them at this moment.
        missing += 1
        try makeDirectories(for: path)
      } catch {
        throw .failedCall(error)
      }
    }
  }

  /// Gives back all locks, and removes what was made for them unless something is in there.
  ///
  /// - Throws: The first error, after trying all.
  package mutating func release(removingDirectories: Bool) throws(RepositoryError) {
    var failure: SystemError?
    func remove(_ lock: String) {
      do throws(SystemError) {
        try files.unlinkIfPresent(lock)
      } catch {
        failure = failure ?? error
      }
    }
    held.reversed().forEach(remove)
    for position in (0..<movesHeld).reversed() {
      remove(paths.lock(of: paths.reference(moves[position].name.rawValue)))
    }
    held = []
    movesHeld = 0
    if removingDirectories {
      for number in (0..<made.count).reversed() {
        // Somebody else may use it by now.
        do { try files.removeDirectory("\(paths.root)\(made[number])") } catch {}
      }
    }
    if let failure { throw .failedCall(failure) }
  }

  private mutating func create(_ lock: String) throws(SystemError) {
    if held.count + movesHeld < Self.maximumLinks {
      do {
        try files.link(token, to: lock)
        held.append(lock)
        return
      } catch  where ReferenceLocks.withoutLinks.contains(error.errno) {
        // A file system without hard links: the lock is good, only a left-over one is not ours.
      }
    }
    let file = try files.open(lock, .createExclusive)
    held.append(lock)
    try file.close()
  }

  private mutating func makeDirectories(for path: String) throws(RepositoryError) {
    let directories = try mappingSystemErrors { () throws(SystemError) in
      try files.makeMissingDirectories(path.parentDirectory, below: paths.root)
    }
    for directory in directories {
      _ = made.insert(
        String(decoding: directory.utf8.dropFirst(paths.root.utf8.count), as: UTF8.self))
    }
  }
}

extension ReferenceLocks {
  /// Removes the locks that a killed writer of this store left behind, of packs too.
  ///
  /// Only the holder of the store lock may call this.
  ///
  /// - Parameter token: The status of the token file.
  package static func removeLeftOvers(
    files: FileSystem, paths: GitDirectory, token: FileStatus?
  ) throws(RepositoryError) {
    guard let token, token.linkCount > 1 else { return }
    try mappingSystemErrors { () throws(SystemError) in
      for path in [paths.packedReferences, paths.head] {
        try removeIfToken(paths.lock(of: path), token, files)
      }
      // Folders that may hold locks, not recursively: the depth is the disk's, not ours.
      var folders = [paths.references]
      while let folder = folders.popLast() {
        for entry in try files.listDirectoryIfPresent(folder) {
          let path = "\(folder)/\(entry.name)"
          if entry.type == .directory {
            folders.append(path)
          } else if entry.name.utf8.suffix(5).elementsEqual(".lock".utf8) {
            try removeIfToken(path, token, files)
          }
        }
      }
    }
  }

  /// Lets git have the packs that a killed writer has kept, and removes what it had not ended.
  ///
  /// Only once its change is completed: until then nothing but such a pack may have the objects.
  package static func removeKeptPacks(
    files: FileSystem, paths: GitDirectory
  ) throws(RepositoryError) {
    try mappingSystemErrors { () throws(SystemError) in
      guard let token = try files.statusIfPresent(paths.token), token.linkCount > 1 else { return }
      let folder = "\(paths.objects)/pack"
      let names = try files.listDirectoryIfPresent(folder).map(\.name)
      var isKept = false
      for name in names where name.utf8.suffix(5).elementsEqual(".keep".utf8) {
        if try removeIfToken("\(folder)/\(name)", token, files) { isKept = true }
      }
      guard isKept else { return }
      for name in names where PackWriter.isTemporary(name) {
        try files.unlinkIfPresent("\(folder)/\(name)")
      }
    }
  }

  /// - Returns: Whether it was.
  @discardableResult
  private static func removeIfToken(
    _ path: String, _ token: FileStatus, _ files: FileSystem
  ) throws(SystemError) -> Bool {
    guard let status = try files.statusIfPresent(path, followingLinks: false),
      status.inode == token.inode, status.device == token.device
    else { return false }
    try files.unlinkIfPresent(path)
    return true
  }
}
