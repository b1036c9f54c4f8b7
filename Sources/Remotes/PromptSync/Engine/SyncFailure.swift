internal import PromptRepo
internal import PromptsClient

/// Why the work on a prompt cannot go on.
enum SyncFailure: Error {
  /// The remote is not as it was when the plan was made.
  case stale
  /// Somebody has to decide.
  case conflict(SyncConflict)
  /// It failed.
  case failed(String)

  init(_ error: ClientError) {
    self = .failed(error.message)
  }

  init(_ error: RepositoryError) {
    self = error.code == .conflict ? .stale : .failed(error.description)
  }
}
