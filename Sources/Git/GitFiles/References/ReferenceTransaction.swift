package import GitModel
internal import Platform

/// The objects that a change brings, as far as the moves of its references ask for them.
package protocol AddedObjects {
  /// Whether the change brings an object.
  func contains(_ id: ObjectID) -> Bool

  /// Whether what a move goes to may be an annotated tag, which has to be read.
  func mayBeTag(_ move: ReferenceMove) -> Bool
}

/// Objects that a change brings, by kind.
package struct AddedObjectKinds: AddedObjects {
  private let kinds: [ObjectID: ObjectKind]

  /// The kinds of some objects.
  package init(_ objects: [GitObject]) {
    var kinds: [ObjectID: ObjectKind] = [:]
    for object in objects { kinds[object.id] = object.kind }
    self.kinds = kinds
  }

  package func contains(_ id: ObjectID) -> Bool { kinds[id] != nil }

  package func mayBeTag(_ move: ReferenceMove) -> Bool {
    if move.note != nil { return false }
    guard let kind = move.new.flatMap({ kinds[$0] }) else { return true }
    return kind == .tag
  }
}

/// The reference half of a change: takes git's locks, compares, writes new values under names of
/// our own, and gives them their real names once the change stands.
package struct ReferenceTransaction {
  /// What makes a change outlast a crash in its middle.
  package enum Policy: Sendable, Hashable {
    /// A journal has all changes since the last flush: no file needs a flush here.
    case journalled
    /// A journal has the change, but others move references too, so that one which moved is not to
    /// be moved again: each file is flushed, and the moves are made one by one in the order of
    /// dependence, so that what a crash leaves can be completed.
    ///
    /// - Parameter createsLogs: Whether references without a log get one.
    case flushed(createsLogs: Bool)
  }

  /// A change with more moves than this creates references in the packed file, all at once and
  /// without logs, as `git clone` does.
  package static let bulk = 200

  let database: ReferenceDatabase
  let objects: ObjectDatabase
  let committer: String
  let policy: Policy
  /// All moves of the change in the order of names.
  package let allMoves: ReferenceMoves
  private var locks: ReferenceLocks

  /// The moves to make: all that are not mere checks, or in a replay those that are not made yet.
  package private(set) var moves = ReferenceMoves()
  /// The places of those that are made one by one, in the order in which they are: new values with
  /// a file under a name of our own, and removals.
  private var single: [Int] = []
  private var hasNewPackedFile = false
  /// What is known of the lines of the new packed file.
  private var packedNotes: PackedNotes?
  /// Whether references may have moved already.
  private var hasBegun = false

  private var files: FileSystem { database.files }
  private var paths: GitDirectory { database.paths }
  private var isBulk: Bool { allMoves.count > ReferenceTransaction.bulk }
  private var isFlushed: Bool { policy != .journalled }

  /// A transaction that has done nothing yet.
  package init(
    _ moves: ReferenceMoves, committer: String, policy: Policy, database: ReferenceDatabase,
    objects: ObjectDatabase
  ) {
    self.database = database
    self.objects = objects
    self.committer = committer
    self.policy = policy
    allMoves = moves.sortedByName()
    locks = ReferenceLocks(files: database.files, paths: database.paths)
  }
}

extension ReferenceTransaction {
  /// Takes every lock and compares every old value; nothing that others see changes.
  ///
  /// - Parameter added: Objects that the change brings with it.
  package mutating func lockAndCompare(added: some AddedObjects) throws(RepositoryError) {
    try locks.takeAll(allMoves)
    try lockPackedFile()
    try compare(added: added)
  }

  /// Refuses the change if the references are not as it expects them.
  ///
  /// Without the locks this is a first look only.
  ///
  /// - Parameter added: Objects that the change brings with it.
  package mutating func compare(added: some AddedObjects) throws(RepositoryError) {
    for move in allMoves {
      let found = try database.stored(move.name)
      if case .symbolic(let other) = found {
        throw database.symbolic(move.name, to: other)
      }
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
      if move.new == move.old { return false }
      let found = try database.stored(move.name)
      if case .symbolic = found { return false }
      guard found == .damaged || found.target == move.old else { return false }
      return try move.new.map { new throws(RepositoryError) in try objects.contains(new) } ?? true
    }
  }

