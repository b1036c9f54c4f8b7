extension AuditEntry {
  /// Reads what was done at a place of a chain.
  init(_ cursor: AuditCursor, _ reader: some LedgerReader) throws(RepositoryError) {
    let (id, commit, message) = (cursor.id, cursor.commit, cursor.message)
    var name: PromptName?
    var promptID = try message[.promptID].map { text throws(RepositoryError) in
      try PromptID(text)
    }
    var left: [EnvironmentName] = []
    let event: Event
    switch cursor.chain {
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
      let tombstone = try reader.burial(at: id).tombstone
      name = tombstone.name
      event = .left(newName: tombstone.renamedTo)
      if tombstone.renamedTo == nil {
        left = tombstone.tips.keys.compactMap { Pointer(label: $0)?.environment }.sorted()
      }
    case .tracking(let remote, let prompt):
      promptID = prompt
      event = .synced(remote)
    case .environments: event = .environments
    case .releases: event = .release(try ReleaseStep(commit, id: id))
    }
    self.init(
      event: event, prompt: name, promptID: promptID, reference: cursor.reference, commit: id,
      parent: commit.parents.first, author: commit.author, committer: commit.committer,
      time: cursor.time, subject: message.subject, message: message.body,
      reason: message[.reason], onBehalfOf: message[.onBehalfOf], operation: message[.operation],
      undoes: message[.undoes],
      environment: message[.pointer].flatMap(Pointer.init(label:))?.environment,
      leftEnvironments: left)
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
