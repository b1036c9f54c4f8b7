internal import GitFiles
internal import Platform
internal import GitModel
internal import Synchronization

/// Finds out from `promptrepo/changes` what has changed since an earlier look.
final class ChangeReader: Sendable {
  private let files: FileSystem
  private let paths: GitDirectory
  /// The file as it was found last; it stays open.
  private let list = Mutex<ChangeList?>(nil)

  init(files: FileSystem, paths: GitDirectory) {
    self.files = files
    self.paths = paths
  }

  /// What has changed since a mark.
  func changes(since mark: StoreMark?) throws(RepositoryError) -> StoreChanges {
    let found = try mappingSystemErrors { () throws(SystemError) in try current() }
    guard let (list, size) = found else {
      return try AbsenceMark(files: files, paths: paths).changes(since: mark)
    }
    guard let epoch = list.epoch, size >= ChangeList.headerLength else {
      return StoreChanges(mark: .init(epoch: AbsenceMark.epoch, position: .max), references: nil)
    }
    var start = ChangeList.headerLength
    var isKnown = false
    if let mark, mark.epoch == epoch, let position = Int(exactly: mark.position),
      (start...size).contains(position)
    {
      if position == size { return StoreChanges(mark: mark, references: []) }
      start = position
      isKnown = true
    }
    let part = try mappingSystemErrors { () throws(SystemError) in
      try list.read(from: start, to: size)
    }
    return StoreChanges(
      mark: StoreMark(epoch: epoch, position: UInt64(part.closed)),
      references: isKnown ? part.names : nil)
  }

  /// The file that has the name now, and its length; nil when there is none.
  private func current() throws(SystemError) -> (list: ChangeList, size: Int)? {
    try list.withLock { (list) throws(SystemError) -> (list: ChangeList, size: Int)? in
      guard let named = try files.statusIfPresent(paths.changes) else {
        list = nil
        return nil
      }
      if let list, list.status.inode == named.inode, list.status.device == named.device {
        return (list, named.size)
      }
      list = nil
      do throws(SystemError) {
        let opened = try ChangeList(files: files, path: paths.changes)
        list = opened
        return (opened, opened.status.size)
      } catch {
        if error.errno == .noEntry { return nil }
        throw error
      }
    }
  }
}
