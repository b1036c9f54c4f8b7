internal import Platform
package import GitModel

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
