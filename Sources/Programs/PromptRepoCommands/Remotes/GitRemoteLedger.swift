internal import CommandKit
internal import GitRemotes
internal import Platform
internal import PromptRepo

extension CommandContext {
  /// Does some work with a remote's ledger, and shows what came of it.
  ///
  /// In a hook of a git that promptrepo itself runs for these ledgers there is nothing to do.
  ///
  /// - Parameter isDryRun: Whether what is shown is what was asked for.
  func transfer(
    _ remote: String?, by command: String, isDryRun: Bool = false,
    _ body: (RemoteLedger) throws -> RemoteReport
  ) throws {
    var ledger = try ledger(of: remote, for: command)
    guard !ledger.isReentrant else {
      guard !json else { return }
      return try Console(.error, environment: environment).line(
        "promptrepo is at work on '\(ledger.remote.name)' already, and runs this hook; "
          + "\(command) does nothing in it.")
    }
    let report = try working("Updating prompts", showsTime: false) { progress in
      ledger.progress = progress
      return try body(ledger)
    }
    if report.hasPushed {
      done.note(
        "what could be pushed was pushed",
        hint: "it is at the remote; the same command again shows what is left")
    }
    try show(report, on: isDryRun ? results : output)
  }

  /// The ledger of a remote; where a prompt was named instead, the error says how to.
  private func ledger(of remote: String?, for command: String) throws -> RemoteLedger {
    do {
      return try remoteLedger(remote)
    } catch let error as RepositoryError where error.code == .notFound {
      guard let remote, let name = promptName(remote), isPrompt(name) else { throw error }
      let standard = try GitRemote(of: gitProgram(at: location())).name
      let arguments = command == "fetch" ? standard : "\(standard) \(name)"
      throw RepositoryError(
        error.code, error.message, hint: "`promptrepo \(command) \(arguments)` is for the prompt")
    }
  }

  /// Whether there is a prompt of this name here.
  private func isPrompt(_ name: PromptName) -> Bool {
    do {
      return try repository().prompt(name) != nil
    } catch {
      // A clone may have no ledger yet; that there is no such remote is what has to be told.
      return false
    }
  }

  private func promptName(_ text: String) -> PromptName? {
    do {
      return try PromptName(text)
    } catch {
      return nil
    }
  }

  /// The ledger of a git remote beside the one here, which need not have begun yet.
  ///
  /// - Parameter remote: The remote's name; nil for the one that git would take.
  func remoteLedger(_ remote: String?) throws -> RemoteLedger {
    let location = try location()
    let git = try gitProgram(at: location)
    let store = try store(at: location)
    return RemoteLedger(
      try GitRemote(remote, of: git), of: repository(in: store), git: git)
  }

  /// The user's git, at work on the repository that holds the ledger.
  func gitProgram(at location: RepositoryLocation) throws -> GitProgram {
    let messages: GitProgram.Messages =
      json ? .captured : isQuiet ? .terminalWithoutProgress : .terminal
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