  /// Whoever deletes a reference, or packs one, must keep others from packing at the same time.
  private mutating func lockPackedFile() throws(RepositoryError) {
    guard isBulk || allMoves.contains(where: { $0.new == nil && $0.old != nil }) else { return }
    try locks.take(path: database.packedPath())
  }

  /// Refuses a new reference whose name is a folder of another's, or the other way round.
  private func refuseCollisions() throws(RepositoryError) {
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

// What is written under names of our own, before anything that others see changes.
extension ReferenceTransaction {
  /// Writes the new values under names of our own; nothing that others see changes.
  ///
  /// - Parameter added: Objects that the change brought with it.
  package mutating func stage(added: some AddedObjects) throws(RepositoryError) {
    let isPacked = try pickPackedMoves()
    sortByDependence()
    for index in single { try stage(moves[index], index) }
    let moves = moves
    try stagePackedFile(
      moves.indices.lazy.filter { isPacked[$0] }.map { index in
        let move = moves[index]
        return PackedReferences.Edit(
          name: move.name, target: move.new, note: move.note, peels: added.mayBeTag(move))
      })
  }

  /// Picks, for each move, whether it concerns the packed file: removals, and new values of a bulk
  /// change before which no loose file would stand. Removals, and all others, are made one by one.
  private mutating func pickPackedMoves() throws(RepositoryError) -> [Bool] {
    var isPacked: [Bool] = []
    isPacked.reserveCapacity(moves.count)
    for (index, move) in moves.enumerated() {
      var isInPackedFile = move.new == nil
      if !isInPackedFile, isBulk { isInPackedFile = try isPackable(move) }
      isPacked.append(isInPackedFile)
      if move.new == nil || !isInPackedFile { single.append(index) }
    }
    return isPacked
  }

  private func isPackable(_ move: ReferenceMove) throws(RepositoryError) -> Bool {
    if move.old == nil, moves.count == allMoves.count { return true }
    switch try database.stored(move.name) {
    case .absent, .packed: return true
    case .loose, .symbolic, .damaged: return false
    }
  }

  /// What something leans on comes first, and what is removed last, the other way round.
  private mutating func sortByDependence() {
    let layout = paths.layout
    let places = single.map { index in
      let move = moves[index]
      let place = layout.place(of: move.name)
      return (move.new == nil ? 2 * layout.lastPlace - place : place, index)
    }
    single = places.sorted { $0 < $1 }.map(\.1)
  }

  private func stage(_ move: ReferenceMove, _ index: Int) throws(RepositoryError) {
    guard let new = move.new else { return }
    let path = paths.newReference(index)
    try mappingSystemErrors { () throws(SystemError) in
      guard isFlushed else { return try files.writeFile(path, LooseReference.bytes(new)) }
      let file = try files.open(path, .truncate)
      try file.write(LooseReference.bytes(new))
      try file.sync()
      try file.close()
      // The log of a new reference, so that a file in its place shows before anything moves.
      if policy == .flushed(createsLogs: true) { try log(move.name).append([]) }
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
}

// What others see.
extension ReferenceTransaction {
  /// Gives the new values their names, writes the logs and gives back the locks.
  package mutating func finish(isReplay: Bool) throws(RepositoryError) {
    hasBegun = true
    // The packed file first: a value in it would come back when the loose one goes.
    if hasNewPackedFile { try database.placePackedFile(packedNotes) }
    if !isReplay { try logPackedMoves() }
    try mappingSystemErrors { () throws(SystemError) in
      for index in single {
        let move = moves[index]
        // A log without its reference would be the worse remains, so git removes it first.
        if !isReplay { try updateLog(move) }
        if move.new == nil {
          try removeLooseFile(move.name)
        } else {
          try files.placeReference(paths.newReference(index), at: move.name, in: paths)
        }
      }
      if isFlushed { try flushFolders(isReplay: isReplay) }
    }
    if isReplay { try completeLogs() }
    try locks.release(removingDirectories: isBulk)
    for index in single where moves[index].new == nil {
      let folder = paths.reference(moves[index].name.rawValue).parentDirectory
      // Tidying: whatever is in the way of it is in nobody else's.
      do { try files.removeEmptyDirectories(from: folder, below: paths.references) } catch {}
    }
  }

  private func removeLooseFile(_ name: ReferenceName) throws(SystemError) {
    do {
      try files.unlinkIfPresent(paths.reference(name.rawValue))
    } catch  where error.errno == .isDirectory || error.errno == .notPermitted {
      // A folder of that name is no reference.
    }
  }

  private func log(_ name: ReferenceName) -> Reflog {
    Reflog(files: files, paths: paths, name: name)
  }

  /// Writes the logs of the moves that the packed file has. New references of a bulk change get
  /// none, and without a journal no reference of one does, as in `git clone`.
  private func logPackedMoves() throws(RepositoryError) {
    guard isBulk, !isFlushed else { return }
    let isSingle = Set(single)
    for index in moves.indices where !isSingle.contains(index) && moves[index].old != nil {
      try mappingSystemErrors { () throws(SystemError) in try updateLog(moves[index]) }
    }
  }

  private func updateLog(_ move: ReferenceMove) throws(SystemError) {
    let log = log(move.name)
    if move.new == nil { return try log.remove() }
    // One that is there is kept up, as git does, whatever the configuration says.
    if policy == .flushed(createsLogs: false), try !files.exists(log.path) { return }
    try log.append(Reflog.line(move, committer: committer))
  }

  /// Brings the logs up to what the references are now.
  ///
  /// Without a journal, a log is written before its reference moves, so that only what this replay
  /// has moved one by one can lack a line.
  private func completeLogs() throws(RepositoryError) {
    if isFlushed {
      for index in single { try completeLog(moves[index]) }
    } else {
      for move in allMoves where move.new != move.old && !(isBulk && move.old == nil) {
        try completeLog(move)
      }
    }
  }

  private func completeLog(_ move: ReferenceMove) throws(RepositoryError) {
    // Whoever changed the reference since has written its log as well.
    let isThere = try database.stored(move.name) != .absent
    guard isThere == (move.new != nil) else { return }
    let log = log(move.name)
    try mappingSystemErrors { () throws(SystemError) in
      if move.new == nil { return try log.remove() }
      if policy == .flushed(createsLogs: false), try !files.exists(log.path) { return }
      try log.appendIfMissing(Reflog.line(move, committer: committer))
    }
  }

  /// Flushes every folder in which a name was made or removed; in a replay also those in which the
  /// writer that died may have done so.
  private func flushFolders(isReplay: Bool) throws(SystemError) {
    var folders = Set(
      single.map { paths.reference(moves[$0].name.rawValue).parentDirectory })
    if single.contains(where: { moves[$0].new != nil }) {
      folders.formUnion(locks.madeDirectories.map(\.parentDirectory))
    }
    if isReplay {
      for move in allMoves {
        var folder = paths.reference(move.name.rawValue).parentDirectory
        while folder.utf8.count > paths.references.utf8.count, folders.insert(folder).inserted {
          folder = folder.parentDirectory
        }
      }
      folders.insert(paths.references)
    }
    for folder in folders.sorted() {
      do {
        try files.syncDirectory(folder)
      } catch  where error.errno == .noEntry {
        // A lock of a reference that went was all that was there.
      }
    }
  }
}

// Where it ends early.
extension ReferenceTransaction {
  /// Gives back the locks, and tells what a failure left.
  ///
  /// - Returns: ``RepositoryError/Code/partial`` when references have moved and no journal
  ///   completes the change; else the error itself.
  @discardableResult
  package mutating func abort(_ error: RepositoryError) -> RepositoryError {
    let made = isFlushed && hasBegun ? moves.filter(isMade).map(\.name) : []
    // What led here is the error to report; a lock that stays is removed by the next writer.
    do { try locks.release(removingDirectories: true) } catch {}
    if isFlushed {
      for index in single {
        do { try files.unlinkIfPresent(paths.newReference(index)) } catch {}
      }
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

  /// Whether a reference has its new value, or may have it; asked under its lock.
  private func isMade(_ move: ReferenceMove) -> Bool {
    do { return try database.stored(move.name).target == move.new } catch { return true }
  }

  private func list(_ names: [ReferenceName]) -> String {
    let shown = names.prefix(5).map(\.rawValue).joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }
}
