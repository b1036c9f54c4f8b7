package import GitModel
internal import Platform
internal import Synchronization

/// One object in a file of its own: a zlib stream of `blob 12`, a NUL and the content.
///
/// Source of the format: gitformat-loose(5).
package enum LooseFormat {
  /// The object in a loose file's bytes, checked against its id.
  package static func decode(
    _ file: [UInt8], id: ObjectID, path: String, _ inflaters: InflaterPool
  ) throws(RepositoryError) -> GitObject {
    do throws(ObjectFault) {
      let (kind, body) = try inflaters.withInflater { (inflater) throws(ObjectFault) in
        let (kind, body) = try inflater.inflate(file.span.bytes, parseHeader: parseHeader)
        return (kind, body)
      }
      let object = GitObject(kind, body)
      guard object.id == id else { throw .damaged("holds other bytes: their hash is \(object.id)") }
      return object
    } catch { throw .unreadable(id, in: path, error) }
  }

  /// The kind and the size that the first bytes of a loose file tell; nothing else is checked.
  static func header(
    _ start: [UInt8], id: ObjectID, path: String, _ inflaters: InflaterPool
  ) throws(RepositoryError) -> ObjectHeader {
    do throws(ObjectFault) {
      let bytes = try inflaters.withInflater { (inflater) throws(ObjectFault) in
        try inflater.inflate(start.span.bytes, first: 64)
      }
      let (_, count, kind) = try parseHeader(bytes.span.bytes)
      return ObjectHeader(kind: kind, count: count)
    } catch { throw .unreadable(id, in: path, error) }
  }

  /// Reads `kind size NUL`; the size is decimal without leading zeros, as git demands.
  private static func parseHeader(
    _ bytes: RawSpan
  ) throws(ObjectFault) -> (length: Int, bodyCount: Int, header: ObjectKind) {
    let text = bytes.withUnsafeBytes { Array($0.prefix(32)) }
    guard let space = text.firstIndex(of: UInt8(ascii: " ")), let end = text.firstIndex(of: 0),
      space < end
    else { throw .damaged("has no valid header") }
    let digits = text[(space + 1)..<end]
    guard
      let kind = ObjectKind.allCases.first(where: { $0.rawValue.utf8.elementsEqual(text[..<space]) }
      ),
      !digits.isEmpty, digits.count == 1 || digits.first != UInt8(ascii: "0"),
      digits.allSatisfy({ (0x30...0x39).contains($0) }),
      let count = Int(String(decoding: digits, as: UTF8.self))
    else { throw .damaged("has no valid header") }
    return (end + 1, count, kind)
  }
}

/// What is known of an object without its bytes.
package struct ObjectHeader: Sendable, Equatable {
  package let kind: ObjectKind
  /// The length of its bytes.
  package let count: Int
}

/// An object that has a file of its own.
package struct LooseObject {
  package let id: ObjectID
  /// The time of the file's last change, in nanoseconds since 1970 UTC.
  package let modificationNanoseconds: Int64
  /// The length of the file.
  package let byteCount: Int
}

extension ObjectDatabase {
  /// The path of an object's own file: two digits, a slash, the others.
  package func loosePath(_ id: ObjectID) -> String {
    let hex = id.hex
    return "\(directory)/\(hex.prefix(2))/\(hex.dropFirst(2))"
  }

