/// One thing that was done to a ledger: one commit of one of its chains.
public struct AuditEntry: Sendable {
  /// The kind of change.
  public enum Event: Sendable, Hashable {
    /// A prompt came to be.
    case created
    /// A version was cut.
    case version(number: Int, hash: VersionHash)
    /// A pointer was moved.
    case moved(Pointer, PointerMove)
    /// A prompt's record was edited.
    case edited
    /// A prompt was put away.
    case archived
    /// An archived prompt was brought back.
    case unarchived
    /// A prompt was deleted, or renamed to another name.
    case left(newName: PromptName?)
    /// Something was exchanged with a hosted API.
    case synced(RemoteName)
    /// An environment was added, removed, or got other rules.
    case environments
    /// A release was made, deployed or rolled back.
    case release(ReleaseStep)
  }

  /// The kind of change.
  public let event: Event
  /// The prompt's name; `nil` for what is about no prompt, or not known any more.
  public let prompt: PromptName?
  /// The prompt's id, likewise.
  public let promptID: PromptID?
  /// The chain.
  package let reference: ReferenceName
  /// The commit that records it.
  package let commit: ObjectID
  /// The one before it in the chain.
  package let parent: ObjectID?
  /// The author of the work, and the time.
  public let author: Signature
  /// Who put it into the ledger.
  package let committer: Signature
  /// The moment at which it came into the ledger, in milliseconds where they are known.
  public let time: Timestamp
  /// The change in a few words.
  public let subject: String
  /// The author's comment; may be empty.
  public let message: String
  /// The reason; may be absent.
  public let reason: String?
  /// The end user that a server's client acted for.
  public let onBehalfOf: String?
  /// The id that ties it to the rest of what one command did, for ``Repository/undo(_:operation:reason:)``.
  public let operation: String?
  /// The operation that it takes back.
  package let undoes: String?
  /// The environment that it is about.
  public let environment: EnvironmentName?
  /// On a deletion: the environments that the prompt was live in.
  package let environmentsAtDeletion: [EnvironmentName]
}

extension AuditEntry {
  /// Whether it changed something in an environment, or its rules.
  func isAbout(_ environment: EnvironmentName) -> Bool {
    self.environment == environment || environmentsAtDeletion.contains(environment)
  }

  /// Whether somebody had part in it, by a piece of a name or address in any case.
  func involves(_ actor: String) -> Bool {
    let actor = actor.lowercased()
    let people = [author.name, author.email, committer.name, committer.email, onBehalfOf ?? ""]
    return people.contains { $0.lowercased().contains(actor) }
  }

  /// Reads what was done at a place of a chain.
  init(_ cursor: AuditCursor, _ reader: some LedgerReader) throws(RepositoryError) {
    let (id, commit, message) = (cursor.id, cursor.commit, cursor.message)
    var name: PromptName?
    var promptID = try message[.promptID].map { text throws(RepositoryError) in
      try PromptID(text)
    }
    var left: [EnvironmentName] = []
    let event: Event
    switch cursor.ref {
    case .prompt(let prompt, .info):
      name = prompt
      event = try AuditEntry.edit(cursor, reader)
    case .prompt(let prompt, .versions):
      name = prompt
      let version = try Version(commit, id: id)
      event = .version(number: version.number, hash: version.hash)
    case .prompt(let prompt, .pointer(let pointer)):
      name = prompt
      event = .moved(pointer, try PointerMove(commit, id: id))
    case .tombstones(let prompt):
      promptID = prompt
      let tombstone = try reader.tombstoneEntry(at: id).tombstone
      name = tombstone.name
      event = .left(newName: tombstone.renamedTo)
      if tombstone.renamedTo == nil {
        left = tombstone.tips.keys.compactMap { Pointer(label: $0)?.environment }.sorted()
      }
    case .tracking(let remote, let prompt):
      promptID = prompt
      event = .synced(remote)
    case .repositoryWide(.environments): event = .environments
    case .repositoryWide(.releases): event = .release(try ReleaseStep(commit, id: id))
    }
    self.init(
      event: event, prompt: name, promptID: promptID, reference: cursor.reference, commit: id,
      parent: commit.parents.first, author: commit.author, committer: commit.committer,
      time: cursor.time, subject: message.subject, message: message.body,
      reason: message[.reason], onBehalfOf: message[.onBehalfOf], operation: message[.operation],
      undoes: message[.undoes],
      environment: message[.pointer].flatMap(Pointer.init(label:))?.environment,
      environmentsAtDeletion: left)
  }

  private static func edit(
    _ cursor: AuditCursor, _ reader: some LedgerReader
  ) throws(RepositoryError) -> Event {
    guard let parent = cursor.commit.parents.first else { return .created }
    let (old, new) = (try reader.record(at: parent), try reader.record(at: cursor.id))
    return switch (old.isArchived, new.isArchived) {
    case (false, true): .archived
    case (true, false): .unarchived
    default: .edited
    }
  }
}
