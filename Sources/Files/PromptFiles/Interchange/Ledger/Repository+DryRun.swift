internal import PromptRepo

extension Repository {
  /// Runs one operation as ``change(by:_:)`` does, or only works out what it would answer.
  func change<Result: Sendable>(
    by committer: Signature, dryRun: Bool,
    _ body: (inout Transaction) throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    do {
      return try change(by: committer) { transaction throws(RepositoryError) in
        let result = try body(&transaction)
        if dryRun { throw RepositoryError(.dryRun, "", cause: DryRun(result: result)) }
        return result
      }
    } catch {
      guard let dryRun = error.cause as? DryRun<Result> else { throw error }
      return dryRun.result
    }
  }
}

/// Carries a result out of a transaction that must not be applied.
private struct DryRun<Result: Sendable>: Error {
  let result: Result
}

extension RepositoryError.Code {
  fileprivate static let dryRun = RepositoryError.Code(rawValue: "dry_run")
}
