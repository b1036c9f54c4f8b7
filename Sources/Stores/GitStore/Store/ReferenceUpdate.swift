internal import GitFiles
internal import Platform
internal import GitModel

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
