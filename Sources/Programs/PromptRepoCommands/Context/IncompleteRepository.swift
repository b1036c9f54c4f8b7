internal import GitFiles
internal import Platform
internal import PromptRepo

// A folder that git takes for no repository, since a part of it was lost. Its prompts are there
// still, so no other repository is to be made beside them.
extension CommandContext {
  /// What is missing of the nearest folder that would be a git repository if it were whole; `nil` if
  /// there is no such folder.
  ///
  /// - Parameters:
  ///   - start: Another folder than the command's.
  ///   - root: The folder of the repository that is found: only what is below it is looked at.
  func incompleteRepository(
    from start: String? = nil, below root: String?
  ) throws -> RepositoryError? {
    let here = try files.realPath(start ?? directory)
    // Others have folders of these names as well.
    if try files.exists("\(here)/config"), let error = try missingPart(of: here) { return error }
    for folder in Path.upwards(from: here) {
      if let root, folder.utf8.elementsEqual(root.utf8) { break }
      let git = Path.join(folder, RepositoryLocation.gitName)
      if let error = try missingPart(of: git) { return error }
      if try files.exists("\(git)/HEAD") { break }
    }
    return nil
  }

  /// What is missing of a folder that has the other two of what makes a git repository.
  private func missingPart(of git: String) throws -> RepositoryError? {
    var missing: [RepositoryError] = []
    if try !files.exists("\(git)/HEAD") { missing.append(.missingHEAD(path: "\(git)/HEAD")) }
    missing += try missingFolders(of: git)
    return missing.count == 1 ? missing.first : nil
  }

  /// The folders that a git repository lacks.
  func missingFolders(of git: String) throws -> [RepositoryError] {
    try ["objects", "refs"].map { "\(git)/\($0)" }.filter { try !files.isDirectory($0) }
      .map(RepositoryError.missingFolder)
  }
}
