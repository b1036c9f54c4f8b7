public import CodeHistory
internal import GitStore
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
  public func sourceControl() throws(RepositoryError) -> (any SourceControl)? {
    workTree == nil ? nil : GitWorkTree(self, layout: .prompts)
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
