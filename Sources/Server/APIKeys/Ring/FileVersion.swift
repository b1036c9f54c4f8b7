internal import Platform

/// What of a file's status changes when its content, its owner or its permissions do.
struct FileVersion: Equatable {
  private let device: UInt64
  private let inode: UInt64
  private let size: Int
  private let modification: Int64
  private let change: Int64

  init(_ status: FileStatus) {
    device = status.device
    inode = status.inode
    size = status.size
    modification = status.modificationNanoseconds
    change = status.changeNanoseconds
  }
}
