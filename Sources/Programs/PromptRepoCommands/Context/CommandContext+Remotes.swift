internal import DirectoryStore
internal import GitRemotes
internal import PromptRepo

extension CommandContext {
  /// The ledger of a git remote beside the one here, which need not have begun yet.
  ///
  /// - Parameter remote: The remote's name; nil for the one that git would take.
  func remoteLedger(_ remote: String?) throws -> RemoteLedger {
    let location = try location()
    let git = try gitProgram(at: location)
    let store: any Store =
      switch location.kind {
      case .directory: try DirectoryStore(opening: location.store, layout: .prompts)
      case .git: try self.git(at: location).store()
      }
    return RemoteLedger(
      try GitRemote(remote, of: git), of: repository(in: store), git: git)
  }

  /// The user's git, at work on the repository that holds the ledger.
  func gitProgram(at location: Location) throws -> GitProgram {
    let messages: GitProgram.Messages = json ? .captured : .terminal
    switch location.kind {
    case .directory:
      return GitProgram(gitDirectory: location.store, messages: messages)
    case .git:
      let git = try git(at: location)
      return GitProgram(
        gitDirectory: git.gitDirectory, workTree: git.workTree, messages: messages)
    }
  }
}
