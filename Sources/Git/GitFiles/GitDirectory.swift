package import GitModel
package import Platform

/// The files of a repository: git's, and those of `promptrepo/` beside them.
package struct GitDirectory: Sendable {
  package let root: String
  /// The references that the ledger keeps there.
  package let layout: ReferenceLayout

  /// The files of a repository at a path.
  package init(root: String, layout: ReferenceLayout) {
    self.root = root
    self.layout = layout
  }

  package var config: String { "\(root)/config" }
  package var head: String { "\(root)/HEAD" }
  package var objects: String { "\(root)/objects" }
  package var references: String { "\(root)/refs" }
  package var packedReferences: String { "\(root)/packed-refs" }
  package var alternates: String { "\(root)/objects/info/alternates" }

  /// The folder of our own.
  package var own: String { "\(root)/promptrepo" }
  /// What is kept about the packed references, by the name of its file.
  package func kept(_ name: String) -> String { "\(root)/promptrepo/\(name)" }
  /// The file whose kernel lock a writer holds.
  package var lock: String { "\(root)/promptrepo/lock" }
  /// The file that the locks of references are further names of.
  package var token: String { "\(root)/promptrepo/token" }
  /// The change that versions before the journal had begun.
  package var pending: String { "\(root)/promptrepo/pending" }
  /// The redo journal.
  package var journal: String { "\(root)/promptrepo/journal" }
  /// Where the ledger of a repository of git went, if it was moved out of it.
  package var moved: String { "\(root)/promptrepo/moved" }
  /// The references that writers to a repository of git have moved.
  package var changes: String { "\(root)/promptrepo/changes" }
  /// How far the journal was carried out.
  package var state: String { "\(root)/promptrepo/state" }
  /// The packed references before they get their name.
  package var newPackedReferences: String { "\(root)/promptrepo/packed-refs.new" }

  /// The file of a loose reference.
  package func reference(_ name: String) -> String { "\(root)/\(name)" }
  /// The file of a reference's log.
  package func log(_ name: String) -> String { "\(root)/logs/\(name)" }
  /// The lock of a file, as git names it.
  package func lock(of path: String) -> String { "\(path).lock" }
  /// A loose reference's new value before it gets its name.
  package func newReference(_ index: Int) -> String { "\(root)/promptrepo/new-\(index)" }
}

extension FileSystem {
  /// The entries of a directory; none when it is gone, as git removes those that are empty.
  package func listDirectoryIfPresent(_ path: String) throws(SystemError) -> [DirectoryEntry] {
    do {
      return try listDirectory(path)
    } catch  where error.errno == .noEntry || error.errno == .notDirectory {
      return []
    }
  }

  /// Makes a directory and those above it that are missing, up to a root that is there.
  ///
  /// - Returns: The directories it made, outermost first. One that another program removes in
  ///   between may still be missing.
  package func makeMissingDirectories(_ path: String, below root: String) throws(SystemError)
    -> [String]
  {
    var missing: [String] = []
    var made: [String] = []
    var directory = path
    while directory.utf8.count > root.utf8.count {
      do {
        try makeDirectory(directory)
        made.append(directory)
        break
      } catch  where error.errno == .exists {
        break
      } catch  where error.errno == .noEntry {
        missing.append(directory)
        directory = directory.parentDirectory
      }
    }
    for directory in missing.reversed() {
      do {
        try makeDirectory(directory)
        made.append(directory)
      } catch  where error.errno == .exists || error.errno == .noEntry {
        continue
      }
    }
    return made
  }

  /// Refuses a file of references whose name is not UTF-8: passing it over would lose what it holds.
  package func refuseUnreadable(_ entry: DirectoryEntry, in folder: String) throws(RepositoryError)
  {
    // Such bytes show as U+FFFD, and there is no file of that name.
    guard entry.name.unicodeScalars.contains("\u{fffd}") else { return }
    let path = "\(folder)/\(entry.name)"
    let isThere = try mappingSystemErrors { () throws(SystemError) in
      try statusIfPresent(path, followingLinks: false) != nil
    }
    if isThere { return }
    throw RepositoryError(
      .unsupported, "the name of '\(path)' is not UTF-8",
      hint: "Give the reference another name with git")
  }

  /// Removes directories that are empty, from `path` upwards, but never `root` or what is above.
  package func removeEmptyDirectories(from path: String, below root: String) throws(SystemError) {
    var directory = path
    while directory.utf8.count > root.utf8.count {
      do {
        try removeDirectory(directory)
      } catch  where error.errno == .notEmpty || error.errno == .exists || error.errno == .noEntry {
        return
      }
      directory = directory.parentDirectory
    }
  }

  /// Removes a directory that holds nothing but directories; does nothing if it holds a file.
  package func removeEmptyTree(_ path: String) throws(SystemError) {
    var folders = [path]
    var next = 0
    while next < folders.count {
      for entry in try listDirectoryIfPresent(folders[next]) {
        guard entry.type == .directory else { return }
        folders.append("\(folders[next])/\(entry.name)")
      }
      next += 1
    }
    for folder in folders.reversed() {
      do {
        try removeDirectory(folder)
      } catch  where error.errno == .notEmpty || error.errno == .noEntry {
        continue
      }
    }
  }
}

/// The right to change a store: a kernel lock, which ends with the process that holds it.
///
/// Whoever takes it removes the locks of references that a killed holder has left behind.
package struct WriterLock: ~Copyable {
  private let lock: FileLock

  /// What a reference's lock holds, for whoever finds one.
  package static let token = """
    promptrepo holds this lock. If it was killed, the next change that promptrepo makes removes it.

    """

  /// Takes the lock, waiting up to a time; makes the folder of our own where it is missing.
  ///
  /// - Throws: ``RepositoryError/Code/locked``.
  package static func take(
    _ paths: GitDirectory, _ files: FileSystem, timeout: Duration
  ) throws(RepositoryError) -> WriterLock {
    let lock = try kernelLock(paths, files, timeout)
    let isHere = try mappingSystemErrors { () throws(SystemError) in
      try lock.isStillAtPath(in: files)
    }
    guard isHere else { throw .movedStore(paths.root) }
    let token = try mappingSystemErrors { () throws(SystemError) in
      let status = try files.statusIfPresent(paths.token)
      if status == nil { try files.writeFile(paths.token, Array(WriterLock.token.utf8)) }
      return status
    }
    try ReferenceLocks.removeLeftOvers(files: files, paths: paths, token: token)
    return WriterLock(lock: lock)
  }

  private init(lock: consuming FileLock) {
    self.lock = lock
  }

  /// Gives the lock back.
  package consuming func release() {
    lock.release()
  }

  private static func kernelLock(
    _ paths: GitDirectory, _ files: FileSystem, _ timeout: Duration
  ) throws(RepositoryError) -> FileLock {
    for isFirst in [true, false] {
      do throws(SystemError) {
        return try files.lock(paths.lock, timeout: timeout)
      } catch {
        switch error.errno {
        case .wouldBlock:
          throw .lockedStore(paths.lock, seconds: Int(timeout.components.seconds))
        case .noEntry where isFirst:
          // A copy that version control made, and a repository of git, have no folder of ours.
          // Only that one is made: a store that was moved away must not come back empty.
          try paths.checkPresence(files)
          do throws(SystemError) {
            try files.makeDirectory(paths.own)
          } catch {
            if error.errno == .noEntry { throw .movedStore(paths.root) }
            if error.errno != .exists { throw .failedCall(error) }
          }
        default:
          throw .failedCall(error)
        }
      }
    }
    throw .lockedStore(paths.lock, seconds: 0)
  }
}
