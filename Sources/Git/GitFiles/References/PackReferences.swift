internal import Digests
package import GitModel
internal import Platform

extension ReferenceDatabase {
  /// Moves loose references into the packed file, under git's locks (`git pack-refs --all`).
  ///
  /// Symbolic references stay, and so do those that another program is changing.
  ///
  /// - Returns: How many references are in the file then.
  package func pack(objects: ObjectDatabase) throws(RepositoryError) -> Int {
    var packedLock = ReferenceLocks(files: files, paths: paths)
    let count: Int
    do throws(RepositoryError) {
      try packedLock.take(path: packedPath())
      var edits: [PackedReferences.Edit] = []
      var walk = try LooseWalk(self, prefix: "refs/", after: nil)
      while let name = try walk.next() {
        guard case .loose(let target) = try stored(name) else { continue }
        edits.append(PackedReferences.Edit(name: name, target: target, peels: true))
      }
      if !edits.isEmpty {
        let notes = try stage(packed(), applying: edits, objects)
        try placePackedFile(notes)
        for edit in edits { try removeLoose(edit) }
      }
      count = try packedCount()
    } catch {
      // The first failure is the one to report.
      do { try packedLock.release(removingDirectories: false) } catch {}
      throw error
    }
    try packedLock.release(removingDirectories: false)
    return count
  }

  /// Writes the packed file with edits made under a name of our own, flushed, since it holds all
  /// references.
  ///
  /// - Parameters:
  ///   - packed: The file as it is.
  ///   - edits: In the order of names, each name once.
  /// - Returns: What is known of its lines; `nil` when that would have to be found out at length.
  package func stage(
    _ packed: PackedReferences, applying edits: some Sequence<PackedReferences.Edit>,
    _ objects: ObjectDatabase
  ) throws(RepositoryError) -> PackedNotes? {
    var earlier = EarlierNotes(packed, in: paths, files)
    var notes = PackedNotes(paths.layout)
    let file = try mappingSystemErrors { () throws(SystemError) in
      try files.open(newPackedPath(), .truncate)
    }
    var output = BufferedFileWriter(file)
    do throws(SystemError) {
      try output.append(PackedReferences.header)
    } catch { throw .failedCall(error) }
    func skip(_ name: [UInt8], _ line: Int) {
      if paths.layout.holds(name) { _ = earlier?.next(name, at: line) }
    }
    try packed.forEachLine(applying: edits, skipping: skip) { (line) throws(RepositoryError) in
      var line = line
      let isOfLedger = paths.layout.holds(line.name)
      var note: TipNote?
      if let offset = line.offset {
        if isOfLedger { note = earlier?.next(line.name, at: offset) }
      } else if let known = line.edit?.note {
        note = known
      } else if line.edit?.peels == true || isOfLedger && earlier != nil {
        note = TipNote(
          reading: line.target, key: paths.layout.isRecord(line.name) ? paths.layout.readKey : nil
        ) {
          (id) throws(RepositoryError) in try objects.read(id)
        }
        if note == nil { line.peeled = try objects.peeled(line.target) }
      }
      if isOfLedger, earlier != nil { notes.add(note, line.name, at: output.count) }
      do throws(SystemError) {
        try output.append { line.append(to: &$0) }
      } catch { throw .failedCall(error) }
    }
    do throws(SystemError) {
      let file = try output.finish()
      if durability == .full { try file.sync() }
      try file.close()
    } catch { throw .failedCall(error) }
    guard earlier != nil, notes.count >= PackedNotes.few else { return nil }
    notes.order()
    return notes
  }

  /// Gives the packed file that was staged its name, and keeps what is known of its lines.
  package func placePackedFile(_ notes: PackedNotes?) throws(RepositoryError) {
    let status = try mappingSystemErrors { () throws(SystemError) in
      let path = try followingLink(paths.packedReferences)
      try files.rename(newPackedPath(), to: path)
      if durability == .full { try files.syncDirectory(path.parentDirectory) }
      return try notes == nil ? nil : files.statusIfPresent(paths.packedReferences)
    }
    guard let notes, let status else { return }
    KeptEntries.keep(notes.recentBytes, PackedNotes.recent, of: status, in: paths, files)
    KeptEntries.keep(notes.promptBytes, PackedNotes.prompts, of: status, in: paths, files)
  }

