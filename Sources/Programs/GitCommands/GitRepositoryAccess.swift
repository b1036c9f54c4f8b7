public import CodeHistory
internal import GitStore
public import PromptFiles
public import PromptRepo
public import PromptRepoCommands
internal import Synchronization

/// Runs the program with the process's arguments, git repositories included.
///
/// - Parameters:
///   - arguments: The arguments, without the program's own name.
///   - server: What serves the API, in the program that does.
///   - sync: What talks to hosted APIs, in the program that does.
/// - Returns: The exit code.
public func runWithGit(
  _ arguments: [String], server: (any ServerSupport)? = nil, sync: (any SyncSupport)? = nil
) -> Int32 {
  run(arguments, git: LibGit2Support(), server: server, sync: sync)
}

/// Opens git repositories through libgit2, each once.
final class LibGit2Support: GitSupport {
  private let opened = Mutex<[String: GitRepository]>([:])

  var libraries: [LinkedLibrary] { [LinkedLibrary(name: "libgit2", version: libGit2Version)] }

  func open(_ folder: String) throws(RepositoryError) -> any GitAccess {
    if let repository = opened.withLock({ $0[folder] }) { return repository }
    let repository = try GitRepository(opening: folder)
    opened.withLock { $0[folder] = repository }
    return repository
  }
}

extension GitRepository: GitAccess {
  /// The store of the ledger in this repository.
  package func store() throws(RepositoryError) -> any ExclusiveStore {
    try GitStore(self, layout: .prompts)
  }

  /// Notes that another store holds the ledger now, or with nil that this repository does.
  public func noteMove(to path: String?) throws(RepositoryError) {
    try GitStore(self, layout: .prompts).noteMove(to: path)
  }

  /// What the working files ask of the repository; nil for a bare one.
  package func sourceControl() throws(RepositoryError) -> (any SourceControl)? {
    workTree == nil ? nil : GitWorkTree(self, layout: .prompts)
  }
}

extension GitRepository {
  /// What is asked of a repository that borrows this one's objects, with this one's conversions.
  package func sourceControl(
    of gitDirectory: String
  ) throws(RepositoryError) -> any SourceControl {
    let code = CodeReader(
      gitDirectory: gitDirectory, commonDirectory: gitDirectory, layout: .prompts)
    return GitWorkTree(code, filters: self)
  }
}

extension GitRepository {
  /// The histories of prompt files, for `promptrepo adopt`.
  public func history(
    of paths: [String], branch: String?
  ) throws(RepositoryError) -> AdoptionSource {
    let found = try fileHistories(of: paths, endings: PromptFileKind.endings, branch: branch)
    let files = found.files.map { file in
      AdoptedFile(
        path: file.path, root: file.root, start: file.start,
        revisions: file.revisions.map { revision in
          AdoptedRevision(
            commit: revision.commit, path: revision.path, blob: revision.blob,
            author: revision.author, message: revision.message)
        })
    }
    return AdoptionSource(
      files: files, skippedFiles: SkippedFiles(endings: found.skippedFiles),
      warnings: found.warnings
    ) { blob throws(RepositoryError) in
      try self.contents(of: blob, limit: PromptFile.maximumLength)
    } hasFile: { path throws(RepositoryError) in
      guard let tip = found.tip else { return false }
      return try self.hasFile(path, in: tip)
    }
  }
}

extension HistoryRefusal: ShellAdvised {
  /// What to type about files without a history.
  package var shellHint: String? {
    switch self {
    case .pathNotFound:
      "What git does not know has no history; commit it to git first, or use `promptrepo import`"
    case .noCommit: "Commit the files to git first, or use `promptrepo import`"
    }
  }
}
