internal import PromptRepo

/// A prompt on both sides at one moment, and how they stand to each other.
///
/// What is decided by it holds only as long as neither side changes.
struct Standing: Sendable {
  /// The prompt here.
  let prompt: Prompt
  /// The number of its newest version.
  let latest: Int
  /// The number of its active version.
  let active: Int
  /// What a rollback here withdrew; `nil` if nothing.
  let withdrawal: Withdrawal?
  /// What was seen there.
  let seen: SeenPrompt
  /// The comparison of both.
  let comparison: Comparison

  /// The record here.
  var record: RemoteRecord { RemoteRecord(prompt) }

  /// Whether a transaction finds the prompt here as it was.
  func isCurrent(in transaction: Transaction) throws(RepositoryError) -> Bool {
    guard let current = try transaction.prompt(prompt.name) else { return false }
    return current.record.id == prompt.record.id && current.infoTip == prompt.infoTip
      && current.latest?.commit == prompt.latest?.commit
      && current.active?.commit == prompt.active?.commit
  }
}
