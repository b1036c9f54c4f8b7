package import Platform
package import GitModel
package import Synchronization

/// The objects of a repository: loose files and packs, in git's format.
///
/// Every read is checked against the object's id. Several may be open on one directory, in one
/// process or many, and git may add, repack and remove objects at the same time.
package final class ObjectDatabase: Sendable {
  /// The path of the `objects` directory.
  package let directory: String
  package let files: FileSystem
  package let inflaters = InflaterPool()
  package let looseDeflater: Mutex<Deflater>
  package let packs = Mutex(PackSet())

  /// Opens a database; nothing is read until it is needed.
  ///
  /// - Parameter level: The deflate level of loose objects and bulk packs, 1 to 9.
  package init(directory: String, files: FileSystem, level: Int = 3) {
    self.directory = directory
    self.files = files
    looseDeflater = Mutex(Deflater(level: level))
  }

  /// Reads an object and checks it against its id; `nil` when it is nowhere.
  ///
  /// A damaged copy is passed over when there is a good one.
  ///
  /// - Throws: `damaged` when every copy is, or when damage may hide that there is one.
  package func read(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    var failures: [RepositoryError] = []
    let known = try knownPacks()
    if let found = try find(id, in: known, &failures) { return found }
    // Objects move between files and packs while somebody packs.
    let current = try refreshPacks()
    if current.generation != known.generation {
      failures = []
      if let found = try find(id, in: current, &failures) { return found }
    }
    if let failure = failures.first { throw failure }
    try current.verifyAbsence()
    return nil
  }

  /// Whether an object is there; does not check its bytes.
  package func contains(_ id: ObjectID) throws(RepositoryError) -> Bool {
    let known = try knownPacks()
    if try isThere(id, in: known) { return true }
    let current = try refreshPacks()
    if current.generation != known.generation, try isThere(id, in: current) { return true }
    try current.verifyAbsence()
    return false
  }

  /// Reads an object from some packs or its own file; says of damaged copies why they are.
  package func find(
    _ id: ObjectID, in set: PackSet, _ failures: inout [RepositoryError]
  ) throws(RepositoryError) -> GitObject? {
    for pack in set.packs {
      do throws(RepositoryError) {
        if let object = try pack.read(id, inflaters) { return object }
      } catch { failures.append(error) }
    }
    do throws(RepositoryError) { return try readLoose(id) } catch {
      guard error.code != .inputOutput else { throw error }
      failures.append(error)
      return nil
    }
  }

  private func isThere(_ id: ObjectID, in set: PackSet) throws(RepositoryError) -> Bool {
    for pack in set.packs where pack.index.position(of: id) != nil { return true }
    return try mappingSystemErrors { () throws(SystemError) in
      try files.statusIfPresent(loosePath(id))?.type == .regular
    }
  }

  /// Refuses a database that borrows objects from another repository.
  ///
  /// - Throws: `unsupported` when `objects/info/alternates` names any directory.
  package func refuseAlternates() throws(RepositoryError) {
    let path = "\(directory)/info/alternates"
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try files.readFileIfPresent(path, maxBytes: 1 << 20)
    }
    let isBlank = { (byte: UInt8) in byte == 10 || byte == 13 || byte == 32 || byte == 9 }
    guard let bytes, !bytes.allSatisfy(isBlank) else { return }
    throw RepositoryError(
      .unsupported, "\(path) borrows objects from another repository",
      hint: "Copy them with `git repack -a -d`, then remove that file")
  }
}
