package import GitModel
package import Platform
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
  /// How many databases may borrow from each other in a row; 0 for one that borrows nothing.
  private let alternateDepth: Int
  private let alternates = Mutex<[ObjectDatabase]?>(nil)

  /// Opens a database; nothing is read until it is needed.
  ///
  /// - Parameters:
  ///   - level: The deflate level of loose objects and bulk packs, 1 to 9.
  ///   - alternateDepth: How many databases may borrow objects from each other in a row, by
  ///     `info/alternates`; 0 for one that borrows nothing.
  package init(directory: String, files: FileSystem, level: Int = 3, alternateDepth: Int = 0) {
    self.directory = directory
    self.files = files
    self.alternateDepth = alternateDepth
    looseDeflater = Mutex(Deflater(level: level))
  }

  /// Reads an object and checks it against its id; `nil` when it is nowhere.
  ///
  /// A damaged copy is passed over when there is a good one.
  ///
  /// - Throws: `damaged` when every copy is, or when damage may hide that there is one.
  package func read(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    try first { (database, set, failures) throws(RepositoryError) in
      try database.find(id, in: set, &failures)
    }
  }

  /// The kind and the size of an object; `nil` when it is nowhere.
  ///
  /// Its bytes are neither inflated nor checked.
  ///
  /// - Throws: as ``read(_:)`` does.
  package func header(of id: ObjectID) throws(RepositoryError) -> ObjectHeader? {
    try first { (database, set, failures) throws(RepositoryError) in
      try database.find(
        in: set, &failures,
        packed: { (pack) throws(RepositoryError) in
          try pack.header(of: id, database.inflaters)
        }, loose: { () throws(RepositoryError) in try database.looseHeader(of: id) })
    }
  }

  /// What a search finds here, or in the databases that this one borrows from.
  private func first<Found>(
    _ find: (ObjectDatabase, PackSet, inout [RepositoryError]) throws(RepositoryError) -> Found?
  ) throws(RepositoryError) -> Found? {
    var failures: [RepositoryError] = []
    let known = try knownPacks()
    if let found = try find(self, known, &failures) { return found }
    // Objects move between files and packs while somebody packs.
    let current = try refreshPacks()
    if current.generation != known.generation {
      failures = []
      if let found = try find(self, current, &failures) { return found }
    }
    for alternate in try borrowed() {
      if let found = try alternate.first(find) { return found }
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
    for alternate in try borrowed() where try alternate.contains(id) { return true }
    try current.verifyAbsence()
    return false
  }

  /// Reads an object from some packs or its own file; says of damaged copies why they are.
  package func find(
    _ id: ObjectID, in set: PackSet, _ failures: inout [RepositoryError]
  ) throws(RepositoryError) -> GitObject? {
    try find(
      in: set, &failures,
      packed: { (pack) throws(RepositoryError) in try pack.read(id, inflaters) },
      loose: { () throws(RepositoryError) in try readLoose(id) })
  }

  private func find<Found>(
    in set: PackSet, _ failures: inout [RepositoryError],
    packed: (Pack) throws(RepositoryError) -> Found?,
    loose: () throws(RepositoryError) -> Found?
  ) throws(RepositoryError) -> Found? {
    for pack in set.packs {
      do throws(RepositoryError) {
        if let found = try packed(pack) { return found }
      } catch { failures.append(error) }
    }
    do throws(RepositoryError) { return try loose() } catch {
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

  /// The databases that this one borrows objects from.
  package func borrowed() throws(RepositoryError) -> [ObjectDatabase] {
    guard alternateDepth > 0 else { return [] }
    return try alternates.withLock { (known) throws(RepositoryError) in
      if let known { return known }
      let path = "\(directory)/info/alternates"
      let bytes = try mappingSystemErrors { () throws(SystemError) in
        try files.readFileIfPresent(path, maxBytes: 1 << 20)
      }
      let found = (bytes ?? []).split(separator: 10)
        .map { String(decoding: $0, as: UTF8.self) }
        .filter { $0.utf8.first != UInt8(ascii: "#") }
        .map { $0.utf8.first == UInt8(ascii: "/") ? $0 : "\(directory)/\($0)" }
        .map { ObjectDatabase(directory: $0, files: files, alternateDepth: alternateDepth - 1) }
      known = found
      return found
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

extension ObjectDatabase {
  /// The path of the directory that holds the packs.
  package var packDirectory: String { "\(directory)/pack" }

  /// The packs as of the last look; looks if there was none yet.
  package func knownPacks() throws(RepositoryError) -> PackSet {
    try packs.withLock { (set) throws(RepositoryError) in
      if set.directoryTime == nil { try scan(&set) }
      return set
    }
  }

  /// The packs as of now: looks again if the directory changed, or may have.
  @discardableResult
  package func refreshPacks() throws(RepositoryError) -> PackSet {
    try packs.withLock { (set) throws(RepositoryError) in
      let time = try directoryTime()
      if set.directoryTime != time || set.isRacy { try scan(&set) }
      return set
    }
  }

  /// Lets go of the memory that the packs' files take up; they are read again when it is needed.
  package func releasePages() throws(RepositoryError) {
    for pack in try knownPacks().packs {
      pack.file.releasePages()
      pack.index.file.releasePages()
    }
  }

  private func directoryTime() throws(RepositoryError) -> Int64 {
    try mappingSystemErrors { () throws(SystemError) in
      try files.statusIfPresent(packDirectory)?.modificationNanoseconds ?? -1
    }
  }

  private func scan(_ set: inout PackSet) throws(RepositoryError) {
    // A pack that vanishes between the listing and its opening was replaced by another.
    for attempt in 1...5 {
      let time = try directoryTime()
      let now = SystemClock.nowMilliseconds()
      let old = Dictionary(set.packs.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
      var found = PackSet(directoryTime: time, isRacy: now - time / 1_000_000 < 2_000 && time != -1)
      var isVanished = false
      for name in try packNames() {
        if let pack = old[name] {
          found.packs.append(pack)
          continue
        }
        do throws(RepositoryError) {
          if let pack = try openPack(name) { found.packs.append(pack) } else { isVanished = true }
        } catch {
          guard error.code != .inputOutput else { throw error }
          found.broken.append(error)
        }
      }
      found.packs.sort {
        ($1.file.status.modificationNanoseconds, $1.name)
          < ($0.file.status.modificationNanoseconds, $0.name)
      }
      let isSame =
        found.broken.isEmpty && set.broken.isEmpty
        && found.packs.map(ObjectIdentifier.init) == set.packs.map(ObjectIdentifier.init)
      found.generation = set.generation + (isSame ? 0 : 1)
      set = found
      if !isVanished || attempt == 5 { return }
    }
  }

  /// The names of packs that have both files, without extension.
  package func packNames() throws(RepositoryError) -> [String] {
    let entries = try mappingSystemErrors { () throws(SystemError) in
      try files.statusIfPresent(packDirectory) == nil ? [] : files.listDirectory(packDirectory)
    }
    let names = Set(entries.map(\.name))
    return entries.compactMap { entry in
      guard entry.name.utf8.suffix(4).elementsEqual(".idx".utf8) else { return nil }
      let name = String(entry.name.dropLast(4))
      return names.contains("\(name).pack") ? name : nil
    }
  }

  /// Opens a pack; `nil` when it is gone.
  package func openPack(_ name: String) throws(RepositoryError) -> Pack? {
    let maps: (MappedFile, MappedFile)?
    do throws(SystemError) {
      maps = (
        try files.map("\(packDirectory)/\(name).idx"),
        try files.map("\(packDirectory)/\(name).pack")
      )
    } catch {
      guard error.errno == .noEntry else { throw .failedCall(error) }
      return nil
    }
    guard let maps else { return nil }
    return try Pack(name: name, index: maps.0, file: maps.1)
  }
}

/// The packs that a database knows, as of one look at its directory.
package struct PackSet: Sendable {
  /// Newest first.
  package var packs: [Pack] = []
  /// Why packs that are there cannot be used.
  package var broken: [RepositoryError] = []
  /// Grows whenever a look found something else than the one before.
  package var generation = 0
  /// The time of the directory's last change when it was looked at; `nil` before the first look.
  package var directoryTime: Int64?
  /// Whether the look came so soon after a change that another one may have the same time.
  package var isRacy = false

  /// Checks that an object found in no index is in no pack.
  ///
  /// - Throws: `damaged` when an index is, since it may have hidden the object.
  package func verifyAbsence() throws(RepositoryError) {
    if let error = broken.first { throw error }
    for pack in packs { try pack.verifyIndex() }
  }
}

/// Why stored bytes are no object: found while decoding, before file and object are known.
package struct ObjectFault: Error {
  /// Damaged, or beyond what this version handles.
  package let code: RepositoryError.Code
  /// What is wrong, as the end of a sentence about the object.
  package let what: String

  /// The bytes are not what their format says.
  package static func damaged(_ what: String) -> ObjectFault {
    ObjectFault(code: .damaged, what: what)
  }

  /// The object is larger than this version reads.
  package static func tooLarge(_ count: Int) -> ObjectFault {
    ObjectFault(
      code: .unsupported,
      what: "has \(count) bytes, more than the limit of \(ObjectLimits.maximumBytes)")
  }
}

/// Bounds on what a reader believes of a file.
package enum ObjectLimits {
  /// The largest object that is read, 512 MiB; it is held in memory whole.
  package static let maximumBytes = 512 << 20
  /// The longest chain of deltas that is followed; `git pack-objects` makes none beyond 4,095.
  package static let maximumDeltaDepth = 4_096
  /// A byte of a deflate stream never stands for more than 1,032 bytes of output.
  package static let maximumInflation = 1_032

  /// Refuses a claimed size that the compressed bytes cannot hold, or that is too large.
  package static func check(claim: Int, compressed: Int) throws(ObjectFault) {
    // The bound is exact only for long streams; the addend covers short ones.
    let (product, overflow) = compressed.multipliedReportingOverflow(by: maximumInflation)
    guard claim >= 0, overflow || claim <= product &+ 1_024 else {
      throw .damaged("claims more bytes than its compressed form can hold")
    }
    guard claim <= maximumBytes else { throw .tooLarge(claim) }
  }
}

extension RepositoryError {
  /// What a file holds for an object is not that object.
  package static func unreadable(
    _ id: ObjectID, in path: String, _ fault: ObjectFault
  ) -> RepositoryError {
    RepositoryError(
      fault.code, "object \(id) in \(path) \(fault.what)",
      hint: fault.code == .damaged ? damageHint : nil)
  }

  /// A file of the object database is not what its format says.
  package static func damagedFile(_ path: String, _ what: String) -> RepositoryError {
    RepositoryError(.damaged, "\(path) \(what)", hint: damageHint)
  }

  /// A call of the operating system failed.
  package static func failedCall(_ error: SystemError) -> RepositoryError {
    RepositoryError(
      .inputOutput, "cannot \(error.call.rawValue) '\(error.path)': \(error.message)",
      hint: error.hint, cause: error)
  }
}

/// Runs file operations and gives their failures the error type of stores.
@inline(__always)
package func mappingSystemErrors<Result: ~Copyable>(
  _ body: () throws(SystemError) -> Result
) throws(RepositoryError) -> Result {
  do throws(SystemError) { return try body() } catch { throw .failedCall(error) }
}
