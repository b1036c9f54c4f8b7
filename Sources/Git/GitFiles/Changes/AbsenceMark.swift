package import GitModel
package import Platform

extension StoreChanges {
  /// Whether something is told from which it does not follow that the store is still where it was
  /// when it was opened: a store that was moved away looks like one in which nobody has written yet.
  package var asksForPresence: Bool {
    references?.isEmpty != true || mark.epoch == InitialChangeToken.epoch
  }
}

extension GitDirectory {
  /// Makes sure that the store is where it was when it was opened, and that what is there is more
  /// than the folder to which a disk was mounted.
  package func checkPresence(_ files: FileSystem) throws(RepositoryError) {
    let isHere = try mappingSystemErrors { () throws(SystemError) in
      try files.exists(head)
    }
    guard isHere else { throw .movedStore(root) }
  }
}

/// The mark of a look that found no file to tell of changes, since nobody has written here yet.
///
/// Every writer makes the file, or others beside it, so it stays good while the folder does not
/// change.
package struct InitialChangeToken {
  /// No file has this epoch.
  package static let epoch: UInt64 = 0
  /// The position of a mark that no later look takes for its own.
  private static let unknown = UInt64.max
  /// How many milliseconds old a time has to be, so that the next change has another one.
  private static let resolution: Int64 = 2_000

  private let files: FileSystem
  private let folder: String

  /// Looks after a folder that should hold the file.
  package init(files: FileSystem, paths: GitDirectory) {
    self.files = files
    folder = paths.own
  }

  /// What a look finds that has just found no file.
  package func changes(since mark: ChangeToken?) throws(RepositoryError) -> StoreChanges {
    let now = ChangeToken(epoch: InitialChangeToken.epoch, position: try position())
    let isSame = mark == now && now.position != InitialChangeToken.unknown
    return StoreChanges(mark: now, references: isSame ? [] : nil)
  }

  /// When the folder changed last; 0 without a folder.
  private func position() throws(RepositoryError) -> UInt64 {
    let status = try mappingSystemErrors { () throws(SystemError) in
      try files.statusIfPresent(folder)
    }
    guard let time = status?.changeNanoseconds else { return 0 }
    let age = SystemClock.nowMilliseconds() - time / 1_000_000
    return age < InitialChangeToken.resolution
      ? InitialChangeToken.unknown : UInt64(bitPattern: time)
  }
}
