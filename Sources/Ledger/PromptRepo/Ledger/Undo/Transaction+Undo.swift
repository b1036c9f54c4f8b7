extension Transaction {
  /// Appends the inverse of an operation; nothing is rewritten.
  ///
  /// - Parameters:
  ///   - name: Only what the operation did to this prompt.
  ///   - operation: The first digits of the operation's id; the last operation if `nil`.
  /// - Throws: ``RepositoryError/Code/unsupported`` for what has no inverse, with the reason,
  ///   ``RepositoryError/Code/conflict`` when something was moved on since,
  ///   ``RepositoryError/Code/notFound``, ``RepositoryError/Code/ambiguous``.
  public mutating func undo(
    _ name: PromptName? = nil, operation: String? = nil, reason: String? = nil
  ) throws(RepositoryError) -> Undone {
    let entries = try entries(of: operation, name)
    guard let newest = entries.first, let id = newest.operation else {
      throw RepositoryError(
        .notFound, "there is nothing to undo", hint: "`promptrepo audit` shows what was done")
    }
    // The oldest first: what began with it says best why it cannot be taken back.
    for entry in entries.reversed() { try checkInverse(of: entry, among: entries) }
    let trailers = [Trailer(.undoes, id)]
    var steps: [Undone.Step] = []
    // In the order in which it was done.
    for entry in entries.reversed() {
      if let step = try takeBack(entry, trailers, reason: reason) { steps.append(step) }
    }
    return Undone(
      operation: id, author: newest.author, subject: newest.subject,
      steps: steps)
  }

  /// What an operation did, the newest first.
  private func entries(
    of operation: String?, _ name: PromptName?
  ) throws(RepositoryError) -> [AuditEntry] {
    var log = try auditLog(AuditQuery(prompt: name))
    var found: [AuditEntry] = []
    while let entry = try log.next() {
      // What was exchanged with a hosted API is there, whatever is done here.
      if case .synced = entry.event { continue }
      guard let id = entry.operation else { continue }
      if let first = found.first {
        if id == first.operation {
          found.append(entry)
        } else if let operation, id.utf8.starts(with: operation.utf8) {
          throw RepositoryError(
            .ambiguous, "'\(operation)' fits several operations: \(first.operation ?? ""), \(id)",
            hint: "Give more digits")
        } else if operation == nil, entry.time.seconds < first.begin {
          break
        }
      } else if operation.map({ id.utf8.starts(with: $0.utf8) }) ?? true {
        found.append(entry)
      }
    }
    // Half of an operation is not to be taken for the whole.
    if let failure = log.failures.first { throw failure }
    if found.isEmpty, let operation {
      throw RepositoryError(
        .notFound,
        "no operation" + (name.map { " on '\($0)'" } ?? "") + " has an id that begins with "
          + operation, hint: "`promptrepo audit` shows the ids")
    }
    return found
  }

  private mutating func takeBack(
    _ entry: AuditEntry, _ trailers: [Trailer], reason: String?
  ) throws(RepositoryError) -> Undone.Step? {
    switch entry.event {
    case .version(let number, _):
      return entry.prompt.map { .kept($0, version: number) }
    case .moved(let pointer, let move):
      guard let name = entry.prompt, let parent = move.parent else { return nil }
      let earlier = try self.move(at: parent, of: name)
      let moved = try self.move(
        pointer, of: name, to: version(of: earlier), restoring: earlier,
        reason: reason, also: trailers)
      return .moved(name, pointer, moved)
    case .edited, .archived, .unarchived:
      guard let name = entry.prompt, let parent = entry.parent else { return nil }
      try append(
        record(at: parent), of: name, subject: "\(name) record as it was before",
        trailers + Trailer.reason(reason))
      return .record(name)
    case .environments:
      try restoreEnvironments(before: entry, trailers + Trailer.reason(reason))
      return .environments
    case .release(let step):
      try takeBack(step, trailers + Trailer.reason(reason))
      return .releases
    case .created, .left, .synced: return nil
    }
  }

  private mutating func restoreEnvironments(
    before entry: AuditEntry, _ trailers: [Trailer]
  ) throws(RepositoryError) {
    let list =
      if let parent = entry.parent { try environmentList(at: parent) } else { EnvironmentList() }
    let pointer = entry.environment.map { [Trailer(.pointer, Pointer.environment($0).label)] }
    try append(
      to: .environments, tree: addTree(EnvironmentList.fileName, list.file),
      message: CommitMessage(
        subject: "environments as they were before", trailers: (pointer ?? []) + trailers))
  }
}

extension AuditEntry {
  /// A moment before which nothing of the entry's operation is, in seconds since 1970.
  ///
  /// All that one does has its author's time, and is put after what is in its chain already.
  fileprivate var begin: Int64 { min(time.seconds, author.time.seconds) }
}
