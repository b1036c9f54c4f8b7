internal import Digests
package import GitModel
package import Platform

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
