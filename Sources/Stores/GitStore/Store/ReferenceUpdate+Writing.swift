internal import GitFiles
internal import Platform
internal import GitModel

extension ReferenceUpdate {
  /// Takes every lock, compares, and writes the new values under names of our own; nothing that
  /// others see changes.
  ///
  /// - Parameter tags: Which of the new values are annotated tags; the packed file would have to
  ///   tell what they peel to.
  mutating func prepare(createsLogs: Bool, tags: Set<ObjectID>) throws(RepositoryError) {
    self.createsLogs = createsLogs
    self.tags = tags
    for move in allMoves { try locks.take(move.name) }
    // Whoever deletes a reference, or packs one, must keep others from packing at the same time.
    if isBulk || allMoves.contains(where: { $0.new == nil && $0.old != nil }) {
      let path = try mappingSystemErrors { () throws(SystemError) in try packedFile() }
      try locks.take(path: path)
    }
    try compare()
    for move in allMoves where move.new != move.old {
      if move.new == nil {
        removals.append(move)
      } else if isBulk, try isPackable(move) {
        packedUpdates.append(move)
      } else {
        updates.append(move)
      }
    }
    updates.sort { CommitOrder($0, in: paths.layout) < CommitOrder($1, in: paths.layout) }
    removals.sort { CommitOrder($0, in: paths.layout) < CommitOrder($1, in: paths.layout) }
    for (index, move) in updates.enumerated() {
      guard let new = move.new else { continue }
      try mappingSystemErrors { () throws(SystemError) in
        let file = try files.open(paths.newReference(index), .truncate)
        try file.write(Array("\(new.hex)\n".utf8))
        try file.sync()
        try file.close()
        // The log of a new reference, so that a file in its place shows before anything moves.
        if createsLogs { try log(move.name).append([]) }
      }
    }
  }

  /// Gives the new values their names, flushes that, and gives back the locks.
  mutating func commit() throws(RepositoryError) {
    hasBegun = true
    try commitPackedFile()
    try mappingSystemErrors { () throws(SystemError) in
      for (index, move) in updates.enumerated() {
        try appendToLog(move)
        try files.placeReference(paths.newReference(index), at: move.name, in: paths)
      }
      for move in removals {
        // The log first, as git does: a log without its reference would be the worse remains.
        try log(move.name).remove()
        try removeLooseFile(move.name)
      }
      try flushFolders()
    }
    try locks.release(removingDirectories: isBulk)
    for move in removals {
      let folder = paths.reference(move.name.rawValue).parentDirectory
      // Tidying: whatever is in the way of it is in nobody else's.
      do { try files.removeEmptyDirectories(from: folder, below: paths.references) } catch {}
    }
  }

  /// Writes the packed file without the references that go and with those that come in bulk.
  ///
  /// First of all: a value in it would come back when the loose one goes.
  private mutating func commitPackedFile() throws(RepositoryError) {
    let packed = try references.packed()
    var edits: [PackedReferences.Edit] = []
    for move in (removals + packedUpdates).sorted(by: { $0.name < $1.name }) {
      let isThere = try packed.contains(Array(move.name.rawValue.utf8))
      guard isThere || move.new != nil else { continue }
      edits.append(PackedReferences.Edit(name: move.name, target: move.new))
    }
    guard !edits.isEmpty else { return }
    let bytes = try packed.bytes(applying: edits)
    try mappingSystemErrors { () throws(SystemError) in
      try files.replaceFile(packedFile(), with: bytes)
    }
  }

  /// The packed file, which may lie elsewhere by a symbolic link.
  private func packedFile() throws(SystemError) -> String {
    let path = paths.packedReferences
    return try files.isSymbolicLink(path) ? files.realPath(path) : path
  }

  /// Whether no loose file would stand before the packed value, which names no annotated tag.
  private func isPackable(_ move: ReferenceMove) throws(RepositoryError) -> Bool {
    if let new = move.new, tags.contains(new) { return false }
    switch try references.stored(move.name) {
    case .absent, .packed: return true
    case .loose, .symbolic, .damaged: return false
    }
  }

  private func log(_ name: ReferenceName) -> Reflog {
    Reflog(files: files, paths: paths, name: name)
  }

  private func appendToLog(_ move: ReferenceMove) throws(SystemError) {
    let log = log(move.name)
    // One that is there is kept up, as git does, whatever the configuration says.
    if !createsLogs, try !files.exists(log.path) { return }
    try log.append(Reflog.line(move, committer: committer))
  }

  private func removeLooseFile(_ name: ReferenceName) throws(SystemError) {
    do {
      try files.unlinkIfPresent(paths.reference(name.rawValue))
    } catch  where error.errno == .isDirectory || error.errno == .notPermitted {
      // A folder of that name is no reference.
    }
  }

  /// Flushes every folder in which a name was made or removed.
  private func flushFolders() throws(SystemError) {
    var folders = Set(
      (updates + removals).map {
        paths.reference($0.name.rawValue).parentDirectory
      })
    if !updates.isEmpty { folders.formUnion(locks.madeDirectories.map(\.parentDirectory)) }
    for folder in folders.sorted() {
      do {
        try files.syncDirectory(folder)
      } catch  where error.errno == .noEntry {
        // A lock of a reference that went was all that was there.
      }
    }
  }
}
