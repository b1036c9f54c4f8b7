extension Transaction {
  /// Cuts the next version of a prompt, and makes it active if the draft says so and no rollback
  /// stands against it.
  ///
  /// - Throws: ``RepositoryError/Code/nothingToCommit`` when the latest version has this content and
  ///   the draft may not repeat it, ``RepositoryError/Code/notFound`` when there is no such prompt.
  @discardableResult
  public mutating func addVersion(
    _ draft: VersionDraft, to name: PromptName
  ) throws(RepositoryError) -> Version {
    let prompt = try existing(name)
    if !draft.mayRepeat, let latest = prompt.latest, latest.hash == draft.content.hash {
      throw RepositoryError(
        .nothingToCommit,
        "version \(latest.number) of prompt '\(name)' has exactly this content already",
        hint: "`promptrepo activate \(name)@v\(latest.number)` makes it live")
    }
    let isHeld = try withdrawal(against: draft, of: name) != nil
    let version = try cut(draft, number: (prompt.latest?.number ?? 0) + 1, of: prompt)
    if draft.activates, !isHeld { try move(.active, of: name, to: version, author: draft.author) }
    return version
  }

  private mutating func cut(
    _ draft: VersionDraft, number: Int, of prompt: Prompt
  ) throws(RepositoryError) -> Version {
    let tree = addTree(of: draft.content)
    let message = CommitMessage(
      version: number, of: prompt, draft.content, body: draft.message,
      also: (draft.source?.trailers ?? [])
        + (draft.remoteVersion.map { [Trailer(.remoteVersion, $0)] } ?? []))
    let (commitID, commit) = try append(
      to: PromptReferences(prompt.name).versions, of: prompt.name, tree: tree,
      message: message, author: draft.author)
    return try Version(commit, id: commitID)
  }

  /// Adds a version's files and the tree of them.
  mutating func addTree(of content: VersionContent) -> ObjectID {
    let objects = content.objects
    for file in objects.files { add(file) }
    return add(objects.tree)
  }
}

extension CommitMessage {
  /// The message of a version.
  init(
    version number: Int, of prompt: Prompt, _ content: VersionContent, body: String,
    also trailers: [Trailer]
  ) {
    let id = VersionID(prompt: prompt.record.id, number: number, hash: content.hash)
    self.init(
      subject: "\(prompt.name) v\(number)", body: body,
      trailers: [
        Trailer(.promptID, prompt.record.id.rawValue), Trailer(.promptVersion, "\(number)"),
        Trailer(.versionID, id.rawValue), Trailer(.versionHash, "\(content.hash)"),
        Trailer(.templateHash, "\(content.templateHash)"),
      ] + trailers)
  }
}
