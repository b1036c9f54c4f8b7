internal import PromptRepo
internal import PromptSync
internal import PromptsClient

/// Says in this program's own errors why a sync cannot begin.
enum SyncFailures {
  static func explaining<Result>(
    _ body: () throws(SyncError) -> Result
  ) throws(RepositoryError) -> Result {
    do throws(SyncError) {
      return try body()
    } catch {
      switch error {
      case .ledger(let error): throw error
      case .noPrompt(let name):
        throw RepositoryError(
          .notFound, "there is no prompt '\(name)', neither here nor at the remote",
          hint: "`promptrepo list` shows those that are here")
      case .remote(let error): throw failure(error)
      }
    }
  }

  private static func failure(_ error: ClientError) -> RepositoryError {
    let hint: String? =
      switch error.status {
      case 401: "Check the API key: `promptrepo remote list` shows where it is taken from"
      case 403: "Use a key that may do this"
      case 404: "Check the address: `promptrepo remote list` shows it"
      default: error.isLasting ? "Check the address: `promptrepo remote list` shows it" : nil
      }
    return RepositoryError(
      .inputOutput, "the remote cannot be looked at: \(error.message)",
      hint: hint ?? "Nothing was changed; try again", cause: error)
  }
}
