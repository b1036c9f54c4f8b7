package import GitModel

/// What the journal keeps of a change, to carry it out again.
package struct JournalRecord {
  /// Who made the change, as the reflog says it.
  package let committer: String
  /// The moves, those that only check a reference included.
  package let moves: ReferenceMoves
  /// The objects; empty when they are in a pack that was flushed.
  package let objects: [GitObject]

  /// Makes a record from its parts.
  package init(
    committer: String, moves: ReferenceMoves, objects: [GitObject] = []
  ) {
    self.committer = committer
    self.moves = moves
    self.objects = objects
  }
}
