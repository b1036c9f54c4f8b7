internal import Digests
package import GitModel
package import Platform
internal import Synchronization

/// The references of a repository: loose files, which win, and the packed file.
package final class ReferenceDatabase: Sendable {
  package let files: FileSystem
  package let paths: GitDirectory
  package let durability: Durability
  private let cache: Mutex<PackedReferences?> = Mutex(nil)

  /// The references of a repository in git's files.
  package init(files: FileSystem, paths: GitDirectory, durability: Durability) {
    self.files = files
    self.paths = paths
    self.durability = durability
  }

  /// Where a reference's value stands.
  package enum Stored: Equatable {
    case absent
    case loose(ObjectID)
    case packed(ObjectID)
    case symbolic(String)
    /// The loose file is no reference.
    case damaged

    /// The object, if there is one.
    package var target: ObjectID? {
      switch self {
      case .loose(let id), .packed(let id): id
      case .absent, .symbolic, .damaged: nil
      }
    }
  }

  /// The object a reference points at, through symbolic ones; `nil` when it does not exist.
  package func target(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    var current = name
    for _ in 0..<5 {
      switch try stored(current) {
      case .absent: return nil
      case .loose(let id), .packed(let id): return id
      case .damaged: throw damaged(current)
      case .symbolic(let next): current = try ReferenceName(next)
      }
    }
    throw RepositoryError(
      .damaged, "\(name) is one of more than five symbolic references in a row",
      hint: "`git --git-dir=\(paths.root.shellWord) symbolic-ref --delete \(name)` removes it; "
        + "bring it back from another clone or a backup")
  }

  /// Where a reference's value stands; symbolic ones are not followed.
  package func stored(_ name: ReferenceName) throws(RepositoryError) -> Stored {
    // Loose first: whoever packs writes the packed file before the loose one goes.
    if let loose = try loose(name) {
      switch loose {
      case .target(let id): return .loose(id)
      case .symbolic(let other): return .symbolic(other)
      case .damaged: return .damaged
      }
    }
    return try packed().target(of: name).map { .packed($0) } ?? .absent
  }

  /// The object that a reference itself names; `nil` when it does not exist.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` for what holds no id,
  ///   ``RepositoryError/Code/unsupported`` for a symbolic one.
  package func ownTarget(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    switch try stored(name) {
    case .absent: nil
    case .loose(let id), .packed(let id): id
    case .damaged: throw damaged(name)
    case .symbolic(let other): throw symbolic(name, to: other)
    }
  }

  /// The error for a reference whose file is no reference.
  package func damaged(_ name: ReferenceName) -> RepositoryError {
    .damagedReference(name.rawValue, path: paths.reference(name.rawValue))
  }

  /// The error for a reference that names another one.
  package func symbolic(_ name: ReferenceName, to target: String) -> RepositoryError {
    .symbolicReference(name, to: target, log: Reflog(files: files, paths: paths, name: name))
  }

  /// The packed references as they are now.
  package func packed() throws(RepositoryError) -> PackedReferences {
    let path = paths.packedReferences
    let status = try mappingSystemErrors { () throws(SystemError) in
      try files.statusIfPresent(path)
    }
    if let known = cache.withLock({ $0 }), known.status == status { return known }
    guard status != nil else { return PackedReferences(path: path) }
    let file: MappedFile
    do throws(SystemError) {
      file = try files.map(path)
    } catch {
      if error.errno == .noEntry { return PackedReferences(path: path) }
      throw .failedCall(error)
    }
    let fresh = try PackedReferences(file)
    cache.withLock { $0 = fresh }
    return fresh
  }

  private func loose(_ name: ReferenceName) throws(RepositoryError) -> LooseReference? {
    do throws(SystemError) {
      return try loose(files.open(paths.reference(name.rawValue), .read))
    } catch {
      switch error.errno {
      // A folder of that name, empty or not, is no reference.
      case .noEntry, .notDirectory, .isDirectory, .nameTooLong: return nil
      default: throw .failedCall(error)
      }
    }
  }

  private func loose(_ file: borrowing File) throws(SystemError) -> LooseReference {
    var failure: SystemError?
    let found = withUnsafeTemporaryAllocation(byteCount: 4_097, alignment: 16) { buffer in
      var filled = 0
      do throws(SystemError) {
        while filled < buffer.count {
          let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
          let count = try file.readNext(into: rest)
          filled += count
          // Nobody writes more than the line of an id, so the end need not be read.
          if count == 0 || filled == 41 && buffer[40] == 10 { break }
        }
      } catch { failure = error }
      if filled == buffer.count { return LooseReference.damaged }
      return LooseReference(UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
    }
    if let failure { throw failure }
    return found
  }
}

extension ReferenceDatabase {
  /// References whose names begin with `prefix` and come after `after`, in the order of bytes.
  ///
  /// Reads only the folders that may hold names of the page.
  package func list(
    under prefix: String, after: String?, limit: Int
  ) throws(RepositoryError) -> [Reference] {
    guard limit > 0 else { return [] }
    var found: [Reference] = []
    var walk = try ReferenceWalk(self, prefix: prefix, after: after)
    while found.count < limit, let step = try walk.next() {
      found.append(
        Reference(try ReferenceName(String(decoding: step.name, as: UTF8.self)), step.target))
    }
    if try walk.isOutdated() { return try list(under: prefix, after: after, limit: limit) }
    return found
  }

  /// The names that begin with `prefix`, whatever their values are, in no particular order.
  package func names(under prefix: String) throws(RepositoryError) -> Set<ReferenceName> {
    var names: Set<ReferenceName> = []
    var walk = try LooseWalk(self, prefix: prefix, after: nil)
    while let name = try walk.next() { names.insert(name) }
    let packed = try packed()
    var cursor = try packed.cursor(notBefore: Array(prefix.utf8))
    while let line = try packed.next(&cursor), line.name.starts(with: prefix.utf8) {
      names.insert(try ReferenceName(String(decoding: line.name, as: UTF8.self)))
    }
    return names
  }
}

/// Walks the references of one moment in the order of their names: the loose ones, which win, and
/// those of the packed file.
package struct ReferenceWalk {
  /// A reference, and where it stands.
  package struct Step {
    package let name: [UInt8]
    package let target: ObjectID
    /// Which of the packed lines of records under the prefix it is, from 0; `nil` for any other
    /// reference.
    package let record: Int?
  }

  private let database: ReferenceDatabase
  private let prefix: [UInt8]
  private var looseWalk: LooseWalk
  private var loose: ReferenceName?
  /// The packed file.
  package let packed: PackedReferences
  private var cursor: PackedReferences.Cursor
  private var line: PackedReferences.Line?
  /// How many packed lines of records were passed, that of `line` included.
  package private(set) var records = 0

  /// A walk over the names that begin with a text and come after another one.
  package init(
    _ database: ReferenceDatabase, prefix: String, after: String?
  ) throws(RepositoryError) {
    self.database = database
    self.prefix = Array(prefix.utf8)
    looseWalk = try LooseWalk(database, prefix: prefix, after: after)
    loose = try looseWalk.next()
    // The packed file is read after the first look at the loose ones; see `stored`.
    packed = try database.packed()
    let afterBytes = after.map { Array($0.utf8) } ?? []
    cursor = try packed.cursor(
      notBefore: self.prefix.lexicographicallyPrecedes(afterBytes) ? afterBytes : self.prefix)
    line = nil
    try advance()
    if after != nil, line?.name == afterBytes { try advance() }
  }

  /// The next one; `nil` at the end.
  package mutating func next() throws(RepositoryError) -> Step? {
    while true {
      let name = loose.map { Array($0.rawValue.utf8) }
      if let current = line, name.map({ current.name.lexicographicallyPrecedes($0) }) ?? true {
        let record = database.paths.layout.isRecord(current.name) ? records - 1 : nil
        try advance()
        return Step(name: current.name, target: current.target, record: record)
      }
      guard let next = loose else { return nil }
      let target = try database.target(of: next)
      if line?.name == name { try advance() }
      loose = try looseWalk.next()
      if let target, let name { return Step(name: name, target: target, record: nil) }
    }
  }

  /// Whether somebody has packed since the walk began: names may have moved from what was not yet
  /// read to what was.
  package func isOutdated() throws(RepositoryError) -> Bool {
    try database.packed().status != packed.status
  }

  private mutating func advance() throws(RepositoryError) {
    line = try packed.next(&cursor)
    guard let found = line else { return }
    if !found.name.starts(with: prefix) { return line = nil }
    if database.paths.layout.isRecord(found.name) { records += 1 }
    packed.releasePages(before: found.next)
  }
}

/// What the file of a loose reference holds.
package enum LooseReference: Equatable {
  /// An object id and a line break.
  case target(ObjectID)
  /// The name of another reference: `ref: refs/heads/main`.
  case symbolic(String)
  /// Anything else, such as nothing after a power cut.
  case damaged

  /// Reads a file's bytes; white space after the id is fine, as it is for git.
  package init(_ bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { LooseReference($0) }
  }

  /// Reads a file's bytes where they are.
  package init(_ bytes: UnsafeRawBufferPointer) {
    if bytes.starts(with: "ref:".utf8) {
      let name = bytes.dropFirst(4).drop { LooseReference.isSpace($0) }
        .prefix { !LooseReference.isSpace($0) }
      self = name.isEmpty ? .damaged : .symbolic(String(decoding: name, as: UTF8.self))
    } else if bytes.count >= 40,
      let id = ObjectID(hexBytes: UnsafeRawBufferPointer(rebasing: bytes[..<40])),
      bytes.count == 40 || LooseReference.isSpace(bytes[40])
    {
      self = .target(id)
    } else {
      self = .damaged
    }
  }

  /// The bytes of a reference that points at an object.
  package static func bytes(_ target: ObjectID) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(41)
    Hex.append(target.bytes, to: &bytes)
    bytes.append(10)
    return bytes
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 32 || (9...13).contains(byte)
  }
}

