internal import PromptFiles
internal import PromptRepo

extension CommandContext {
  /// The working files of the repository.
  func workspace() throws -> Workspace {
    let location = try location()
    return Workspace(
      root: location.root, indexPath: "\(location.store)/promptrepo/index", files: files)
  }
}
