internal import Platform
package import GitModel
internal import Synchronization

extension ObjectDatabase {
  /// The path of the directory that holds the packs.
  package var packDirectory: String { "\(directory)/pack" }

  /// The packs as of the last look; looks if there was none yet.
  package func knownPacks() throws(RepositoryError) -> PackSet {
    try packs.withLock { (set) throws(RepositoryError) in
      if set.directoryTime == nil { try scan(&set) }
      return set
    }
  }

  /// The packs as of now: looks again if the directory changed, or may have.
  @discardableResult
  package func refreshPacks() throws(RepositoryError) -> PackSet {
    try packs.withLock { (set) throws(RepositoryError) in
      let time = try directoryTime()
      if set.directoryTime != time || set.isRacy { try scan(&set) }
      return set
    }
  }

  /// Lets go of the memory that the packs' files take up; they are read again when it is needed.
  package func releasePages() throws(RepositoryError) {
    for pack in try knownPacks().packs {
      pack.file.releasePages()
      pack.index.file.releasePages()
    }
  }

  private func directoryTime() throws(RepositoryError) -> Int64 {
    try mappingSystemErrors { () throws(SystemError) in
      try files.statusIfPresent(packDirectory)?.modificationNanoseconds ?? -1
    }
  }

  private func scan(_ set: inout PackSet) throws(RepositoryError) {
    // A pack that vanishes between the listing and its opening was replaced by another.
    for attempt in 1...5 {
      let time = try directoryTime()
      let now = SystemClock.nowMilliseconds()
      let old = Dictionary(set.packs.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
      var found = PackSet(directoryTime: time, isRacy: now - time / 1_000_000 < 2_000 && time != -1)
      var isVanished = false
      for name in try packNames() {
        if let pack = old[name] {
          found.packs.append(pack)
          continue
        }
        do throws(RepositoryError) {
          if let pack = try openPack(name) { found.packs.append(pack) } else { isVanished = true }
        } catch {
          guard error.code != .inputOutput else { throw error }
          found.broken.append(error)
        }
      }
      found.packs.sort {
        ($1.file.status.modificationNanoseconds, $1.name)
          < ($0.file.status.modificationNanoseconds, $0.name)
      }
      let isSame =
        found.broken.isEmpty && set.broken.isEmpty
        && found.packs.map(ObjectIdentifier.init) == set.packs.map(ObjectIdentifier.init)
      found.generation = set.generation + (isSame ? 0 : 1)
      set = found
      if !isVanished || attempt == 5 { return }
    }
  }

  /// The names of packs that have both files, without extension.
  package func packNames() throws(RepositoryError) -> [String] {
    let entries = try mappingSystemErrors { () throws(SystemError) in
      try files.statusIfPresent(packDirectory) == nil ? [] : files.listDirectory(packDirectory)
    }
    let names = Set(entries.map(\.name))
    return entries.compactMap { entry in
      guard entry.name.utf8.suffix(4).elementsEqual(".idx".utf8) else { return nil }
      let name = String(entry.name.dropLast(4))
      return names.contains("\(name).pack") ? name : nil
    }
  }

  /// Opens a pack; `nil` when it is gone.
  package func openPack(_ name: String) throws(RepositoryError) -> Pack? {
    let maps: (MappedFile, MappedFile)?
    do throws(SystemError) {
      maps = (
        try files.map("\(packDirectory)/\(name).idx"),
        try files.map("\(packDirectory)/\(name).pack")
      )
    } catch {
      guard error.errno == .noEntry else { throw .failedCall(error) }
      return nil
    }
    guard let maps else { return nil }
    return try Pack(name: name, index: maps.0, file: maps.1)
  }
}
