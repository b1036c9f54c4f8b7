public import GitStore
public import PromptFiles
public import PromptRepo
public import PromptRepoCommands

extension GitRepository: GitAccess {
  /// The store of the ledger in this repository.
  public func store() throws(RepositoryError) -> any ExclusiveStore {
    try GitStore(self, layout: .prompts)
  }

  /// Notes that another store holds the ledger now, or with nil that this repository does.
  public func noteMove(to path: String?) throws(RepositoryError) {
    try GitStore(self, layout: .prompts).noteMove(to: path)
  }

  /// What the working files ask of the repository; nil for a bare one.
  public func sourceControl() -> (any SourceControl)? {
    workTree == nil ? nil : GitWorkTree(self)
  }
}
