#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension FileSystem {
  /// Flushes a directory, so that names made or moved in it survive a power cut.
  public func syncDirectory(_ path: String) throws(SystemError) {
    try open(path, .directory).sync()
  }

  /// Flushes the whole file system that holds a path, if the system has a call for it.
  ///
  /// - Returns: false where there is none (macOS): the caller must flush each file instead.
  public func syncFileSystem(of path: String) throws(SystemError) -> Bool {
    guard let syncfs = systemSyncfs else { return false }
    let file = try open(path, .read)
    _ = try perform(.syncfs, path, faults) { Int(syncfs(file.descriptor.raw)) }
    return true
  }
}

/// `syncfs(2)`, which the headers show only under `_GNU_SOURCE`.
private let systemSyncfs: (@convention(c) @Sendable (Int32) -> Int32)? = {
  #if os(Linux)
    guard let symbol = dlsym(nil, "syncfs") else { return nil }
    return unsafeBitCast(symbol, to: (@convention(c) @Sendable (Int32) -> Int32).self)
  #else
    return nil
  #endif
}()
