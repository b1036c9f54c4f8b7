internal import GitFiles
internal import Platform
internal import GitModel

/// The open state file of a store, for reading.
final class StateFile: Sendable {
  private let file: File
  /// The file's number, which no other file has while this one is open.
  let inode: UInt64
  /// The number of its file system.
  let device: UInt64

  /// Opens it; `nil` when there is none.
  init?(files: FileSystem, path: String) throws(RepositoryError) {
    do throws(SystemError) {
      file = try files.open(path, .read)
      let status = try file.status()
      inode = status.inode
      device = status.device
    } catch {
      if error.errno == .noEntry { return nil }
      throw .failedCall(error)
    }
  }

  /// What it holds now.
  func read() throws(RepositoryError) -> [UInt8] {
    try mappingSystemErrors { () throws(SystemError) in
      try file.read(at: 0, count: JournalState.byteCount)
    }
  }
}
