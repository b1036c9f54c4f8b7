public import PromptRepo
public import PromptsClient

/// Why a sync cannot begin.
public enum SyncError: Error, Sendable {
  /// The remote cannot be looked at.
  case remote(ClientError)
  /// The ledger cannot be read or written.
  case ledger(RepositoryError)
  /// No prompt here or there has this name.
  case noPrompt(PromptName)
}
