internal import CanonicalJSON
internal import Platform
public import PromptRepo

extension Workspace {
  /// Gives a prompt and its file another name; uncommitted edits go with the file.
  ///
  /// A file whose prompt does not exist yet is moved alone, and so is a prompt whose file was moved
  /// already, by `git mv` or by hand. Where the prompt was renamed so elsewhere, the file follows.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when the new name is taken,
  ///   ``RepositoryError/Code/notFound`` when there is nothing of the old one.
  public func rename(
    _ name: PromptName, to newName: PromptName, in repository: Repository, by author: Signature
  ) throws(RepositoryError) {
    let old = try bytes(of: name)
    let isPrompt = try repository.target(of: PromptReferences(name).info) != nil
    guard old != nil || isPrompt else { throw RepositoryError.nothing(named: name) }
    // A prompt that was renamed so elsewhere has the name already, and its file follows.
    if isPrompt || old != nil, try repository.target(of: PromptReferences(newName).info) == nil {
      try newName.checkPortable()
    }
    let new = try bytes(of: newName)
    if new != nil, old != nil || !isPrompt {
      throw RepositoryError(
        .conflict, "there is a file \(relativePath(of: newName)) already",
        hint: "Choose another name")
    }
    let isTaken = try repository.target(of: PromptReferences(newName).info) != nil
    if isTaken, !isPrompt, try !isRenamed(name, to: newName, in: repository) {
      throw RepositoryError(
        .conflict, "there is a prompt '\(newName)' already", hint: "Choose another name")
    }
    let base = try index().bases[name]
    if isPrompt { try repository.rename(name, to: newName, by: author) }
    if let old {
      try write(named(old, newName, relativePath(of: name)), to: newName)
      try remove(name)
    } else if let new {
      let named = try named(new, newName, relativePath(of: newName))
      if named != new { try write(named, to: newName) }
    }
    if var base {
      if let sourceControl, let bytes = try self.bytes(of: newName) {
        base = try sourceControl.noting(base, of: relativePath(of: newName), bytes: bytes)
      }
      try updateIndex([name: nil, newName: base])
    }
    try noteFrames([name: nil, newName: try bytes(of: newName)], changed: [newName])
  }

  /// Deletes a prompt with all its versions, and its file.
  ///
  /// - Parameters:
  ///   - forces: Whether a file with edits that are committed nowhere is removed too.
  ///   - forcesEnvironments: Whether environments may point at the prompt.
  /// - Throws: ``RepositoryError/Code/conflict`` when there are such edits,
  ///   ``RepositoryError/Code/notFound`` when there is neither prompt nor file.
  public func delete(
    _ name: PromptName, reason: String? = nil, forces: Bool = false,
    forcesEnvironments: Bool = false, in repository: Repository, by author: Signature
  ) throws(RepositoryError) {
    guard let status = try status(of: [name], in: repository).prompts.first else {
      throw RepositoryError.nothing(named: name)
    }
    if status.hasUncommittedEdits, !forces {
      throw RepositoryError(
        .conflict, "\(status.path) has edits that are committed nowhere",
        hint: "Commit them, or delete them too with --yes")
    }
    if status.tips.info != nil {
      try repository.delete(name, reason: reason, forces: forcesEnvironments, by: author)
    }
    try remove(name)
    if try index().bases[name] != nil { try updateIndex([name: nil]) }
    try noteFrames([name: nil])
  }

  /// The file's bytes with the new name where the header names the old one.
  private func named(
    _ bytes: [UInt8], _ newName: PromptName, _ path: String
  ) throws(RepositoryError) -> [UInt8] {
    do throws(PromptFileError) {
      return try PromptFile.bytes(bytes, naming: newName, path: path)
    } catch {
      // A file that cannot be read moves as it is.
      return bytes
    }
  }
}
