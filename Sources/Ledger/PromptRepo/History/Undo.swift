extension Repository {
  /// Appends the inverse of an operation; nothing is rewritten.
  ///
  /// ```swift
  /// let undone = try repository.undo(name, reason: "It was fine")
  /// print(undone.subject)
  /// ```
  ///
  /// - Parameters:
  ///   - name: Only what the operation did to this prompt.
  ///   - operation: The first digits of the operation's id; the last operation if `nil`.
  /// - Throws: ``RepositoryError/Code/unsupported`` for what has no inverse, with the reason,
  ///   ``RepositoryError/Code/conflict`` when something was moved on since,
  ///   ``RepositoryError/Code/notFound``, ``RepositoryError/Code/ambiguous``.
  @discardableResult
  public func undo(
    _ name: PromptName? = nil, operation: String? = nil, reason: String? = nil
  ) throws(RepositoryError) -> UndoResult {
    try perform { transaction throws(RepositoryError) in
      try transaction.undo(name, operation: operation, reason: reason)
    }
  }
}

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
  ) throws(RepositoryError) -> UndoResult {
    let entries = try entries(of: operation, name)
    guard let newest = entries.first, let id = newest.operation else {
      throw RepositoryError(
        .notFound, "there is nothing to undo", cause: LedgerRefusal.nothingToUndo)
    }
    // The oldest first: what began with it says best why it cannot be taken back.
    for entry in entries.reversed() { try checkInverse(of: entry, among: entries) }
    let trailers = [Trailer(.undoes, id)]
    var steps: [UndoResult.Step] = []
    // In the order in which it was done.
    for entry in entries.reversed() {
      if let step = try takeBack(entry, trailers, reason: reason) { steps.append(step) }
    }
    return UndoResult(
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
          + operation, cause: LedgerRefusal.operationNotFound(operation))
    }
    return found
  }

  private mutating func takeBack(
    _ entry: AuditEntry, _ trailers: [Trailer], reason: String?
  ) throws(RepositoryError) -> UndoResult.Step? {
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

/// The outcome of an undo.
public struct UndoResult: Sendable {
  /// One thing that was taken back.
  public enum Step: Sendable {
    /// A pointer went back to what it was at before.
    case moved(PromptName, Pointer, PointerMove)
    /// A version stays, but is not live any more.
    case kept(PromptName, version: Int)
    /// A prompt's record says again what it said before.
    case record(PromptName)
    /// The environments have the rules again that they had before.
    case environments
    /// The releases are again what they were before.
    case releases
  }

  /// The operation that was taken back.
  public let operation: String
  /// The author and the time of the operation.
  public let author: Signature
  /// The operation in a few words.
  public let subject: String
  /// The steps that were taken back.
  public let steps: [Step]
}

extension Transaction {
  /// Refuses what has no inverse, or what others built on since.
  ///
  /// - Parameter entries: All that the operation did.
  mutating func checkInverse(
    of entry: AuditEntry, among entries: [AuditEntry]
  ) throws(RepositoryError) {
    switch entry.event {
    case .created:
      throw .cannotUndo(
        "it created \(entry.subjectName)", cause: .cannotUndoCreation(entry.prompt))
    case .left(nil):
      throw .cannotUndo(
        "it deleted \(entry.subjectName), and no version of a deleted prompt is kept",
        cause: .cannotUndoDeletion(entry.prompt))
    case .left(let newName?):
      throw .cannotUndo(
        "it renamed \(entry.subjectName) to '\(newName)'",
        cause: .cannotUndoRename(entry.prompt, to: newName))
    case .version(let number, _):
      // One of several that a rollback held back stays as it is.
      let isActivated = entries.contains { other in
        if case .moved(.active, _) = other.event { true } else { false }
      }
      guard isActivated else {
        throw .cannotUndo(
          "it cut v\(number) of \(entry.subjectName), which was not made live by it",
          hint: "Versions are never taken back; commit another one instead")
      }
    case .moved(let pointer, let move):
      guard move.parent != nil else {
        throw .cannotUndo(
          "nothing was \(pointer == .active ? "active" : "live in '\(pointer)'") before, so "
            + "\(entry.subjectName) has nothing to go back to",
          hint: "Deploy or activate another version instead")
      }
      try checkTip(entry)
    case .edited, .archived, .unarchived: try checkTip(entry)
    case .environments:
      try checkTip(entry)
      try checkUnused(entry)
    case .release(let step): try check(step)
    case .synced: break
    }
  }

  /// Refuses to take back what is not the last step of its chain.
  private func checkTip(_ entry: AuditEntry) throws(RepositoryError) {
    guard let tip = try target(of: entry.reference), tip != entry.commit else { return }
    let later = try commit(tip, for: "a step of \(entry.reference)")
    let message = CommitMessage(later.message)
    throw RepositoryError(
      .conflict,
      "\(entry.reference) was moved on since, by \(later.author.name): \(message.subject)",
      cause: LedgerRefusal.movedOn(operation: message[.operation]))
  }

  /// Refuses to take an environment from the list in which prompts are live.
  private mutating func checkUnused(_ entry: AuditEntry) throws(RepositoryError) {
    let before =
      if let parent = entry.parent { try environmentList(at: parent) } else { EnvironmentList() }
    for environment in try environments() where before[environment.name] == nil {
      let pointer = LedgerRef.PromptKind.pointer(.environment(environment.name))
      try expectDeploymentsUnchanged(environment.name)
      guard try !names(having: pointer).isEmpty else { continue }
      throw RepositoryError(
        .protected, "prompts are live in '\(environment.name)', which it added",
        cause: LedgerRefusal.cannotUndoEnvironment(environment.name))
    }
  }

  private func check(_ step: ReleaseStep) throws(RepositoryError) {
    var chain = releaseChain(from: try target(of: .releases))
    var other: ReleaseStep?
    while other == nil, let later = try chain.next(downTo: step.commit) {
      let isSame =
        switch (step.action, later.action) {
        case (.created, _), (.withdrawn, _), (_, .created), (_, .withdrawn):
          later.release == step.release
        default: later.environment == step.environment
        }
      if isSame { other = later }
    }
    guard let other else { return }
    throw RepositoryError(
      .conflict, "release '\(other.release)' was moved on since, by \(other.author.name)",
      cause: LedgerRefusal.movedOn(operation: other.operation))
  }
}

extension ReleaseStep {
  /// The environment that the step is about.
  public var environment: EnvironmentName? {
    switch action {
    case .created, .withdrawn: nil
    case .deployed(let name), .rolledBack(let name, _): name
    }
  }
}

extension AuditEntry {
  /// What it is about, as a sentence names it.
  fileprivate var subjectName: String {
    prompt.map { "prompt '\($0)'" } ?? "it"
  }
}

extension RepositoryError {
  fileprivate static func cannotUndo(
    _ reason: String, hint: String? = nil, cause: LedgerRefusal? = nil
  ) -> RepositoryError {
    RepositoryError(
      .unsupported, "the operation cannot be undone: \(reason)", hint: hint, cause: cause)
  }
}

extension Transaction {
  /// Appends the inverse of a step.
  mutating func takeBack(
    _ step: ReleaseStep, _ trailers: [Trailer]
  ) throws(RepositoryError) {
    let name = step.release
    switch step.action {
    case .deployed(let environment), .rolledBack(let environment, _):
      _ = try recordRollback(
        of: step, in: environment, "releases in \(environment) as they were before", trailers)
    case .created, .withdrawn:
      let file = Release.fileName(name)
      var entries = try releaseTree()?.entries ?? []
      if case .created = step.action {
        entries.removeAll { $0.name == file }
      } else if let parent = step.parent {
        entries += try releaseTree(at: parent).tree[file].map { [$0] } ?? []
      }
      let verb = if case .created = step.action { "withdrawn" } else { "made again" }
      try append(
        release: name, tree: add(Tree(entries).object), "release \(name) \(verb)", trailers)
    }
  }
}
