import Foundation
import TestSupport

/// A small file system in memory, where the machine lets this process mount one.
final class MemoryDisk: Sendable {
  let path: String

  /// Whether this process may mount file systems.
  static let isPossible: Bool = {
    guard getuid() == 0, let disk = try? MemoryDisk(bytes: 65_536) else { return false }
    return disk.path.isEmpty == false
  }()

  /// Mounts one of this size.
  init(bytes: Int) throws {
    let path = FileManager.default.temporaryDirectory.path + "/promptrepo-disk-\(UUID().uuidString)"
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    do {
      try MemoryDisk.mount(["-t", "tmpfs", "-o", "size=\(bytes)", "tmpfs", path])
    } catch {
      try FileManager.default.removeItem(atPath: path)
      throw error
    }
  }

  deinit {
    do {
      _ = try run("umount", ["-l", path])
      try FileManager.default.removeItem(atPath: path)
    } catch {
      print("cannot remove \(path): \(error)")
    }
  }

  /// Lets nobody write to it, or again.
  func setReadOnly(_ isReadOnly: Bool) throws {
    try MemoryDisk.mount(["-o", "remount,\(isReadOnly ? "ro" : "rw")", path])
  }

  private static func mount(_ arguments: [String]) throws {
    let result = try run("mount", arguments)
    if result.status != 0 { throw MountRefused(message: result.stderr) }
  }
}

struct MountRefused: Error {
  let message: String
}
