public import CanonicalJSON
public import PromptRepo

extension Workspace {
  /// What a new prompt says before anybody has written it; a commit leaves such a file out.
  public static let starter = "Replace this line. {{name}} is a variable.\n"

  /// Writes the file of a new prompt; nothing is committed.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when there is such a file or prompt,
  ///   ``RepositoryError/Code/invalid`` when the name cannot be a file's on every system.
  public func new(
    _ name: PromptName, template: String, title: String? = nil, description: String? = nil,
    metadata: JSONObject = JSONObject(), config: JSONObject? = nil, in repository: Repository
  ) throws(RepositoryError) {
    let path = relativePath(of: name)
    try name.checkPortable()
    if try repository.prompt(name) != nil {
      throw RepositoryError(
        .conflict, "there is a prompt '\(name)' already",
        cause: FileRefusal.promptExists(name))
    }
    let bytes = try reportingFile { () throws(PromptFileError) in
      let bytes = try PromptFile.bytes(
        template: template, config: config, title: title, description: description,
        metadata: metadata, path: path)
      _ = try PromptFile(parsing: bytes, path: path, name: name).content()
      return bytes
    }
    guard try create(bytes, at: name) else {
      throw RepositoryError(
        .conflict, "there is a file \(path) already",
        cause: FileRefusal.fileExists(name))
    }
  }
}
