package import GitModel
package import Platform

/// The objects that a change brings, as far as the moves of its references ask for them.
package protocol AddedObjects {
  /// Whether the change brings an object.
  func contains(_ id: ObjectID) -> Bool

  /// Whether what a move goes to may be an annotated tag, which has to be read.
  func mayBeTag(_ move: ReferenceMove) -> Bool
}

/// The reference half of a change: takes the locks, compares, writes new values under names of
/// our own, and gives them their real names once the change stands.
package struct ReferenceTransaction {
  /// A change with more moves than this creates references in the packed file, all at once and
  /// without logs, as `git clone` does.
  package static let bulk = 200

  package let database: ReferenceDatabase
  package let objects: ObjectDatabase
  package let committer: String
  /// All moves of the change in the order of names.
  package let allMoves: ReferenceMoves
  package var locks: ReferenceLocks

  /// The moves to make: all that are not mere checks, or in a replay those that are not made yet.
  package var moves = ReferenceMoves()
  /// The places of those that have a file under a name of our own, if they have a loose one to
  /// come.
  package var newFiles: [Int] = []
  package var hasNewPackedFile = false
  /// What is known of the lines of the new packed file.
  package var packedNotes: PackedNotes?

  package var files: FileSystem { database.files }
  package var paths: GitDirectory { database.paths }
  package var isBulk: Bool { allMoves.count > ReferenceTransaction.bulk }

  package init(
    _ moves: ReferenceMoves, committer: String, database: ReferenceDatabase,
    objects: ObjectDatabase
  ) {
    self.database = database
    self.objects = objects
    self.committer = committer
    allMoves = moves.sortedByName()
    locks = ReferenceLocks(files: database.files, paths: database.paths)
  }

  /// Takes every lock and compares every old value; nothing that others see changes.
  ///
  /// - Parameter added: Objects that the change brings with it.
  package mutating func lockAndCompare(added: some AddedObjects) throws(RepositoryError) {
    try locks.takeAll(allMoves)
    try lockPackedFile()
    for move in allMoves {
      let found = try database.stored(move.name)
      if case .symbolic(let other) = found { throw .symbolicReference(move.name, to: other) }
      if found == .damaged { throw database.damaged(move.name) }
      if found.target != move.old { throw .lostRace(move, found: found.target) }
      if move.new == move.old { continue }
      if let new = move.new, !added.contains(new), try !objects.contains(new) {
        throw .missingTarget(move.name, new)
      }
    }
    moves = try allMoves.selected { $0.new != $0.old }
    try refuseCollisions()
  }

  /// Takes every lock and picks the moves that a change which stands still lacks.
  ///
  /// A reference is moved if it has the old value or is damaged; whatever else somebody made of it
  /// since is left.
  package mutating func lockForReplay() throws(RepositoryError) {
    let locked = try allMoves.selected { (move) throws(RepositoryError) in
      do throws(RepositoryError) {
        try locks.take(move.name)
        return true
      } catch {
        // The name is a folder by now, or the other way round.
        guard error.code == .conflict else { throw error }
        return false
      }
    }
    try lockPackedFile()
    moves = try locked.selected { (move) throws(RepositoryError) in
      let found = try database.stored(move.name)
      if case .symbolic = found { return false }
      guard found == .damaged || found.target == move.old else { return false }
      return try move.new.map { new throws(RepositoryError) in try objects.contains(new) } ?? true
    }
  }

  /// Whoever deletes a reference, or packs one, must keep others from packing at the same time.
  private mutating func lockPackedFile() throws(RepositoryError) {
    if isBulk || allMoves.contains(where: { $0.new == nil }) {
      try locks.take(path: paths.packedReferences)
    }
  }

  /// Gives back the locks and removes what was made for them.
  package mutating func abort() {
    // What led here is the error to report; a lock that stays is removed by the next writer.
    do { try locks.release(removingDirectories: true) } catch {}
  }
}

extension ReferenceTransaction {
  /// Writes the new values under names of our own; nothing that others see changes.
  ///
  /// - Parameter added: Objects that the change brought with it.
  package mutating func stage(added: some AddedObjects) throws(RepositoryError) {
    var packable: [Bool] = []
    packable.reserveCapacity(moves.count)
    for (index, move) in moves.enumerated() {
      var isPacked = move.new == nil
      if !isPacked, isBulk { isPacked = try isPackable(move) }
      packable.append(isPacked)
      guard !isPacked, let new = move.new else { continue }
      let path = paths.newReference(index)
      try mappingSystemErrors { () throws(SystemError) in
        try files.writeFile(path, LooseReference.bytes(new))
      }
      newFiles.append(index)
    }
    let moves = moves
    try stagePackedFile(
      moves.indices.lazy.filter { packable[$0] }.map { index in
        let move = moves[index]
        return PackedReferences.Edit(
          name: move.name, target: move.new, note: move.note, peels: added.mayBeTag(move))
      })
  }

