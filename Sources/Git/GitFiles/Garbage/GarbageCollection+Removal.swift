internal import Platform
package import GitModel

extension GarbageCollection {
  /// Left-over temporary files older than this, in nanoseconds, belong to nobody any more.
  private static let temporaryLifetime: Int64 = 3_600_000_000_000

  /// Removes what the new pack replaces and what is neither reachable nor kept.
  package func remove(replacement: String?) throws(RepositoryError) -> ObjectGarbageReport {
    var report = ObjectGarbageReport(packed: reachable.count)
    report.kept = (0..<kept.count).count { number in
      kept.id(number).map { !reachable.contains($0) } ?? false
    }
    var pruned: Set<ObjectID> = []
    try mappingSystemErrors { () throws(SystemError) in
      // Before packs go, and once more for one that git was writing meanwhile.
      try removeMultiPackIndex()
      for object in loose { if try remove(object) { pruned.insert(object.id) } }
      for pack in oldPacks where pack.name != replacement {
        pruned.formUnion(try remove(pack))
      }
      try removeMultiPackIndex()
      if !pruned.isEmpty { try removeCommitGraphs() }
      try removeTemporaryFiles()
    }
    report.pruned = pruned.count
    try database.refreshPacks()
    return report
  }

  /// Removes a loose object that is packed now or that nothing needs.
  ///
  /// - Returns: Whether the object is gone for good.
  private func remove(_ object: LooseObject) throws(SystemError) -> Bool {
    let path = database.loosePath(object.id)
    if !reachable.contains(object.id) {
      if kept.contains(object.id) { return false }
      // git renews the time of an object that it is about to use again.
      guard let status = try database.files.statusIfPresent(path),
        status.modificationNanoseconds <= cutoff
      else { return false }
    }
    try database.files.unlinkIfPresent(path)
    do throws(SystemError) {
      try database.files.removeDirectory(String(path.dropLast(39)))
    } catch  where error.errno == .notEmpty || error.errno == .exists || error.errno == .noEntry {}
    return !reachable.contains(object.id)
  }

  /// Removes a pack that another one replaces, its index first, so that no reader looks for it.
  ///
  /// - Returns: The objects that are gone with it.
  private func remove(_ pack: Pack) throws(SystemError) -> [ObjectID] {
    let files = database.files
    let path = "\(database.packDirectory)/\(pack.name)"
    let dropped = (0..<pack.index.count).compactMap { pack.index.id(at: $0) }
      .filter { !reachable.contains($0) && !kept.contains($0) }
    // git renews a pack's time when it is about to use an object of it again.
    if !dropped.isEmpty, let status = try files.statusIfPresent("\(path).pack"),
      status.modificationNanoseconds != pack.file.status.modificationNanoseconds
    {
      return []
    }
    for suffix in ["idx", "pack", "rev", "bitmap", "mtimes"] {
      try files.unlinkIfPresent("\(path).\(suffix)")
    }
    return dropped
  }

  /// Removes git's index of several packs, and what belongs to it, since packs of it will go.
  private func removeMultiPackIndex() throws(SystemError) {
    let files = database.files
    for entry in try files.listDirectoryIfPresent(database.packDirectory)
    where entry.name.utf8.starts(with: "multi-pack-index".utf8)
      && !entry.name.utf8.suffix(5).elementsEqual(".lock".utf8)
    {
      try files.unlinkIfPresent("\(database.packDirectory)/\(entry.name)")
    }
  }

  /// Removes git's cache of commits, which may name some that are gone.
  private func removeCommitGraphs() throws(SystemError) {
    let files = database.files
    let info = "\(database.directory)/info"
    try files.unlinkIfPresent("\(info)/commit-graph")
    guard try files.isDirectory("\(info)/commit-graphs") else { return }
    for entry in try files.listDirectory("\(info)/commit-graphs") {
      try files.unlinkIfPresent("\(info)/commit-graphs/\(entry.name)")
    }
  }

  private func removeTemporaryFiles() throws(SystemError) {
    let files = database.files
    let limit = min(
      cutoff, SystemClock.nowMilliseconds() * 1_000_000 - GarbageCollection.temporaryLifetime)
    for directory in [database.directory, database.packDirectory]
    where try files.isDirectory(directory) {
      for entry in try files.listDirectory(directory)
      where entry.type == .regular && entry.name.utf8.starts(with: "tmp_".utf8) {
        let path = "\(directory)/\(entry.name)"
        if let status = try files.statusIfPresent(path), status.modificationNanoseconds < limit {
          try files.unlinkIfPresent(path)
        }
      }
    }
  }
}
