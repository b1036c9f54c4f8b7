/// A prompt's record as one commit of its chain holds it.
struct RecordEntry: Sendable {
  let record: PromptRecord
  /// When the commit was made.
  let editedAt: Timestamp
}
