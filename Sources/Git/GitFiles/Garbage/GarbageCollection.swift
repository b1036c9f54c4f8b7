internal import Platform
package import GitModel

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

  private init(_ database: ObjectDatabase, cutoff: Int64) {
    self.database = database
    self.cutoff = cutoff
    reachable = ReachableObjects(database)
    kept = ReachableObjects(database)
  }

  /// Collects garbage; the caller keeps other writers of the store out.
  ///
  /// - Parameters:
  ///   - roots: Tells the objects that references point at; they and all they name must be there.
  ///   - oldRoots: Objects that reflogs name; those that are gone are passed over.
  ///   - gracePeriod: Unreachable objects younger than so many seconds are kept.
  ///   - now: Milliseconds since 1970 UTC.
  package static func run(
    _ database: ObjectDatabase,
    roots: ((ObjectID) throws(RepositoryError) -> Void) throws(RepositoryError) -> Void,
    oldRoots: [ObjectID], gracePeriod: Int64, now: Int64
  ) throws(RepositoryError) -> ObjectGarbageReport {
    let (grace, _) = max(0, gracePeriod).multipliedReportingOverflow(by: 1_000)
    let cutoff = max(0, now - (grace < 0 ? now : min(grace, now))) * 1_000_000
    var collection = GarbageCollection(database, cutoff: cutoff)
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
      let path = try database.writeLoose(object, flush: true)
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
