public import GitStore
public import PromptFiles
public import PromptRepo

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
      files: files, passedOver: PassedOver(endings: found.passedOver), warnings: found.warnings
    ) { blob throws(RepositoryError) in
      try self.contents(of: blob, limit: PromptFile.maximumLength)
    } hasFile: { path throws(RepositoryError) in
      guard let tip = found.tip else { return false }
      return try self.hasFile(path, in: tip)
    }
  }
}
