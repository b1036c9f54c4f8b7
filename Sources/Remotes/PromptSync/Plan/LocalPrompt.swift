internal import PromptRepo

/// What a comparison looks at of a prompt here.
struct LocalPrompt: Sendable {
  let record: RemoteRecord
  let latest: Int
  let active: Int
  /// Whether a rollback holds its active pointer back.
  var isHeldBack = false
  /// The template's hash of a version.
  let hash: @Sendable (Int) throws(RepositoryError) -> VersionHash
}
