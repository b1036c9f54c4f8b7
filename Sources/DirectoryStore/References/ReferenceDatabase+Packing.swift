internal import Platform
internal import PromptRepo

extension ReferenceDatabase {
  /// Moves loose references into the packed file, under git's locks (`git pack-refs --all`).
  ///
  /// Symbolic references stay, and so do those that another program is changing.
  ///
  /// - Returns: How many references are in the file then.
  func pack(objects: ObjectDatabase) throws(RepositoryError) -> Int {
    var packedLock = ReferenceLocks(files: files, paths: paths)
    let count: Int
    do throws(RepositoryError) {
      try packedLock.take(path: paths.packedReferences)
      var edits: [PackedReferences.Edit] = []
      var walk = try LooseWalk(self, prefix: "refs/", after: nil)
      while let name = try walk.next() {
        guard case .loose(let target) = try stored(name) else { continue }
        edits.append(
          PackedReferences.Edit(
            name: name, target: target, peeled: try objects.peeled(target)))
      }
      if !edits.isEmpty {
        try stage(try packed().bytes(applying: edits))
        try placePackedFile()
        for edit in edits { try removeLoose(edit) }
      }
      count = try packedCount()
    } catch {
      do { try packedLock.release(removingDirectories: false) } catch {}
      throw error
    }
    try packedLock.release(removingDirectories: false)
    return count
  }

  /// Writes the packed file under a name of our own, flushed, since it holds all references.
  func stage(_ bytes: [UInt8]) throws(RepositoryError) {
    try mappingSystemErrors { () throws(SystemError) in
      let file = try files.open(paths.newPackedReferences, .truncate)
      try file.write(bytes)
      if durability == .full { try file.sync() }
      try file.close()
    }
  }

  /// Gives the packed file that was staged its name.
  func placePackedFile() throws(RepositoryError) {
    try mappingSystemErrors { () throws(SystemError) in
      try files.rename(paths.newPackedReferences, to: paths.packedReferences)
      if durability == .full { try files.syncDirectory(paths.root) }
    }
  }

  /// Removes a loose reference that is packed now, unless somebody changed it meanwhile.
  private func removeLoose(_ edit: PackedReferences.Edit) throws(RepositoryError) {
    var lock = ReferenceLocks(files: files, paths: paths)
    do throws(RepositoryError) {
      try lock.take(edit.name)
      if let target = edit.target, try stored(edit.name) == .loose(target) {
        try mappingSystemErrors { () throws(SystemError) in
          try files.unlink(paths.reference(edit.name.rawValue))
        }
      }
    } catch {
      do { try lock.release(removingDirectories: false) } catch {}
      guard error.code == .locked else { throw error }
      return
    }
    try lock.release(removingDirectories: false)
    try mappingSystemErrors { () throws(SystemError) in
      try files.removeEmptyDirectories(
        from: paths.reference(edit.name.rawValue).parentDirectory, below: paths.references)
    }
  }

  private func packedCount() throws(RepositoryError) -> Int {
    let packed = try packed()
    var cursor = try packed.cursor(notBefore: [])
    var count = 0
    while try packed.next(&cursor) != nil { count += 1 }
    return count
  }

  /// The object that `HEAD` names itself, if it names no branch.
  func detachedHead() throws(RepositoryError) -> ObjectID? {
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try files.readFileIfPresent(paths.head, maxBytes: 4_096)
    }
    guard let bytes, case .target(let id) = LooseReference(bytes) else { return nil }
    return id
  }
}
