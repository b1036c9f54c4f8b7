internal import CPlatform

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension FileSystem {
  /// Reads a whole file.
  ///
  /// Throws `.noEntry` if there is none, `.fileTooLarge` if it has more than `maxBytes` bytes.
  public func readFile(_ path: String, maxBytes: Int = .max) throws(SystemError) -> [UInt8] {
    try open(path, .read).readToEnd(maxBytes: maxBytes)
  }

  /// Reads a whole file, or answers nil if there is none (nor a directory that could hold it).
  public func readFileIfPresent(
    _ path: String, maxBytes: Int = .max
  ) throws(SystemError) -> [UInt8]? {
    do {
      return try readFile(path, maxBytes: maxBytes)
    } catch  where error.errno == .noEntry || error.errno == .notDirectory {
      return nil
    }
  }

  /// Writes a whole file in place, without a flush.
  ///
  /// A crash leaves it torn; ``replaceFile(_:with:permissions:durably:)`` does not.
  public func writeFile(
    _ path: String, _ bytes: [UInt8], mode: OpenMode = .truncate, permissions: UInt16 = 0o666
  ) throws(SystemError) {
    let file = try open(path, mode, permissions: permissions)
    try file.write(bytes)
    try file.close()
  }

  /// Puts new content in the place of a file, so that readers see the old or the new, never a part.
  ///
  /// Writes a temporary file beside it, flushes that if `durably`, renames it over the path, then
  /// flushes the directory if `durably`. On failure the temporary file is removed.
  ///
  /// - Parameters:
  ///   - permissions: The bits of the file, before the umask.
  ///   - old: The file whose bits and owner the new one has instead.
  public func replaceFile(
    _ path: String, with bytes: [UInt8], permissions: UInt16 = 0o666,
    keeping old: FileStatus? = nil,
    durably: Bool = true
  ) throws(SystemError) {
    let temporary = "\(path).\(CurrentProcess.id).\(UInt32.random(in: 0 ... .max)).tmp"
    do throws(SystemError) {
      // Nobody else may read what only the owner of the old file might.
      let file = try open(
        temporary, .createExclusive, permissions: old.map { $0.permissions & 0o700 } ?? permissions)
      try file.write(bytes)
      if let old {
        if old.owner != CurrentProcess.userID { file.setOwner(as: old) }
        try file.setPermissions(old.permissions)
      }
      if durably { try file.sync() }
      try file.close()
      try rename(temporary, to: path)
    } catch {
      // The first failure is the one to report.
      do { try unlink(temporary) } catch {}
      throw error
    }
    if durably { try syncDirectory(path.parentDirectory) }
  }
}

extension File {
  /// Flushes content and status to the device (`fsync`; `F_FULLFSYNC` on macOS).
  public func sync() throws(SystemError) {
    _ = try perform(.fsync, path, faults) { flush(descriptor.raw) }
  }

  /// Flushes the content, and of the status only what is needed to read it (`fdatasync`;
  /// `F_FULLFSYNC` on macOS).
  public func syncData() throws(SystemError) {
    _ = try perform(.fdatasync, path, faults) {
      #if canImport(Darwin)
        flush(descriptor.raw)
      #else
        Int(fdatasync(descriptor.raw))
      #endif
    }
  }
}

private func flush(_ descriptor: Int32) -> Int {
  #if canImport(Darwin)
    // File systems without F_FULLFSYNC (network volumes) still know fsync.
    if fcntl(descriptor, F_FULLFSYNC) != -1 { return 0 }
  #endif
  return Int(fsync(descriptor))
}

extension FileSystem {
  /// Flushes a directory, so that names made or moved in it survive a power cut.
  public func syncDirectory(_ path: String) throws(SystemError) {
    try open(path, .directory).sync()
  }

  /// Flushes the whole file system that holds a path, if the system has a call for it.
  ///
  /// - Returns: false where there is none (macOS): the caller must flush each file instead.
  public func syncFileSystem(of path: String) throws(SystemError) -> Bool {
    let file = try open(path, .read)
    do {
      _ = try perform(.syncfs, path, faults) { Int(promptrepo_syncfs(file.descriptor.raw)) }
    } catch  where error.errno == .notImplemented {
      return false
    }
    return true
  }
}
