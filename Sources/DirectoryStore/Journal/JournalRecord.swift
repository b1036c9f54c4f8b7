internal import PromptRepo

/// What the journal keeps of a change, to carry it out again.
struct JournalRecord {
  /// Who made the change, as the reflog says it.
  let committer: String
  let moves: [ReferenceMove]
  /// The objects; empty when they are in a pack that was flushed.
  let objects: [GitObject]
}
