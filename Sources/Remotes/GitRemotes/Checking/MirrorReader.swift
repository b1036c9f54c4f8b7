internal import PromptRepo

/// Reads what git fetched: an object that is not there means that git fetched only a part.
struct MirrorReader: LedgerReader {
  let repository: Repository
  let remote: String

  var cache: LedgerCache { repository.cache }

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    guard let object = try repository.object(id) else { throw .incomplete(id, remote: remote) }
    return object
  }

  func target(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try repository.target(of: name)
  }
}

extension RepositoryError {
  /// History or content of a ledger was left out by a shallow or a partial clone.
  static func incomplete(_ id: ObjectID, remote: String) -> RepositoryError {
    RepositoryError(
      .damaged, "object \(id) of the ledger is missing in this clone",
      hint: "In a shallow clone `git fetch --unshallow \(remote)` brings what is missing, in a "
        + "partial one `git fetch --refetch --no-filter \(remote)`")
  }
}
