internal import Platform
internal import PromptRepo

/// The reference half of a change: takes the locks, compares, writes new values under names of
/// our own, and gives them their real names once the change stands.
struct ReferenceTransaction {
  /// A change with more moves than this creates references in the packed file, all at once and
  /// without logs, as `git clone` does.
  static let bulk = 200

  let database: ReferenceDatabase
  let objects: ObjectDatabase
  let committer: String
  /// All moves of the change in the order of names.
  let allMoves: [ReferenceMove]
  var locks: ReferenceLocks

  /// The moves to make: all that are not mere checks, or in a replay those that are not made yet.
  var moves: [ReferenceMove] = []
  /// For each of these its file under a name of our own, if it has a loose one to come.
  var newFiles: [String?] = []
  var hasNewPackedFile = false

  var files: FileSystem { database.files }
  var paths: StorePaths { database.paths }
  var isBulk: Bool { allMoves.count > ReferenceTransaction.bulk }

  init(
    _ moves: [ReferenceMove], committer: String, database: ReferenceDatabase,
    objects: ObjectDatabase
  ) {
    self.database = database
    self.objects = objects
    self.committer = committer
    allMoves = moves.sorted { $0.name < $1.name }
    locks = ReferenceLocks(files: database.files, paths: database.paths)
  }

  /// Takes every lock and compares every old value; nothing that others see changes.
  ///
  /// - Parameter added: Objects that the change brings with it.
  mutating func lockAndCompare(added: [ObjectID: ObjectKind]) throws(RepositoryError) {
    for (move, next) in zip(allMoves, allMoves.dropFirst()) where move.name == next.name {
      throw .movedTwice(move.name)
    }
    for move in allMoves { try locks.take(move.name) }
    try lockPackedFile()
    for move in allMoves {
      let found = try database.stored(move.name)
      if case .symbolic(let other) = found { throw .symbolicReference(move.name, to: other) }
      if found == .damaged { throw database.damaged(move.name) }
      if found.target != move.old { throw .lostRace(move, found: found.target) }
      if move.new == move.old { continue }
      if let new = move.new, added[new] == nil, try !objects.contains(new) {
        throw .missingTarget(move.name, new)
      }
    }
    moves = allMoves.filter { $0.new != $0.old }
    try refuseCollisions()
  }

  /// Takes every lock and picks the moves that a change which stands still lacks.
  ///
  /// A reference is moved if it has the old value or is damaged; whatever else somebody made of it
  /// since is left.
  mutating func lockForReplay() throws(RepositoryError) {
    var locked: [ReferenceMove] = []
    for move in allMoves {
      do throws(RepositoryError) {
        try locks.take(move.name)
        locked.append(move)
      } catch {
        // The name is a folder by now, or the other way round.
        guard error.code == .conflict else { throw error }
      }
    }
    try lockPackedFile()
    for move in locked {
      let found = try database.stored(move.name)
      if case .symbolic = found { continue }
      guard found == .damaged || found.target == move.old else { continue }
      if let new = move.new, try !objects.contains(new) { continue }
      moves.append(move)
    }
  }

  /// Whoever deletes a reference, or packs one, must keep others from packing at the same time.
  private mutating func lockPackedFile() throws(RepositoryError) {
    if isBulk || allMoves.contains(where: { $0.new == nil }) {
      try locks.take(path: paths.packedReferences)
    }
  }

  /// Gives back the locks and removes what was made for them.
  mutating func abort() {
    // What led here is the error to report; a lock that stays is removed by the next writer.
    do { try locks.release(removingDirectories: true) } catch {}
  }
}
