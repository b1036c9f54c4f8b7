#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension FileSystem {
  /// Makes one directory; throws `.exists` if the name is taken (`mkdir`).
  public func makeDirectory(_ path: String, permissions: UInt16 = 0o777) throws(SystemError) {
    _ = try performOnPath(.mkdir, path, faults) { Int(mkdir(path, mode_t(permissions))) }
  }

  /// Makes a directory and those above it; one that exists already is fine (`mkdir -p`).
  public func makeDirectories(_ path: String, permissions: UInt16 = 0o777) throws(SystemError) {
    if try makeDirectoryIfAbsent(path, permissions) { return }
    let bytes = path.utf8
    var index = bytes.startIndex
    while let slash = bytes[index...].firstIndex(of: UInt8(ascii: "/")) {
      index = bytes.index(after: slash)
      if slash == bytes.startIndex { continue }
      let prefix = String(path[..<slash])
      if try !isDirectory(prefix) { _ = try makeDirectoryIfAbsent(prefix, permissions) }
    }
    do {
      try makeDirectory(path, permissions: permissions)
    } catch  where error.errno == .exists {
      if try !isDirectory(path) { throw error }
    }
  }

  /// Removes an empty directory (`rmdir`).
  public func removeDirectory(_ path: String) throws(SystemError) {
    _ = try performOnPath(.rmdir, path, faults) { Int(rmdir(path)) }
  }

  /// The entries of a directory without `.` and `..`, in the order the file system gives them.
  public func listDirectory(_ path: String) throws(SystemError) -> [DirectoryEntry] {
    var entries: [DirectoryEntry] = []
    var unknown: [Int] = []
    _ = try performOnPath(.list, path, faults) {
      entries.removeAll()
      unknown.removeAll()
      guard let directory = opendir(path) else { return -1 }
      defer { closedir(directory) }
      while true {
        errno = 0
        guard let entry = readdir(directory) else { return errno == 0 ? 0 : -1 }
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name == "." || name == ".." { continue }
        let kind = Int32(entry.pointee.d_type)
        if kind == Int32(DT_UNKNOWN) { unknown.append(entries.count) }
        entries.append(DirectoryEntry(name: name, type: FileType(directoryEntry: kind)))
      }
    }
    // Some file systems do not keep the kind in the directory.
    for index in unknown {
      let name = entries[index].name
      if let found = try statusIfPresent("\(path)/\(name)", followingLinks: false) {
        entries[index] = DirectoryEntry(name: name, type: found.type)
      }
    }
    return entries
  }

  /// Answers whether the directory is there now; false if its parent is missing.
  private func makeDirectoryIfAbsent(
    _ path: String, _ permissions: UInt16
  ) throws(SystemError) -> Bool {
    do {
      try makeDirectory(path, permissions: permissions)
      return true
    } catch  where error.errno == .exists {
      if try isDirectory(path) { return true }
      throw error
    } catch  where error.errno == .noEntry {
      return false
    }
  }
}

extension FileType {
  fileprivate init(directoryEntry kind: Int32) {
    switch kind {
    case Int32(DT_REG): self = .regular
    case Int32(DT_DIR): self = .directory
    case Int32(DT_LNK): self = .symbolicLink
    default: self = .other
    }
  }
}

/// A name in a directory and the kind of file it names.
public struct DirectoryEntry: Sendable, Hashable {
  /// The name, without the directory; bytes that are no UTF-8 show as U+FFFD.
  public let name: String
  /// The kind of the entry itself; a symbolic link is not followed.
  public let type: FileType

  /// Pairs a name with the kind of file it names.
  public init(name: String, type: FileType) {
    self.name = name
    self.type = type
  }
}

extension String {
  /// The part of a path before its last slash: `.` if there is none.
  public var parentDirectory: String {
    guard let slash = utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == startIndex ? "/" : String(self[..<slash])
  }
}
