internal import CLibGit2
public import PromptRepo

/// A store in a git repository, through libgit2.
///
/// Holds references under `refs/prompts/` and `refs/promptrepo/` and the objects they reach, and
/// touches nothing else of the repository.
public final class GitStore: Store {
  /// The repository it is in.
  public let repository: GitRepository

  /// Makes a store of a repository.
  ///
  /// - Throws: ``RepositoryError/Code/unsupported`` for a format that this version does not handle.
  public init(_ repository: GitRepository) throws(RepositoryError) {
    self.repository = repository
  }

  /// Reads an object and checks it against its id; `nil` when it is not there.
  public func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    try repository.withHandle { (handle) throws(RepositoryError) in
      try ObjectDatabaseHandle(repository: handle).read(id)
    }
  }

  /// The object a reference points at; `nil` when the reference does not exist.
  public func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try repository.withHandle { (handle) throws(RepositoryError) in
      try References(handle, repository.commonDirectory).target(of: name)
    }
  }

  /// References whose names begin with `prefix`, in the order of their bytes.
  public func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    try repository.withHandle { (handle) throws(RepositoryError) in
      try References(handle, repository.commonDirectory)
        .list(under: prefix, after: after, limit: limit ?? .max)
    }
  }
}
