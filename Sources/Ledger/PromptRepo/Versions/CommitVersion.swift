public import CanonicalJSON

/// What to make a version of.
package struct VersionDraft: Sendable {
  /// The content.
  package var content: VersionContent
  /// What the author says about it.
  package var message: String
  /// Who wrote it, and when; the maker of the change when absent.
  package var author: Signature?
  /// Whether the version becomes the active one at once.
  package var activates: Bool
  /// The version that the content was made from.
  ///
  /// Where that is withdrawn, the version does not become the active one by itself.
  package var base: Version?
  /// Whether it may have exactly the content of the version before it.
  package var mayRepeat: Bool
  /// Where it comes from, if from a file in a commit of a code repository.
  package var source: VersionSource?
  /// Who wrote it beside the author, each as `Name <address>`.
  package var coAuthors: [String]

  /// Which version of a hosted API it is, as the remote's name and a number there.
  package var remoteVersion: String?

  /// Makes a draft from its parts.
  package init(
    _ content: VersionContent, message: String = "", author: Signature? = nil,
    activates: Bool = true, from base: Version? = nil, mayRepeat: Bool = false,
    source: VersionSource? = nil, coAuthors: [String] = [], remoteVersion: String? = nil
  ) {
    self.content = content
    self.message = message
    self.author = author
    self.activates = activates
    self.base = base
    self.mayRepeat = mayRepeat
    self.source = source
    self.coAuthors = coAuthors
    self.remoteVersion = remoteVersion
  }
}

extension Repository {
  /// Adds the next version of a prompt, which becomes the active one.
  ///
  /// ```swift
  /// try repository.addVersion(to: name, template: "Hey {{customer}}!", message: "Friendlier")
  /// ```
  ///
  /// - Parameters:
  ///   - config: The model, its parameters and whatever else belongs to the version.
  ///   - message: The author's comment.
  ///   - activates: Whether the version becomes the active one at once.
  ///   - base: The version that the template was made from. Where that was rolled back, the new
  ///     version does not become active by itself.
  /// - Throws: ``RepositoryError/Code/nothingToCommit`` when the latest version has this content,
  ///   ``RepositoryError/Code/invalid`` when the template is empty or longer than 1 MiB,
  ///   ``RepositoryError/Code/notFound``.
  @discardableResult
  public func addVersion(
    to name: PromptName, template: String, config: JSONObject? = nil, message: String = "",
    activates: Bool = true, from base: Version? = nil
  ) throws(RepositoryError) -> Version {
    try perform { transaction throws(RepositoryError) in
      try transaction.addVersion(
        to: name, template: template, config: config, message: message, activates: activates,
        from: base)
    }
  }

  /// As ``addVersion(to:template:config:message:activates:from:)``, of a draft.
  @discardableResult
  package func addVersion(
    _ draft: VersionDraft, to name: PromptName
  ) throws(RepositoryError) -> Version {
    try perform { transaction throws(RepositoryError) in
      try transaction.addVersion(draft, to: name)
    }
  }
}

extension Transaction {
  /// Adds the next version of a prompt, which becomes the active one.
  ///
  /// - Throws: As ``Repository/addVersion(to:template:config:message:activates:from:)`` does.
  @discardableResult
  public mutating func addVersion(
    to name: PromptName, template: String, config: JSONObject? = nil, message: String = "",
    activates: Bool = true, from base: Version? = nil
  ) throws(RepositoryError) -> Version {
    let content = try VersionContent(template: template, config: config)
    return try addVersion(
      VersionDraft(content, message: message, activates: activates, from: base), to: name)
  }
}

extension Transaction {
  /// Cuts the next version of a prompt, and makes it active if the draft says so and no rollback
  /// stands against it.
  ///
  /// - Throws: ``RepositoryError/Code/nothingToCommit`` when the latest version has this content and
  ///   the draft may not repeat it, ``RepositoryError/Code/notFound`` when there is no such prompt.
  @discardableResult
  package mutating func addVersion(
    _ draft: VersionDraft, to name: PromptName
  ) throws(RepositoryError) -> Version {
    try addVersion(draft, to: existing(name))
  }

  /// As ``addVersion(_:to:)``, of a prompt as the transaction sees it.
  package mutating func addVersion(
    _ draft: VersionDraft, to prompt: Prompt
  ) throws(RepositoryError) -> Version {
    let name = prompt.name
    if !draft.mayRepeat, let latest = prompt.latest, latest.hash == draft.content.hash {
      throw RepositoryError(
        .nothingToCommit,
        "version \(latest.number) of prompt '\(name)' has exactly this content already",
        cause: LedgerRefusal.sameContent(name, version: latest.number))
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
      also: draft.coAuthors.map { Trailer(.coAuthoredBy, $0) } + (draft.source?.trailers ?? [])
        + (draft.remoteVersion.map { [Trailer(.remoteVersion, $0)] } ?? []))
    let (commitID, commit) = try append(
      to: .prompt(prompt.name, .versions), of: prompt.name, tree: tree,
      message: message, author: draft.author)
    let version = try self.version(commit, id: commitID)
    note(version, draft.content, of: prompt.name)
    return version
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
