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
  let allMoves: ReferenceMoves
  var locks: ReferenceLocks

  /// The moves to make: all that are not mere checks, or in a replay those that are not made yet.
  var moves = ReferenceMoves()
  /// The places of those that have a file under a name of our own, if they have a loose one to
  /// come.
  var newFiles: [Int] = []
  var hasNewPackedFile = false
  /// What is known of the lines of the new packed file.
  var packedNotes: PackedNotes?

  var files: FileSystem { database.files }
  var paths: StorePaths { database.paths }
  var isBulk: Bool { allMoves.count > ReferenceTransaction.bulk }

  init(
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
  mutating func lockAndCompare(added: StoredChange.Content) throws(RepositoryError) {
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
  mutating func lockForReplay() throws(RepositoryError) {
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
  mutating func abort() {
    // What led here is the error to report; a lock that stays is removed by the next writer.
    do { try locks.release(removingDirectories: true) } catch {}
  }
}
