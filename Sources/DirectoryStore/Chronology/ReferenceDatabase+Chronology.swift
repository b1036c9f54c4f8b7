internal import Platform
package import PromptRepo

extension ReferenceDatabase {
  /// From so many lines of a packed file on, their order is kept in a file.
  private static var few: Int { 1_000 }

  /// The ledger's references by the time of their commits, the newest first.
  ///
  /// - Parameters:
  ///   - waiting: Values that wait in the journal and count instead of the files'; nil for a
  ///     reference that is to be removed.
  ///   - keepsIndex: Whether the order of a large packed file may be kept for the next time.
  ///   - read: Reads an object.
  package func chronology(
    waiting: [ReferenceName: ObjectID?] = [:], keepsIndex: Bool,
    reading read: (ObjectID) throws(RepositoryError) -> GitObject?
  ) throws(RepositoryError) -> any ReferenceChronology {
    // Loose first: whoever packs writes the packed file before the loose one goes.
    var others: [(reference: Reference, seconds: Int64)] = []
    var overridden = Set(waiting.keys)
    func add(_ name: ReferenceName, _ target: ObjectID) {
      guard let seconds = ReferenceDatabase.seconds(of: target, read) else { return }
      others.append((Reference(name, target), seconds))
    }
    for folder in LedgerCopy.folders {
      var walk = try LooseWalk(self, prefix: folder, after: nil)
      while let name = try walk.next() {
        guard overridden.insert(name).inserted else { continue }
        if let target = try target(of: name) { add(name, target) }
      }
    }
    for case (let name, let target?) in waiting { add(name, target) }
    let packed = try packed()
    return StoreChronology(
      packed, try index(of: packed, keeps: keepsIndex, read), others: others,
      overridden: overridden)
  }

  private func index(
    of packed: PackedReferences, keeps: Bool,
    _ read: (ObjectID) throws(RepositoryError) -> GitObject?
  ) throws(RepositoryError) -> ChronologyIndex {
    guard let status = packed.status else { return ChronologyIndex([]) }
    if let bytes = kept(of: status), let index = ChronologyIndex(bytes, of: status) { return index }
    var entries: [ChronologyIndex.Entry] = []
    for folder in LedgerCopy.folders {
      let prefix = Array(folder.utf8)
      var cursor = try packed.cursor(notBefore: prefix)
      while true {
        let offset = packed.offset(of: cursor)
        guard let line = try packed.next(&cursor), line.name.starts(with: prefix) else { break }
        guard let seconds = ReferenceDatabase.seconds(of: line.target, read) else { continue }
        entries.append(ChronologyIndex.Entry(seconds: seconds, offset: offset))
      }
    }
    let index = ChronologyIndex(entries)
    if keeps, entries.count >= ReferenceDatabase.few { keep(index.bytes(of: status)) }
    return index
  }

  /// What was kept of a packed file; whatever else is in its place is as good as nothing.
  private func kept(of packed: FileStatus) -> [UInt8]? {
    do throws(SystemError) {
      // An entry is shorter than the line that it is about.
      guard let status = try files.statusIfPresent(paths.recent), status.type == .regular,
        status.size <= packed.size + 1_024
      else { return nil }
      return try files.readFileIfPresent(paths.recent, maxBytes: packed.size + 1_024)
    } catch {
      return nil
    }
  }

  /// Keeps an index; where that is not possible, the next reader makes it again.
  private func keep(_ bytes: [UInt8]) {
    do throws(SystemError) {
      guard try files.isDirectory(paths.own) else { return }
      try files.replaceFile(paths.recent, with: bytes, durably: false)
    } catch {}
  }

  /// When a commit came into the ledger; `nil` for what is no commit.
  private static func seconds(
    of id: ObjectID, _ read: (ObjectID) throws(RepositoryError) -> GitObject?
  ) -> Int64? {
    do throws(RepositoryError) {
      guard let object = try read(id) else { return .max }
      guard object.kind == .commit else { return nil }
      return try Commit(object).committer.time.seconds
    } catch {
      return .max
    }
  }
}