  /// The packed file, which may lie elsewhere by a symbolic link.
  func packedPath() throws(RepositoryError) -> String {
    try mappingSystemErrors { () throws(SystemError) in
      try followingLink(paths.packedReferences)
    }
  }

  /// The packed file before it gets its name: on the same disk.
  private func newPackedPath() throws(SystemError) -> String {
    let path = try followingLink(paths.packedReferences)
    return path == paths.packedReferences ? paths.newPackedReferences : "\(path).promptrepo"
  }

  private func followingLink(_ path: String) throws(SystemError) -> String {
    try files.isSymbolicLink(path) ? files.realPath(path) : path
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
      // The first failure is the one to report.
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
  package func detachedHead() throws(RepositoryError) -> ObjectID? {
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try files.readFileIfPresent(paths.head, maxBytes: 4_096)
    }
    guard let bytes, case .target(let id) = LooseReference(bytes) else { return nil }
    return id
  }
}

extension PackedReferences {
  /// The first line of the file, as git writes it.
  package static let header = Array("# pack-refs with: peeled fully-peeled sorted \n".utf8)

  /// One reference's new value, or `nil` to take it out.
  package struct Edit {
    package let name: ReferenceName
    package let target: ObjectID?
    /// What an annotated tag peels to.
    package var peeled: ObjectID?
    /// What is known of the commit that it points at.
    package var note: TipNote?
    /// Whether it may be an annotated tag, so that what it peels to has to be found out.
    package var peels = false

    /// An edit from its parts.
    package init(
      name: ReferenceName, target: ObjectID?, peeled: ObjectID? = nil, note: TipNote? = nil,
      peels: Bool = false
    ) {
      self.name = name
      self.target = target
      self.peeled = peeled
      self.note = note
      self.peels = peels
    }
  }

  /// One line of the file with edits made.
  package struct EditedLine {
    package let name: [UInt8]
    package let target: ObjectID
    package var peeled: ObjectID?
    /// Where it begins in the file as it is; `nil` for an edit.
    package let offset: Int?
    /// What the edit says.
    package let edit: Edit?

    /// Appends the line as the file has it.
    package func append(to output: inout [UInt8]) {
      target.withUnsafeBytes { Hex.append($0, to: &output) }
      output.append(UInt8(ascii: " "))
      output += name
      output.append(10)
      guard let peeled else { return }
      output.append(UInt8(ascii: "^"))
      peeled.withUnsafeBytes { Hex.append($0, to: &output) }
      output.append(10)
    }
  }

  /// The whole file with edits made: lines that stay keep what they peel to.
  ///
  /// - Parameter edits: In the order of names, each name once.
  package func bytes(applying edits: [Edit]) throws(RepositoryError) -> [UInt8] {
    var output = PackedReferences.header
    output.reserveCapacity((status?.size ?? 0) + edits.count * 100)
    try forEachLine(applying: edits) { $0.append(to: &output) }
    return output
  }

  /// Tells each line of the file with edits made, in the order of names.
  ///
  /// - Parameters:
  ///   - edits: In the order of names, each name once.
  ///   - skip: Receives the names of lines that edits replace or remove, and where those begin.
  package func forEachLine(
    applying edits: some Sequence<Edit>,
    skipping skip: (_ name: [UInt8], _ offset: Int) -> Void = { _, _ in },
    _ body: (EditedLine) throws(RepositoryError) -> Void
  ) throws(RepositoryError) {
    var cursor = try cursor(notBefore: [])
    var offset = offset(of: cursor)
    var line = try next(&cursor)
    func pass(_ old: Line) throws(RepositoryError) {
      try body(
        EditedLine(
          name: old.name, target: old.target, peeled: old.peeled, offset: offset, edit: nil))
    }
    func advance() throws(RepositoryError) {
      offset = self.offset(of: cursor)
      line = try next(&cursor)
    }
    for edit in edits {
      let name = Array(edit.name.rawValue.utf8)
      while let current = line, current.name.lexicographicallyPrecedes(name) {
        try pass(current)
        try advance()
      }
      if let current = line, current.name == name {
        skip(current.name, offset)
        try advance()
      }
      if let target = edit.target {
        try body(
          EditedLine(name: name, target: target, peeled: edit.peeled, offset: nil, edit: edit))
      }
    }
    while let current = line {
      try pass(current)
      try advance()
    }
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
