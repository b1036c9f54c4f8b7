internal import PromptFiles
internal import PromptRepo

extension CommandContext {
  /// The working files of the repository.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when the repository has none.
  func workspace() throws -> Workspace {
    guard let workspace = try workspaceIfAny() else {
      throw RepositoryError(
        .notFound, "'\(try location().store)' is a bare repository, without working files",
        hint: "Run the command in a work tree")
    }
    return workspace
  }

  /// The working files of the repository; nil for a bare one.
  func workspaceIfAny() throws -> Workspace? {
    let location = try location()
    guard let root = location.root else { return nil }
    guard location.kind == .git, gitSupport != nil else {
      return Workspace(root: root, indexPath: indexPath(in: location.store), files: files)
    }
    let git = try git(at: location)
    return Workspace(
      root: git.workTree ?? root, indexPath: indexPath(in: git.gitDirectory), files: files,
      sourceControl: git.sourceControl())
  }

  /// Where a work tree keeps what its files were made from.
  func indexPath(in gitDirectory: String) -> String { "\(gitDirectory)/promptrepo/index" }
}
