internal import CanonicalJSON
public import PromptRepo

extension Workspace {
  /// Edits a prompt's record, and the header of its file with it.
  ///
  /// A file whose prompt does not exist yet has its header edited alone. Other edits of the file
  /// stay uncommitted.
  ///
  /// - Returns: Whether anything was different from what it should be.
  /// - Throws: ``RepositoryError/Code/notFound`` when there is neither prompt nor file,
  ///   ``RepositoryError/Code/invalid`` when a field is too long or the file cannot be read: then
  ///   nothing has changed.
  @discardableResult
  public func set(
    _ name: PromptName, _ edit: RecordEdit, in repository: Repository, by author: Signature
  ) throws(RepositoryError) -> Bool {
    guard let status = try status(of: [name], in: repository).prompts.first else {
      throw RepositoryError.nothing(named: name, file: relativePath(of: name))
    }
    let old = try bytes(of: name)
    var new: [UInt8]?
    if let old {
      new = try reportingFile { () throws(PromptFileError) in
        let bytes = try PromptFile.bytes(old, editing: edit, path: status.path, name: name)
        _ = try PromptFile(parsing: bytes, path: status.path, name: name)
        return bytes
      }
    }
    var isDifferent = false
    var info = status.tips.info
    if info != nil {
      let current = try repository.existing(name).record
      if edit.applied(to: current) != current {
        isDifferent = true
        info = try repository.change(by: author) {
          (transaction: inout Transaction) throws(RepositoryError) in
          try transaction.edit(name, edit)
          return try ChainTips(of: name, in: transaction).info
        }
      }
    }
    if let new, new != old {
      do throws(RepositoryError) {
        try write(new, to: name)
      } catch {
        guard isDifferent else { throw error }
        throw RepositoryError(
          .partial,
          "the record of prompt '\(name)' was edited, but not the header of its file: "
            + error.message,
          hint: "Run the command again when the cause is gone", cause: error)
      }
      isDifferent = true
      try saveFrames([name: new], changed: [name])
    }
    // The header was made from the new record if none of its other fields says otherwise.
    let isOther = status.fields.contains { $0.key.value(in: edit) == nil }
    if var base = status.indexed, !isOther, base.record != info, let bytes = new ?? old {
      base.record = info
      try updateIndex([name: recordingHead(base, of: name, bytes: bytes)])
    }
    return isDifferent
  }
}