  /// Whether no loose file would stand before the packed value.
  private func isPackable(_ move: ReferenceMove) throws(RepositoryError) -> Bool {
    if move.old == nil, moves.count == allMoves.count { return true }
    switch try database.stored(move.name) {
    case .absent, .packed: return true
    case .loose, .symbolic, .damaged: return false
    }
  }

  private mutating func stagePackedFile(
    _ edits: some Sequence<PackedReferences.Edit>
  ) throws(RepositoryError) {
    let packed = try database.packed()
    var isNeeded = false
    for edit in edits {
      let isPacked = try packed.contains(Array(edit.name.rawValue.utf8))
      isNeeded = isPacked || edit.target != nil
      if isNeeded { break }
    }
    guard isNeeded else { return }
    packedNotes = try database.stage(packed, applying: edits, objects)
    hasNewPackedFile = true
  }

  /// Gives the new values their names, writes the logs and gives back the locks.
  package mutating func finish(isReplay: Bool) throws(RepositoryError) {
    // The packed file first: a value in it would come back when the loose one goes.
    if hasNewPackedFile { try database.placePackedFile(packedNotes) }
    try mappingSystemErrors { () throws(SystemError) in
      for move in moves where move.new == nil {
        try removeLooseFile(move.name)
      }
      for index in newFiles {
        try files.placeReference(paths.newReference(index), at: moves[index].name, in: paths)
      }
    }
    try writeLogs(isReplay: isReplay)
    try locks.release(removingDirectories: isBulk)
    try mappingSystemErrors { () throws(SystemError) in
      for move in allMoves where move.new == nil {
        try files.removeEmptyDirectories(
          from: paths.reference(move.name.rawValue).parentDirectory, below: paths.references)
      }
    }
  }

  private func removeLooseFile(_ name: ReferenceName) throws(SystemError) {
    do {
      try files.unlinkIfPresent(paths.reference(name.rawValue))
    } catch  where error.errno == .isDirectory || error.errno == .notPermitted {
      // A folder of that name is no reference.
    }
  }

  private func writeLogs(isReplay: Bool) throws(RepositoryError) {
    for move in isReplay ? allMoves : moves {
      let log = Reflog(files: files, paths: paths, name: move.name)
      if isBulk, move.old == nil { continue }
      if isReplay || move.new == nil {
        // Whoever changed the reference since has written its log as well.
        let isThere = try database.stored(move.name) != .absent
        if isThere != (move.new != nil) { continue }
      }
      try mappingSystemErrors { () throws(SystemError) in
        if move.new == nil {
          try log.remove()
        } else if isReplay {
          try log.appendIfMissing(Reflog.line(move, committer: committer))
        } else {
          try log.append(Reflog.line(move, committer: committer))
        }
      }
    }
  }
}

extension PackedReferences {
  /// Whether there is a line for a name.
  package func contains(_ name: [UInt8]) throws(RepositoryError) -> Bool {
    var cursor = try cursor(notBefore: name)
    return try next(&cursor)?.name == name
  }
}

extension ObjectDatabase {
  /// What an annotated tag points at in the end; `nil` for other objects.
  package func peeled(_ id: ObjectID) throws(RepositoryError) -> ObjectID? {
    var target: ObjectID?
    var next = id
    for _ in 0..<20 {
      guard let object = try read(next), object.kind == .tag,
        object.bytes.starts(with: "object ".utf8),
        let id = ObjectID(
          hex: String(decoding: object.bytes.dropFirst(7).prefix { $0 != 10 }, as: UTF8.self))
      else { break }
      target = id
      next = id
    }
    return target
  }
}

extension ReferenceTransaction {
  /// Refuses a new reference whose name is a folder of another's, or the other way round.
  package func refuseCollisions() throws(RepositoryError) {
    let packed = try database.packed()
    // Names in their order mostly have the folders of the one before.
    var checked: [String] = []
    for move in moves where move.old == nil && move.new != nil {
      let name = move.name
      let folders = name.folders
      for (depth, folder) in folders.enumerated().dropFirst() {
        if depth < checked.count, checked[depth].utf8.elementsEqual(folder.utf8) { continue }
        let bytes = Array(folder.utf8)
        let isPacked = try packed.contains(bytes)
        if isPacked || isCreated(bytes) {
          throw .collision(name, with: try ReferenceName(folder))
        }
      }
      checked = folders
      let folder = "\(name.rawValue)/"
      var walk = try LooseWalk(database, prefix: folder, after: nil)
      if let other = try walk.next() { throw .collision(name, with: other) }
      var cursor = try packed.cursor(notBefore: Array(folder.utf8))
      if let line = try packed.next(&cursor), line.name.starts(with: folder.utf8) {
        throw .collision(name, with: try ReferenceName(String(decoding: line.name, as: UTF8.self)))
      }
    }
  }

  /// Whether the change makes a reference of a name.
  private func isCreated(_ name: [UInt8]) -> Bool {
    let position = moves.position(ofBytes: name)
    guard position < moves.count, moves.nameBytes(at: position) == name else { return false }
    return moves[position].old == nil && moves[position].new != nil
  }
}