  /// Reads an object from its own file; `nil` when there is none.
  package func readLoose(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    let path = loosePath(id)
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try files.readFileIfPresent(path, maxBytes: ObjectLimits.maximumBytes)
    }
    guard let bytes else { return nil }
    return try LooseFormat.decode(bytes, id: id, path: path, inflaters)
  }

  /// The kind and the size of an object with a file of its own; `nil` when there is none.
  func looseHeader(of id: ObjectID) throws(RepositoryError) -> ObjectHeader? {
    let path = loosePath(id)
    let start: [UInt8]
    do throws(SystemError) {
      // More than a stream takes before its first 64 bytes.
      start = try files.open(path, .read).read(at: 0, count: 1_024)
    } catch {
      if error.errno == .noEntry || error.errno == .notDirectory { return nil }
      throw .failedCall(error)
    }
    return try LooseFormat.header(start, id: id, path: path, inflaters)
  }

  /// All objects that have files of their own, in no particular order.
  package func looseObjects() throws(RepositoryError) -> [LooseObject] {
    try mappingSystemErrors { () throws(SystemError) in
      var objects: [LooseObject] = []
      for folder in try files.listDirectory(directory)
      where folder.type == .directory && folder.name.utf8.count == 2 {
        let path = "\(directory)/\(folder.name)"
        for file in try files.listDirectoryIfPresent(path) where file.type == .regular {
          guard let id = ObjectID(hex: folder.name + file.name), id.count == 20,
            let status = try files.statusIfPresent("\(path)/\(file.name)")
          else { continue }
          objects.append(
            LooseObject(
              id: id, modificationNanoseconds: status.modificationNanoseconds,
              byteCount: status.size))
        }
      }
      return objects
    }
  }

  /// Removes loose objects that a power cut left torn.
  ///
  /// What a journal holds is written again before. What is torn then belongs to changes that never
  /// came to stand; `git fsck` would report it for ever, and `git gc` would stop at it.
  ///
  /// - Parameters:
  ///   - began: When the journal was begun, in milliseconds since 1970; older files were flushed.
  ///   - onlyEmpty: Whether only files without a byte count as torn. They are what most file systems
  ///     leave, and nobody can get anything from them, whoever wrote them.
  package func removeTornObjects(since began: Int64, onlyEmpty: Bool) throws(RepositoryError) {
    let margin: Int64 = 2_000
    for object in try looseObjects()
    where object.modificationNanoseconds / 1_000_000 + margin >= began {
      if onlyEmpty {
        guard object.byteCount == 0 else { continue }
      } else {
        do throws(RepositoryError) {
          _ = try readLoose(object.id)
          continue
        } catch {
          guard error.code == .damaged else { throw error }
        }
      }
      _ = try mappingSystemErrors { () throws(SystemError) in
        try files.unlinkIfPresent(loosePath(object.id))
      }
    }
  }

  /// Writes objects as files of their own, those that are not there yet.
  ///
  /// An object that is there, loose or packed, is read and compared; a damaged copy does not count
  /// and a damaged file is replaced. Readers see a whole file or none.
  ///
  /// - Parameter flush: Whether files and directories are flushed before this returns.
  /// - Returns: The paths of the files that were written.
  @discardableResult
  package func write(loose objects: [GitObject], flush: Bool) throws(RepositoryError) -> [String] {
    var paths: [String] = []
    for object in objects where try !isStored(object) {
      paths.append(try writeLoose(object, flush: flush).path)
    }
    guard flush else { return paths }
    try mappingSystemErrors { () throws(SystemError) in
      for folder in Set(paths.map { String($0.dropLast(39)) }) {
        try files.syncDirectory(folder)
      }
      if !paths.isEmpty { try files.syncDirectory(directory) }
    }
    return paths
  }

  /// Writes objects as files of their own in a repository in which git collects garbage.
  ///
  /// Nothing is flushed: a journal has the objects. What is there already is compared, not trusted,
  /// and made to look new, so that a collection keeps it for a while.
  ///
  /// - Returns: The objects that have a file of their own then.
  package func writeFresh(_ objects: [GitObject]) throws(RepositoryError) -> [ObjectID] {
    var loose: [ObjectID] = []
    for object in objects {
      var isThere = try isStored(object)
      if !isThere { isThere = try isBorrowed(object) }
      if isThere {
        guard try freshen(object.id) else { continue }
      } else {
        _ = try writeLoose(object, flush: false)
      }
      loose.append(object.id)
    }
    return loose
  }

  /// Whether a repository that this one borrows from has a good copy of an object.
  private func isBorrowed(_ object: GitObject) throws(RepositoryError) -> Bool {
    for alternate in try borrowed() {
      if try alternate.isStored(object) { return true }
      if try alternate.isBorrowed(object) { return true }
    }
    return false
  }

  /// Makes an object that is there look new: its file or its pack.
  ///
  /// - Returns: Whether it has a file of its own here.
  private func freshen(_ id: ObjectID) throws(RepositoryError) -> Bool {
    let now = SystemClock.nowMilliseconds() * 1_000_000
    let path = loosePath(id)
    do throws(SystemError) {
      try files.setTimes(path, nanoseconds: now)
      return true
    } catch {
      guard error.errno == .noEntry else { throw .failedCall(error) }
    }
    for pack in try knownPacks().packs where pack.index.position(of: id) != nil {
      try mappingSystemErrors { () throws(SystemError) in
        try files.setTimes("\(packDirectory)/\(pack.name).pack", nanoseconds: now)
      }
      return false
    }
    for alternate in try borrowed() where try alternate.contains(id) {
      _ = try alternate.freshen(id)
      return false
    }
    return false
  }

  /// Whether a good copy of an object is there already.
  package func isStored(_ object: GitObject) throws(RepositoryError) -> Bool {
    var damaged: [RepositoryError] = []
    return try find(object.id, in: knownPacks(), &damaged).map { $0 == object } ?? false
  }

  /// Writes one object's file, whether or not there is one.
  ///
  /// - Returns: The file, and whether its folder had to be made.
  package func writeLoose(
    _ object: GitObject, flush: Bool
  ) throws(RepositoryError) -> (path: String, madeFolder: Bool) {
    let header = GitObject.header(object.kind, count: object.bytes.count)
    let bytes = try looseDeflater.withLock { (deflater) throws(RepositoryError) in
      try deflater.deflate(head: header, object.bytes, object.kind)
    }
    let path = loosePath(object.id)
    // git clears away left-over files of this name in time.
    let temporary = "\(directory)/tmp_obj_\(temporaryName())"
    let madeFolder = try mappingSystemErrors { () throws(SystemError) in
      // A collection by git without a grace period removes files that have no names yet.
      for _ in 0..<5 {
        do throws(SystemError) {
          return try write(bytes, to: temporary, placing: path, flush: flush)
        } catch  where error.errno == .noEntry {
        }
      }
      return try write(bytes, to: temporary, placing: path, flush: flush)
    }
    return (path, madeFolder)
  }

  private func write(
    _ bytes: [UInt8], to temporary: String, placing path: String, flush: Bool
  ) throws(SystemError) -> Bool {
    do throws(SystemError) {
      let file = try files.open(temporary, .createExclusive, permissions: 0o444)
      try file.write(bytes)
      if flush { try file.sync() }
      try file.close()
      return try place(temporary, at: path)
    } catch {
      // The first failure is the one to report.
      do { try files.unlink(temporary) } catch {}
      throw error
    }
  }

  /// Gives a written file its name, in a folder that may be missing.
  ///
  /// - Returns: Whether it was.
  private func place(_ temporary: String, at path: String) throws(SystemError) -> Bool {
    var madeFolder = false
    // `git prune-packed` removes folders that are empty at that moment, new ones too.
    for _ in 0..<20 {
      do throws(SystemError) {
        try files.rename(temporary, to: path)
        return madeFolder
      } catch  where error.errno == .noEntry {
        try files.makeDirectories(String(path.dropLast(39)))
        madeFolder = true
      }
    }
    try files.rename(temporary, to: path)
    return madeFolder
  }

  /// The end of a name that no other writer chooses.
  package func temporaryName() -> String {
    "\(CurrentProcess.id)_\(String(UInt64.random(in: 0 ... .max), radix: 36))"
  }
}
