internal import Digests
package import Platform
package import GitModel

/// The log of a reference's moves, in git's format.
///
/// A line is `<old> SP <new> SP <name> SP <address> SP <seconds> SP <offset> TAB <message> LF`.
package struct Reflog {
  package let files: FileSystem
  package let paths: GitDirectory
  package let name: ReferenceName

  /// The log of one reference.
  package init(files: FileSystem, paths: GitDirectory, name: ReferenceName) {
    self.files = files
    self.paths = paths
    self.name = name
  }

  /// Where it is.
  package var path: String { paths.log(name.rawValue) }

  /// The line of one move.
  ///
  /// Like git, writes every run of white space in the message as one space.
  package static func line(_ move: ReferenceMove, committer: String) -> [UInt8] {
    let zero = [UInt8](repeating: 0, count: (move.new ?? move.old)?.count ?? 20)
    var line: [UInt8] = []
    Hex.append(move.old?.bytes ?? zero, to: &line)
    line.append(32)
    Hex.append(move.new?.bytes ?? zero, to: &line)
    line.append(32)
    line += committer.utf8
    let words = move.message.utf8.split { $0 == 32 || (9...13).contains($0) || $0 == 0 }
    if !words.isEmpty {
      line.append(9)
      line += words.joined(separator: [32])
    }
    line.append(10)
    return line
  }

  /// Appends a line; makes file and folders. A reference that keeps no log loses one it has.
  package func append(_ line: [UInt8]) throws(SystemError) {
    guard paths.layout.isLogged(name) else { return try remove() }
    for attempt in 1...3 {
      do {
        return try files.writeFile(path, line, mode: .append)
      } catch  where error.errno == .noEntry && attempt < 3 {
        _ = try files.makeMissingDirectories(path.parentDirectory, below: paths.root)
      } catch  where error.errno == .isDirectory && attempt < 3 {
        // Logs of references that are gone may have left a folder.
        try files.removeEmptyTree(path)
      }
    }
  }

  /// Appends a line unless it is there; cuts off what a crash left torn at the end.
  package func appendIfMissing(_ line: [UInt8]) throws(SystemError) {
    guard paths.layout.isLogged(name), let bytes = try files.readFileIfPresent(path) else {
      return try append(line)
    }
    let whole = Reflog.wholeLines(bytes)
    if whole.count < bytes.count {
      try files.replaceFile(path, with: Array(whole), durably: false)
    }
    let isThere = whole.split(separator: 10).reversed().contains { $0 == line.dropLast() }
    if !isThere { try append(line) }
  }

  /// Removes the log, and the folders that are empty then.
  package func remove() throws(SystemError) {
    do {
      guard try files.unlinkIfPresent(path) else { return }
    } catch
      where error.errno == .notDirectory || error.errno == .isDirectory
      || error.errno == .notPermitted
    {
      return
    }
    try files.removeEmptyDirectories(
      from: path.parentDirectory, below: "\(paths.root)/logs/refs")
  }

  /// The object that the reference held last, as its log has it.
  ///
  /// `nil` where there is no log that can be read, or it says that the reference was deleted.
  package func lastTarget() -> ObjectID? {
    let bytes: [UInt8]?
    do throws(SystemError) {
      bytes = try files.readFileIfPresent(path)
    } catch {
      // Who asks has something worse to tell.
      return nil
    }
    guard let line = bytes.flatMap({ Reflog.wholeLines($0).split(separator: 10).last }) else {
      return nil
    }
    let fields = line.split(separator: 32, maxSplits: 2)
    guard fields.count == 3, let id = Hex.decode(fields[1]).flatMap(ObjectID.init(bytes:)),
      id.bytes.contains(where: { $0 != 0 })
    else { return nil }
    return id
  }

  /// The names of the references that have logs, whose names begin with the name of a folder.
  package static func names(
    under folder: String, files: FileSystem, paths: GitDirectory
  ) throws(RepositoryError) -> [ReferenceName] {
    var names: [ReferenceName] = []
    let top = "\(paths.root)/logs/"
    try forEachFile(files, paths.log(folder)) { (path) throws(SystemError) in
      let name = String(decoding: path.utf8.dropFirst(top.utf8.count), as: UTF8.self)
      do throws(RepositoryError) {
        names.append(try ReferenceName(name))
      } catch {
        // What another program keeps there.
      }
    }
    return names
  }

  /// Every object that any log of the repository names, for garbage collection.
  package static func allTargets(
    files: FileSystem, paths: GitDirectory
  ) throws(RepositoryError) -> Set<ObjectID> {
    var found: Set<ObjectID> = []
    try forEachFile(files, "\(paths.root)/logs") { (path) throws(SystemError) in
      if let bytes = try files.readFileIfPresent(path) { found.formUnion(targets(bytes)) }
    }
    return found
  }

  /// Gives every log that another repository shares by a hard link a file of its own.
  package static func separateAll(files: FileSystem, paths: GitDirectory) throws(RepositoryError) {
    try forEachFile(files, "\(paths.root)/logs") { (path) throws(SystemError) in
      guard let status = try files.statusIfPresent(path), status.linkCount > 1 else { return }
      try files.replaceFile(path, with: try files.readFile(path), durably: false)
    }
  }

  private static func forEachFile(
    _ files: FileSystem, _ top: String, _ body: (String) throws(SystemError) -> Void
  ) throws(RepositoryError) {
    var folders = [top]
    while let folder = folders.popLast() {
      let entries = try mappingSystemErrors { () throws(SystemError) in
        try files.listDirectoryIfPresent(folder)
      }
      for entry in entries {
        try files.refuseUnreadable(entry, in: folder)
        let path = "\(folder)/\(entry.name)"
        if entry.type == .directory {
          folders.append(path)
        } else {
          try mappingSystemErrors { () throws(SystemError) in try body(path) }
        }
      }
    }
  }

  private static func targets(_ bytes: [UInt8]) -> [ObjectID] {
    bytes.split(separator: 10).flatMap { line in
      line.split(separator: 32, maxSplits: 2).prefix(2).compactMap { digits in
        Hex.decode(digits).flatMap(ObjectID.init(bytes:))
      }
    }
    .filter { id in id.bytes.contains { $0 != 0 } }
  }

  /// The lines from the start that are whole: a power cut leaves half a line, or zeros.
  private static func wholeLines(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    var end = 0
    while let next = bytes[end...].firstIndex(of: 10) {
      let line = bytes[end..<next]
      let parts = line.split(separator: 32, maxSplits: 2)
      guard parts.count == 3, !line.contains(0),
        parts.prefix(2).allSatisfy({ Hex.decode($0).flatMap(ObjectID.init(bytes:)) != nil })
      else { break }
      end = next + 1
    }
    return bytes[..<end]
  }
}
