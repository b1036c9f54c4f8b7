internal import PromptMerge
internal import PromptRepo

/// What is to be taken from a remote.
struct Taking {
  /// Versions, by their numbers there.
  var versions: [Int] = []
  /// What the prompt's record is to be.
  var record: RemoteRecord?
  /// The content of a version on top that resolves what both sides cut, and what it says.
  var resolution: (content: VersionContent, message: String)?
  /// What was withdrawn here, if that keeps the version on top from being active; it goes on from
  /// what is withdrawn.
  var withdrawal: Withdrawal?
  /// Whose active version is to be the active one; `nil` where the remote's has not moved.
  var pointer: PointerMerge<Int>.Side?
  /// Where texts have to be merged by hand.
  var marked: SyncConflict.MarkedText?

  /// Whether there is nothing to take and nothing to settle.
  var isNothing: Bool {
    versions.isEmpty && record == nil && resolution == nil && pointer == nil && marked == nil
  }
}
