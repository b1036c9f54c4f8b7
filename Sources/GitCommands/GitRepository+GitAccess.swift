public import GitStore
public import PromptFiles
public import PromptRepo
public import PromptRepoCommands

extension GitRepository: GitAccess {
  /// The store of the ledger in this repository.
  public func store() throws(RepositoryError) -> any Store {
    try GitStore(self)
  }

  /// What the working files ask of the repository; nil for a bare one.
  public func sourceControl() -> (any SourceControl)? {
    workTree == nil ? nil : GitWorkTree(self)
  }
}
