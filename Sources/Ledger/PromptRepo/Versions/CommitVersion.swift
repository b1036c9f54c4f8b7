/// What to make a version of.
public struct VersionDraft: Sendable {
  /// The content.
  public var content: VersionContent
  /// What the author says about it.
  public var message: String
  /// Who wrote it, and when; the maker of the change when absent.
  public var author: Signature?
  /// Whether the version becomes the active one at once.
  public var activates: Bool
  /// The version that the content was made from.
  ///
  /// Where that is withdrawn, the version does not become the active one by itself.
  public var base: Version?
  /// Whether it may have exactly the content of the version before it.
  public var mayRepeat: Bool
  /// Where it comes from, if from a file in a commit of a code repository.
  public var source: VersionSource?

  /// Which version of a hosted API it is, as the remote's name and a number there.
  public var remoteVersion: String?

  /// Makes a draft from its parts.
  public init(
    _ content: VersionContent, message: String = "", author: Signature? = nil,
    activates: Bool = true, from base: Version? = nil, mayRepeat: Bool = false,
    source: VersionSource? = nil, remoteVersion: String? = nil
  ) {
    self.content = content
    self.message = message
    self.author = author
    self.activates = activates
    self.base = base
    self.mayRepeat = mayRepeat
    self.source = source
    self.remoteVersion = remoteVersion
  }
}

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
      also: (draft.source?.trailers ?? [])
        + (draft.remoteVersion.map { [Trailer(.remoteVersion, $0)] } ?? []))
    let (commitID, commit) = try append(
      to: .prompt(prompt.name, .versions), of: prompt.name, tree: tree,
      message: message, author: draft.author)
    return try self.version(commit, id: commitID)
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
