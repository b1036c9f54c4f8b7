package import GitModel
internal import Platform

/// Packs what is reachable into one pack and removes what nothing reaches any more.
///
/// Nothing is removed before what replaces it is flushed and read back, so that a process may die
/// at any moment. What git adds meanwhile is safe as long as it is younger than the grace period.
package struct GarbageCollection {
  package let database: ObjectDatabase
  /// What changed after this time, in nanoseconds since 1970 UTC, is young.
  package let cutoff: Int64
  package var reachable: ReachableObjects
  /// What is not reachable but young, or named by something young.
  package var kept: ReachableObjects
  package var loose: [LooseObject] = []
  /// The packs that the new one replaces.
  package var oldPacks: [Pack] = []
  /// Packs that `git` was told to leave alone.
  package var fixedPacks: [Pack] = []

  package let progress: Progress

  private init(_ database: ObjectDatabase, cutoff: Int64, progress: Progress) {
    self.database = database
    self.cutoff = cutoff
    self.progress = progress
    reachable = ReachableObjects(database, progress: progress)
    kept = ReachableObjects(database)
  }

  /// Collects garbage; the caller keeps other writers of the store out.
  ///
  /// - Parameters:
  ///   - roots: Tells the objects that references point at; they and all they name must be there.
  ///   - oldRoots: Objects that reflogs name; those that are gone are passed over.
  ///   - gracePeriod: Unreachable objects younger than so many seconds are kept.
  ///   - now: Milliseconds since 1970 UTC.
  ///   - progress: Told of the objects that are counted and packed.
  package static func run(
    _ database: ObjectDatabase,
    roots: ((ObjectID) throws(RepositoryError) -> Void) throws(RepositoryError) -> Void,
    oldRoots: [ObjectID], gracePeriod: Int64, now: Int64,
    progress: Progress = .ignored
  ) throws(RepositoryError) -> ObjectGarbageReport {
    let (grace, _) = max(0, gracePeriod).multipliedReportingOverflow(by: 1_000)
    let cutoff = max(0, now - (grace < 0 ? now : min(grace, now))) * 1_000_000
    var collection = GarbageCollection(database, cutoff: cutoff, progress: progress)
    try collection.survey()
    try roots { (root) throws(RepositoryError) in
      try collection.reachable.add(root, .required)
    }
    for root in oldRoots { try collection.reachable.add(root, .optional) }
    try collection.findYoung()
    let newPack = try collection.pack()
    try collection.unpackYoung()
    return try collection.remove(replacement: newPack)
  }

  /// Lists what is there.
  private mutating func survey() throws(RepositoryError) {
    let set = try database.refreshPacks()
    if let error = set.broken.first { throw error }
    for pack in set.packs {
      try pack.verifyIndex()
      if try isFixed(pack) { fixedPacks.append(pack) } else { oldPacks.append(pack) }
    }
    loose = try database.looseObjects()
  }

  private func isFixed(_ pack: Pack) throws(RepositoryError) -> Bool {
    let path = "\(database.packDirectory)/\(pack.name)"
    return try mappingSystemErrors { () throws(SystemError) in
      if try database.files.exists("\(path).keep") { return true }
      return try database.files.exists("\(path).promisor")
    }
  }

  /// Marks what is unreachable but young, and what that names.
  private mutating func findYoung() throws(RepositoryError) {
    for object in loose
    where object.modificationNanoseconds > cutoff && !reachable.contains(object.id) {
      try kept.add(object.id, .lenient)
    }
    for pack in oldPacks where pack.file.status.modificationNanoseconds > cutoff {
      for position in 0..<pack.index.count {
        guard let id = pack.index.id(at: position), !reachable.contains(id) else { continue }
        try kept.add(id, .lenient)
      }
    }
  }

  /// Gives kept objects whose packs will go files of their own, as old as those packs.
  private func unpackYoung() throws(RepositoryError) {
    let files = database.files
    for number in 0..<kept.count {
      guard let id = kept.id(number), !reachable.contains(id),
        let pack = oldPacks.first(where: { $0.index.position(of: id) != nil }),
        let object = try database.read(id), try !isLoose(object)
      else { continue }
      let path = try database.writeLoose(object, flush: true).path
      try mappingSystemErrors { () throws(SystemError) in
        try files.setTimes(path, nanoseconds: pack.file.status.modificationNanoseconds)
        try files.syncDirectory(String(path.dropLast(39)))
      }
    }
  }

  /// Whether an object has a good file of its own.
  private func isLoose(_ object: GitObject) throws(RepositoryError) -> Bool {
    do throws(RepositoryError) { return try database.readLoose(object.id) == object } catch {
      guard error.code == .damaged else { throw error }
      return false
    }
  }
}