/// Walks the files of loose references in the order of their names.
///
/// A folder counts as its name with a slash, so that names come out in the order of their bytes.
package struct LooseWalk {
  private let database: ReferenceDatabase
  private let prefix: [UInt8]
  private let after: [UInt8]
  /// What is still to be visited, the next one last. Names end in a slash for folders.
  private var pending: [[UInt8]]

  package init(
    _ database: ReferenceDatabase, prefix: String, after: String?
  ) throws(RepositoryError) {
    self.database = database
    self.prefix = Array(prefix.utf8)
    self.after = after.map { Array($0.utf8) } ?? []
    pending = [Array("refs/".utf8)]
    // Everything lies in the folder that the prefix names; those above need no look.
    if let slash = self.prefix.lastIndex(of: UInt8(ascii: "/")),
      self.prefix.starts(with: pending[0])
    {
      let folder = self.prefix[...slash]
      pending = LooseWalk.isSafe(folder) ? [Array(folder)] : []
    } else if !pending[0].starts(with: self.prefix) {
      pending = []
    }
  }

  /// The next name, `nil` at the end.
  package mutating func next() throws(RepositoryError) -> ReferenceName? {
    while let path = pending.popLast() {
      if path.last == UInt8(ascii: "/") {
        try descend(path)
      } else {
        let name = String(decoding: path, as: UTF8.self)
        // Git ignores files that are no references by their name, and so do we.
        do throws(RepositoryError) { return try ReferenceName(name) } catch { continue }
      }
    }
    return nil
  }

  private mutating func descend(_ folder: [UInt8]) throws(RepositoryError) {
    let path = "\(database.paths.root)/\(String(decoding: folder.dropLast(), as: UTF8.self))"
    let entries = try mappingSystemErrors { () throws(SystemError) in
      try database.files.listDirectoryIfPresent(path)
    }
    var names: [[UInt8]] = []
    for entry in entries {
      if entry.name.utf8.suffix(5).elementsEqual(".lock".utf8) { continue }
      try database.files.refuseUnreadable(entry, in: path)
      var name = folder + Array(entry.name.utf8)
      if entry.type == .directory { name.append(UInt8(ascii: "/")) }
      if isWanted(name) { names.append(name) }
    }
    names.sort { $1.lexicographicallyPrecedes($0) }
    pending += names
  }

  /// Whether a file is, or a folder may hold, a name of the walk.
  private func isWanted(_ name: [UInt8]) -> Bool {
    let isFolder = name.last == UInt8(ascii: "/")
    guard name.starts(with: prefix) || isFolder && prefix.starts(with: name) else { return false }
    return after.lexicographicallyPrecedes(name) || isFolder && after.starts(with: name)
  }

  /// Whether a folder is one below `refs`, without `..`.
  private static func isSafe(_ folder: ArraySlice<UInt8>) -> Bool {
    folder.dropLast().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .allSatisfy { !$0.isEmpty && $0.first != UInt8(ascii: ".") }
  }
}

extension FileSystem {
  /// Gives a file that holds a reference's new value the reference's name.
  package func placeReference(
    _ newFile: String, at name: ReferenceName, in paths: GitDirectory
  ) throws(SystemError) {
    let path = paths.reference(name.rawValue)
    for attempt in 1...3 {
      do {
        return try rename(newFile, to: path)
      } catch  where error.errno == .isDirectory && attempt < 3 {
        // Folders of references that are gone.
        try removeEmptyTree(path)
      } catch  where error.errno == .noEntry && attempt < 3 {
        _ = try makeMissingDirectories(path.parentDirectory, below: paths.root)
      }
    }
  }
}
