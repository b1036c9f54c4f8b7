package import Platform
package import GitModel

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
