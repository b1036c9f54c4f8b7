internal import GitFiles
internal import GitModel
internal import Platform

/// The reference half of a change: takes git's locks, compares, and moves.
struct ReferenceUpdate {
  /// A change with more moves than this creates references in the packed file, all at once and
  /// without logs, as `git clone` does.
  private static let bulk = 200

  let files: FileSystem
  let paths: GitDirectory
  let references: ReferenceDatabase
  let committer: String
  /// All moves of the change in the order of names.
  let allMoves: [ReferenceMove]
  var locks: ReferenceLocks

  /// The moves that set a value, in the order in which they are made.
  var updates: [ReferenceMove] = []
  /// The moves that set a value in the packed file.
  var packedUpdates: [ReferenceMove] = []
  /// The moves that remove a reference, in the order in which they are made.
  var removals: [ReferenceMove] = []
  var createsLogs = false
  var tags: Set<ObjectID> = []
  /// Whether references may have moved already.
  var hasBegun = false

  /// Whether a crash could leave the change half made: a single new value gets its name at once.
  var hasMiddle: Bool { updates.count + packedUpdates.count > 1 || !removals.isEmpty }

  var isBulk: Bool { allMoves.count > ReferenceUpdate.bulk }

  init(
    _ moves: [ReferenceMove], committer: String, files: FileSystem, paths: GitDirectory,
    references: ReferenceDatabase
  ) throws(RepositoryError) {
    self.files = files
    self.paths = paths
    self.references = references
    self.committer = committer
    allMoves = moves.sorted { $0.name < $1.name }
    locks = ReferenceLocks(files: files, paths: paths)
    for (move, next) in zip(allMoves, allMoves.dropFirst()) where move.name == next.name {
      throw .movedTwice(move.name)
    }
  }

  /// Refuses the change if the references are not as it expects them.
  func compare() throws(RepositoryError) {
    for move in allMoves {
      let found = try references.stored(move.name)
      if case .symbolic(let other) = found { throw .symbolicReference(move.name, to: other) }
      if found == .damaged { throw references.damaged(move.name) }
      if found.target != move.old { throw .lostRace(move, found: found.target) }
    }
    try refuseCollisions()
  }

  /// Refuses a new reference whose name is a folder of another's, or the other way round.
  ///
  /// Names that the change removes count, as in git.
  private func refuseCollisions() throws(RepositoryError) {
    let created = allMoves.filter { $0.old == nil && $0.new != nil }.map(\.name)
    let names = Set(created)
    var folders: Set<String> = []
    for name in created {
      // Many references of one change share their folders.
      for folder in name.folders.dropFirst() where folders.insert(folder).inserted {
        let folder = try ReferenceName(folder)
        let isThere = try references.stored(folder) != .absent
        if isThere || names.contains(folder) { throw .collision(name, with: folder) }
      }
      let below = try references.list(under: "\(name)/", after: nil, limit: 1)
      if let other = below.first { throw .collision(name, with: other.name) }
    }
  }

  /// Gives back the locks, and tells what a failure left.
  mutating func abort(_ error: RepositoryError) -> RepositoryError {
    let moves = allMoves.filter { $0.new != $0.old }
    let made = hasBegun ? moves.filter(isMade).map(\.name) : []
    // What led here is the error to report; the next writer removes a lock that stays.
    do { try locks.release(removingDirectories: true) } catch {}
    for index in updates.indices {
      do { try files.unlinkIfPresent(paths.newReference(index)) } catch {}
    }
    guard !made.isEmpty else { return error }
    let missing = Set(moves.map(\.name)).subtracting(made)
    guard !missing.isEmpty else {
      return RepositoryError(
        .partial, "the change was made, but not to the end: \(error.message)",
        hint: "Nothing of it is missing; it may not survive a power cut yet", cause: error)
    }
    return RepositoryError(
      .partial,
      "the change was made in part: \(list(made)) moved, \(list(missing.sorted())) did not, "
        + "since \(error.message)",
      hint: "The next command completes it when the cause is gone",
      cause: error)
  }

  /// Whether a reference has its new value; asked under its lock.
  private func isMade(_ move: ReferenceMove) -> Bool {
    do { return try references.stored(move.name).target == move.new } catch { return false }
  }

  private func list(_ names: [ReferenceName]) -> String {
    let shown = names.prefix(5).map(\.rawValue).joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }
}

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

/// The order in which the moves of a change are made, so that what a crash leaves can be read and
/// completed: what something leans on comes first, and what is removed last, the other way round.
struct CommitOrder: Comparable {
  private let place: Int
  private let name: ReferenceName

  init(_ move: ReferenceMove, in layout: ReferenceLayout) {
    name = move.name
    let place = layout.place(of: move.name)
    self.place = move.new == nil ? 2 * layout.lastPlace - place : place
  }

  static func < (left: CommitOrder, right: CommitOrder) -> Bool {
    (left.place, left.name) < (right.place, right.name)
  }
}
