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
    let isPrompt = try repository.target(of: .prompt(name, .info)) != nil
    let new = try bytes(of: newName)
    if !isPrompt, try finishRename(name, to: newName, old: old, new: new, in: repository) { return }
    guard old != nil || isPrompt else {
      throw RepositoryError.nothing(named: name, file: relativePath(of: name))
    }
    // A prompt that was renamed so elsewhere has the name already, and its file follows.
    if try repository.target(of: .prompt(newName, .info)) == nil {
      try newName.checkPortable()
    }
    if new != nil, old != nil || !isPrompt {
      throw RepositoryError(
        .conflict, "there is a file \(relativePath(of: newName)) already",
        hint: "Choose another name")
    }
    let isTaken = try repository.target(of: .prompt(newName, .info)) != nil
    if isTaken, !isPrompt, try !isRenamed(name, to: newName, in: repository) {
      throw RepositoryError(
        .conflict, "there is a prompt '\(newName)' already", hint: "Choose another name")
    }
    if isPrompt { try repository.by(author).rename(name, to: newName) }
    do throws(RepositoryError) {
      try moveFile(name, to: newName, old: old, new: new)
    } catch {
      guard isPrompt else { throw error }
      throw .unfinished(name, to: newName, error)
    }
  }

  /// Gives a file another name, or notes that it has it already, whatever the ledger has.
  private func moveFile(
    _ name: PromptName, to newName: PromptName, old: [UInt8]?, new: [UInt8]?
  ) throws(RepositoryError) {
    let base = try index().bases[name]
    if let old {
      try write(named(old, newName, relativePath(of: name)), to: newName)
      try remove(name)
    } else if let new {
      let named = named(new, newName, relativePath(of: newName))
      if named != new { try write(named, to: newName) }
    }
    if let base { try noteMoved(base, from: name, to: newName) }
    try saveFrames([name: nil, newName: try bytes(of: newName)], changed: [newName])
  }

  /// Refuses renames that the ledger is about to make where a prompt's file cannot follow.
  ///
  /// - Parameter renames: In the order in which they are made, so that one may free the name that the
  ///   next one gives.
  /// - Throws: ``RepositoryError/Code/conflict`` when there is a file of a new name, too.
  public func checkFilesCanFollow(
    _ renames: [(name: PromptName, newName: PromptName)]
  ) throws(RepositoryError) {
    var left: Set<PromptName> = []
    for (name, newName) in renames {
      guard try bytes(of: name) != nil else { continue }
      if !left.contains(newName) { try checkIsFree(newName, for: name) }
      left.insert(name)
    }
  }

  private func checkIsFree(
    _ newName: PromptName, for name: PromptName
  ) throws(RepositoryError) {
    guard try bytes(of: newName) != nil else { return }
    throw RepositoryError(
      .conflict, "there are both \(relativePath(of: name)) and \(relativePath(of: newName))",
      hint: "Move one of them away")
  }

  /// Gives a prompt's file the name that the prompt has got in the ledger.
  ///
  /// - Throws: ``RepositoryError/Code/partial`` when the file did not follow.
  public func follow(_ name: PromptName, to newName: PromptName) throws(RepositoryError) {
    do throws(RepositoryError) {
      guard let old = try bytes(of: name) else { return }
      try checkIsFree(newName, for: name)
      try moveFile(name, to: newName, old: old, new: nil)
    } catch {
      throw .unfinished(name, to: newName, error)
    }
  }

  /// Whether a prompt's file has its new name here, and in HEAD the one before.
  package func isMoveUncommitted(
    _ name: PromptName, to newName: PromptName
  ) throws(RepositoryError) -> Bool {
    guard let control = sourceControl, try control.head() != nil else { return false }
    if try control.isGone(relativePath(of: name)) { return false }
    return try control.isGone(relativePath(of: newName))
  }

  /// Goes on where a rename ended after the prompt had its new name and its file was written.
  ///
  /// - Returns: Whether it was so.
  private func finishRename(
    _ name: PromptName, to newName: PromptName, old: [UInt8]?, new: [UInt8]?,
    in repository: Repository
  ) throws(RepositoryError) -> Bool {
    guard let new, let base = try index().bases[name],
      (old.map { named($0, newName, relativePath(of: name)) } ?? new) == new,
      try isRenamed(name, to: newName, in: repository)
    else { return false }
    if old != nil { try remove(name) }
    try noteMoved(base, from: name, to: newName)
    try saveFrames([name: nil, newName: new], changed: [newName])
    return true
  }

  /// Notes that a file has another name, and what git has there.
  private func noteMoved(
    _ base: IndexEntry, from name: PromptName, to newName: PromptName
  ) throws(RepositoryError) {
    try updateIndex([name: nil, newName: recordingHead(base, of: newName)])
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
      throw RepositoryError.nothing(named: name, file: relativePath(of: name))
    }
    if status.hasUncommittedEdits, !forces {
      throw RepositoryError(
        .conflict, "\(status.path) has edits that are committed nowhere",
        cause: FileRefusal.editsOfDeleted(name))
    }
    if status.tips.info != nil {
      try repository.by(author).delete(name, reason: reason, forces: forcesEnvironments)
    }
    do throws(RepositoryError) {
      try remove(name)
      if try index().bases[name] != nil { try updateIndex([name: nil]) }
      try saveFrames([name: nil])
    } catch {
      guard status.tips.info != nil else { throw error }
      throw RepositoryError(
        .partial,
        "prompt '\(name)' was deleted from the ledger, but its file was not: \(error.message)",
        cause: FileRefusal.unfinishedDeletion(name, error))
    }
  }

  /// The file's bytes with the new name where the header names the old one.
  private func named(
    _ bytes: [UInt8], _ newName: PromptName, _ path: String
  ) -> [UInt8] {
    do throws(PromptFileError) {
      return try PromptFile.bytes(bytes, naming: newName, path: path)
    } catch {
      // A file that cannot be read moves as it is.
      return bytes
    }
  }
}

extension RepositoryError {
  /// The prompt has its new name, and its file has not.
  fileprivate static func unfinished(
    _ name: PromptName, to newName: PromptName, _ error: RepositoryError
  ) -> RepositoryError {
    RepositoryError(
      .partial,
      "prompt '\(name)' is '\(newName)' in the ledger now, but its file did not follow: "
        + error.message,
      cause: FileRefusal.unfinishedRename(name, to: newName, error))
  }
}
