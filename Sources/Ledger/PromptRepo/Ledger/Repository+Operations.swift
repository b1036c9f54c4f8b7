public import CanonicalJSON

// The operations of the ledger, each as one change of its own.
extension Repository {
  /// Creates a prompt with its first version.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when the name is taken.
  @discardableResult
  public func create(
    _ name: PromptName, _ draft: VersionDraft, title: String? = nil, description: String? = nil,
    metadata: JSONObject = JSONObject(), by author: Signature
  ) throws(RepositoryError) -> Prompt {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.create(
        name, title: title, description: description, metadata: metadata, draft)
    }
  }

  /// Cuts the next version of a prompt.
  ///
  /// - Throws: ``RepositoryError/Code/nothingToCommit`` when the latest version has this content.
  @discardableResult
  public func addVersion(
    _ draft: VersionDraft, to name: PromptName, by author: Signature
  ) throws(RepositoryError) -> Version {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.addVersion(draft, to: name)
    }
  }

  /// Makes a version the active one.
  @discardableResult
  public func activate(
    _ name: PromptName, _ spec: VersionSpec, reason: String? = nil, by author: Signature
  ) throws(RepositoryError) -> PointerMove {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.activate(name, spec, reason: reason)
    }
  }

  /// Makes an earlier version active again; one step further back each time when no version is
  /// named.
  @discardableResult
  public func rollback(
    _ name: PromptName, _ pointer: Pointer = .active, to spec: VersionSpec? = nil,
    reason: String? = nil, by author: Signature
  ) throws(RepositoryError) -> PointerMove {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.rollback(name, pointer, to: spec, reason: reason)
    }
  }

  /// Edits a prompt's record.
  @discardableResult
  public func edit(
    _ name: PromptName, _ edit: RecordEdit, by author: Signature
  ) throws(RepositoryError) -> PromptRecord {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.edit(name, edit)
    }
  }

  /// Gives a prompt another name.
  public func rename(
    _ name: PromptName, to newName: PromptName, by author: Signature
  ) throws(RepositoryError) {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.rename(name, to: newName)
    }
  }

  /// Deletes a prompt with all its versions.
  public func delete(
    _ name: PromptName, reason: String? = nil, forces: Bool = false, by author: Signature
  ) throws(RepositoryError) {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.delete(name, reason: reason, forces: forces)
    }
  }
}