/// What a collection of garbage did to the objects.
package struct ObjectGarbageReport: Sendable, Hashable {
  /// Objects that something reaches; all of them are in packs now.
  package var packed = 0
  /// Objects that nothing reaches and that are gone.
  package var pruned = 0
  /// Objects that nothing reaches and that were kept because they are young.
  package var kept = 0
}

extension GarbageCollection {
  /// Left-over temporary files older than this, in nanoseconds, belong to nobody any more.
  private static let temporaryLifetime: Int64 = 3_600_000_000_000

  /// Removes what the new pack replaces and what is neither reachable nor kept.
  package func remove(replacement: String?) throws(RepositoryError) -> ObjectGarbageReport {
    var report = ObjectGarbageReport(packed: reachable.count)
    report.kept = (0..<kept.count).count { number in
      kept.id(number).map { !reachable.contains($0) } ?? false
    }
    var pruned: Set<ObjectID> = []
    try mappingSystemErrors { () throws(SystemError) in
      // Before packs go, and once more for one that git was writing meanwhile.
      try removeMultiPackIndex()
      for object in loose { if try remove(object) { pruned.insert(object.id) } }
      for pack in oldPacks where pack.name != replacement {
        pruned.formUnion(try remove(pack))
      }
      try removeMultiPackIndex()
      if !pruned.isEmpty { try removeCommitGraphs() }
      try removeTemporaryFiles()
    }
    report.pruned = pruned.count
    try database.refreshPacks()
    return report
  }

  /// Removes a loose object that is packed now or that nothing needs.
  ///
  /// - Returns: Whether the object is gone for good.
  private func remove(_ object: LooseObject) throws(SystemError) -> Bool {
    let path = database.loosePath(object.id)
    if !reachable.contains(object.id) {
      if kept.contains(object.id) { return false }
      // git renews the time of an object that it is about to use again.
      guard let status = try database.files.statusIfPresent(path),
        status.modificationNanoseconds <= cutoff
      else { return false }
    }
    try database.files.unlinkIfPresent(path)
    do throws(SystemError) {
      try database.files.removeDirectory(String(path.dropLast(39)))
    } catch  where error.errno == .notEmpty || error.errno == .exists || error.errno == .noEntry {}
    return !reachable.contains(object.id)
  }

  /// Removes a pack that another one replaces, its index first, so that no reader looks for it.
  ///
  /// - Returns: The objects that are gone with it.
  private func remove(_ pack: Pack) throws(SystemError) -> [ObjectID] {
    let files = database.files
    let path = "\(database.packDirectory)/\(pack.name)"
    let dropped = (0..<pack.index.count).compactMap { pack.index.id(at: $0) }
      .filter { !reachable.contains($0) && !kept.contains($0) }
    // git renews a pack's time when it is about to use an object of it again.
    if !dropped.isEmpty, let status = try files.statusIfPresent("\(path).pack"),
      status.modificationNanoseconds != pack.file.status.modificationNanoseconds
    {
      return []
    }
    for suffix in ["idx", "pack", "rev", "bitmap", "mtimes"] {
      try files.unlinkIfPresent("\(path).\(suffix)")
    }
    return dropped
  }

  /// Removes git's index of several packs, and what belongs to it, since packs of it will go.
  private func removeMultiPackIndex() throws(SystemError) {
    let files = database.files
    for entry in try files.listDirectoryIfPresent(database.packDirectory)
    where entry.name.utf8.starts(with: "multi-pack-index".utf8)
      && !entry.name.utf8.suffix(5).elementsEqual(".lock".utf8)
    {
      try files.unlinkIfPresent("\(database.packDirectory)/\(entry.name)")
    }
  }

  /// Removes git's cache of commits, which may name some that are gone.
  private func removeCommitGraphs() throws(SystemError) {
    let files = database.files
    let info = "\(database.directory)/info"
    try files.unlinkIfPresent("\(info)/commit-graph")
    guard try files.isDirectory("\(info)/commit-graphs") else { return }
    for entry in try files.listDirectory("\(info)/commit-graphs") {
      try files.unlinkIfPresent("\(info)/commit-graphs/\(entry.name)")
    }
  }

  private func removeTemporaryFiles() throws(SystemError) {
    let files = database.files
    let limit = min(
      cutoff, SystemClock.nowMilliseconds() * 1_000_000 - GarbageCollection.temporaryLifetime)
    for directory in [database.directory, database.packDirectory]
    where try files.isDirectory(directory) {
      for entry in try files.listDirectory(directory)
      where entry.type == .regular && entry.name.utf8.starts(with: "tmp_".utf8) {
        let path = "\(directory)/\(entry.name)"
        if let status = try files.statusIfPresent(path), status.modificationNanoseconds < limit {
          try files.unlinkIfPresent(path)
        }
      }
    }
  }
}
