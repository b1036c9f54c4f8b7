#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

// Files that belong to users: links to them, their modes and owners stay as they are.
extension FileSystem {
  /// How long a pipe waits for somebody who reads it, in milliseconds.
  private static let pipePatience = 2_000

  /// Writes to what a user names, as a shell's `>` does, but without a moment in which a plain file
  /// is torn: its new content is put in its place.
  ///
  /// A symbolic link stands for what it names. Into a pipe or a device the bytes are written; a
  /// pipe that nobody reads within some seconds fails with `.noDevice`. A file with several names,
  /// or in a folder where no other can be made, is written in place, after there is room for it.
  public func writeOutput(_ path: String, _ bytes: [UInt8]) throws(SystemError) {
    do throws(SystemError) {
      guard try statusIfPresent(path) != nil else { return try create(path, bytes) }
      let file = try openForOutput(path)
      let status = try file.status()
      guard status.type == .regular else {
        try file.setBlocking()
        return try file.write(bytes)
      }
      if status.linkCount == 1, try replace(path, with: bytes, keeping: status) { return }
      try file.overwrite(status, bytes)
    } catch {
      // Some of these calls are on temporary files.
      throw SystemError(call: error.call, path: path, errno: error.errno)
    }
  }

  /// Puts new content in the place of a file, or of what a link of that name leads to, so that
  /// readers see the old or the new; its mode and its owner stay. Devices and pipes are written to.
  ///
  /// - Parameter permissions: The bits of a file that is not there yet, before the umask.
  public func updateFile(
    _ path: String, with bytes: [UInt8], permissions: UInt16 = 0o666, durably: Bool = true
  ) throws(SystemError) {
    var old = try statusIfPresent(path)
    // A device that a file takes the place of is gone for all programs.
    if let old, old.type != .regular { return try writeOutput(path, bytes) }
    var target = path
    if try isSymbolicLink(path) {
      if old == nil {
        // The link leads to what is not there yet.
        try open(path, .append, permissions: permissions).close()
        old = try statusIfPresent(path)
      }
      target = try realPath(path)
    }
    try replaceFile(
      target, with: bytes, permissions: permissions, keeping: old, durably: durably)
  }

  /// Whether a path names what standard output is, such as `/dev/stdout`.
  public func isStandardOutput(_ path: String) -> Bool {
    var named = stat()
    var stream = stat()
    return stat(path, &named) == 0 && fstat(1, &stream) == 0 && named.st_dev == stream.st_dev
      && named.st_ino == stream.st_ino && path.utf8.starts(with: "/dev/".utf8)
  }

  /// Makes a file that is not there, also where a link leads to.
  private func create(_ path: String, _ bytes: [UInt8]) throws(SystemError) {
    guard try isSymbolicLink(path) else { return try replaceFile(path, with: bytes) }
    let file = try open(path, .truncate)
    try file.write(bytes)
    try file.sync()
    try file.close()
  }

  private func openForOutput(_ path: String) throws(SystemError) -> File {
    var waited = 0
    while true {
      do throws(SystemError) {
        return try open(path, .write)
      } catch {
        guard error.errno == .noDevice, waited < FileSystem.pipePatience else { throw error }
      }
      pause(atMost: 20)
      waited += 20
    }
  }

  /// - Returns: Whether another file can be made beside it.
  private func replace(
    _ path: String, with bytes: [UInt8], keeping status: FileStatus
  ) throws(SystemError) -> Bool {
    let target = try isSymbolicLink(path) ? realPath(path) : path
    // A link of another kind: it names an open file, which need not have this name.
    guard let found = try statusIfPresent(target, followingLinks: false),
      found.inode == status.inode, found.device == status.device
    else { return false }
    do throws(SystemError) {
      try replaceFile(target, with: bytes, keeping: status)
      return true
    } catch {
      let cannot: Set<Errno> = [.accessDenied, .notPermitted, .readOnlyFileSystem]
      guard cannot.contains(error.errno) else { throw error }
      return false
    }
  }
}

extension File {
  /// Puts new content into the file itself, the end first, so that a full disk leaves the old.
  fileprivate func overwrite(_ old: FileStatus, _ bytes: [UInt8]) throws(SystemError) {
    if bytes.count > old.size {
      do throws(SystemError) {
        try write(bytes.span.bytes.extracting(old.size..<bytes.count), at: old.size)
      } catch {
        try truncate(to: old.size)
        throw error
      }
    }
    try write(bytes.span.bytes.extracting(0..<min(old.size, bytes.count)), at: 0)
    try truncate(to: bytes.count)
    try sync()
  }
}
