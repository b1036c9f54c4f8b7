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
  ///   - operation: The first digits of the operation's id; the last operation if `nil`. Of two
  ///     within the same millisecond, on different pointers, either may count as the last.
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
  ///   - operation: The first digits of the operation's id; the last operation if `nil`. Of two
  ///     within the same millisecond, on different pointers, either may count as the last.
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
    let operation = UndoneOperation(id, entries)
    // The oldest first: what began with it says best why it cannot be taken back.
    for chain in operation.chains.reversed() { try checkInverse(of: chain, in: operation) }
    for creation in operation.created.reversed() { try checkCreation(creation, by: id) }
    let trailers = [Trailer(.undoes, id)]
    var steps: [UndoResult.Step] = []
    // In the order in which it was done.
    for chain in operation.chains.reversed() {
      if let step = try takeBack(chain, trailers, reason: reason) { steps.append(step) }
    }
    for creation in operation.created.reversed() {
      if let step = try takeBack(creation: creation, trailers, reason: reason) {
        steps.append(step)
      }
    }
    // Last, since all else is found by the names that prompts have now.
    steps += try takeBack(renames: operation.renames, trailers, reason: reason)
    return UndoResult(
      operation: id, author: newest.author, subject: newest.subject,
      steps: steps)
  }

  /// What an operation did, the newest first.
  private func entries(
    of operation: String?, _ name: PromptName?
  ) throws(RepositoryError) -> [AuditEntry] {
    let current = try name.map { name throws(RepositoryError) in try currentName(of: name) }
    var log = try auditLog(AuditQuery(prompt: current))
    var found: [AuditEntry] = []
    // No two operations have the same digits, so nothing is looked for behind one that has all.
    let isOne = operation.map { $0.utf8.count == UndoResult.idLength } ?? true
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
        } else if isOne, entry.time.seconds < first.begin {
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
    _ chain: UndoneChain, _ trailers: [Trailer], reason: String?
  ) throws(RepositoryError) -> UndoResult.Step? {
    let entry = chain.newest
    switch entry.event {
    case .version(let number, _):
      return entry.prompt.map { .kept($0, version: number) }
    case .moved(let pointer, _):
      guard let name = entry.prompt, let parent = chain.parent else { return nil }
      let earlier = try self.move(at: parent, of: name)
      let moved = try self.move(
        pointer, of: name, to: version(of: earlier), restoring: earlier,
        reason: reason, also: trailers)
      return .moved(name, pointer, moved)
    case .edited, .archived, .unarchived:
      guard let name = entry.prompt, let parent = chain.parent else { return nil }
      try append(
        record(at: parent), of: name, subject: "\(name) record as it was before",
        trailers + Trailer.reason(reason))
      return .record(name)
    case .environments:
      try restoreEnvironments(before: chain, trailers + Trailer.reason(reason))
      return .environments
    case .release(let step):
      try takeBack(step, trailers + Trailer.reason(reason))
      return .releases
    case .created, .left, .synced: return nil
    }
  }

  private mutating func restoreEnvironments(
    before chain: UndoneChain, _ trailers: [Trailer]
  ) throws(RepositoryError) {
    let list = try environmentList(before: chain)
    let pointer = chain.newest.environment.map {
      [Trailer(.pointer, Pointer.environment($0).label)]
    }
    try append(
      to: .environments, tree: addTree(EnvironmentList.fileName, list.file),
      message: CommitMessage(
        subject: "environments as they were before", trailers: (pointer ?? []) + trailers))
  }

  private func environmentList(
    before chain: UndoneChain
  ) throws(RepositoryError) -> EnvironmentList {
    if let parent = chain.parent { try environmentList(at: parent) } else { EnvironmentList() }
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
    /// A prompt that was created is put away, with all that it has.
    case archived(PromptName)
    /// A prompt has its earlier name again.
    case renamed(PromptName, to: PromptName)
  }

  /// How many digits an operation's id has.
  package static let idLength = 32

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
  fileprivate mutating func checkInverse(
    of chain: UndoneChain, in operation: UndoneOperation
  ) throws(RepositoryError) {
    let entry = chain.newest
    switch entry.event {
    case .left(nil):
      throw .cannotUndo(
        "it deleted \(entry.subjectName), and no version of a deleted prompt is kept",
        cause: .cannotUndoDeletion(entry.prompt))
    case .version(let number, _):
      // What was not made live stays as it is, where there is something else to take back.
      guard operation.hasInverse else {
        throw .cannotUndo(
          "it cut v\(number) of \(entry.subjectName), which was not made live by it",
          hint: "Versions are never taken back; commit another one instead")
      }
    case .moved(let pointer, _):
      guard chain.parent != nil else {
        throw .cannotUndo(
          "nothing was \(pointer == .active ? "active" : "live in '\(pointer)'") before, so "
            + "\(entry.subjectName) has nothing to go back to",
          cause: entry.prompt.map { .cannotUndoFirstMove($0, pointer) })
      }
      try checkTip(entry)
    case .edited, .archived, .unarchived, .left: try checkTip(entry)
    case .environments:
      try checkTip(entry)
      try checkUnused(chain)
    case .release(let step): try check(step)
    case .created, .synced: break
    }
  }

  /// Refuses to take back what is not the last step of its chain.
  private func checkTip(_ entry: AuditEntry) throws(RepositoryError) {
    guard let tip = try target(of: entry.reference), tip != entry.commit else { return }
    throw try movedOn(entry.reference, to: tip)
  }

  /// The refusal where a chain was moved on by somebody.
  private func movedOn(
    _ reference: ReferenceName, to tip: ObjectID
  ) throws(RepositoryError) -> RepositoryError {
    let later = try commit(tip, for: "a step of \(reference)")
    let message = CommitMessage(later.message)
    return RepositoryError(
      .conflict,
      "\(reference) was moved on since, by \(later.author.name): \(message.subject)",
      cause: LedgerRefusal.movedOn(operation: message[.operation]))
  }

  /// Refuses to take an environment from the list in which prompts are live.
  private mutating func checkUnused(_ chain: UndoneChain) throws(RepositoryError) {
    let before = try environmentList(before: chain)
    for environment in try environments() where before[environment.name] == nil {
      let pointer = LedgerRef.PromptKind.pointer(.environment(environment.name))
      try expectDeploymentsUnchanged(environment.name)
      guard try !names(having: pointer).isEmpty else { continue }
      throw RepositoryError(
        .protected, "prompts are live in '\(environment.name)', which it added",
        cause: LedgerRefusal.cannotUndoEnvironment(environment.name))
    }
  }

  /// Refuses to put a prompt away that is live in an environment, or that somebody worked on since.
  fileprivate mutating func checkCreation(
    _ chain: UndoneChain, by operation: String
  ) throws(RepositoryError) {
    guard let name = chain.newest.prompt else { return }
    let environments = try environments(of: name)
    guard environments.isEmpty else {
      let list = environments.map(\.rawValue).joined(separator: ", ")
      throw .cannotUndo(
        "it created prompt '\(name)', which is live in \(list)",
        cause: .cannotUndoCreation(name, liveIn: environments))
    }
    try checkTip(chain.newest)
    for reference in try references(under: LedgerRef.prefix(of: name))
    where reference.name != chain.newest.reference {
      let commit = try commit(reference.target, for: "a step of \(reference.name)")
      let message = CommitMessage(commit.message)
      // What came with an import keeps its operation and its time, which is earlier.
      guard message[.operation] != operation, commit.time(message) > chain.newest.time else {
        continue
      }
      throw try movedOn(reference.name, to: reference.target)
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

/// What an operation did, by the chains that it moved on.
private struct UndoneOperation {
  /// What it did in each chain, but to prompts that it created.
  private(set) var chains: [UndoneChain] = []
  /// The records of the prompts that it created.
  private(set) var created: [UndoneChain] = []
  /// Each other name that it gave a prompt, the newest first; a prompt may have gone by way of a third.
  private(set) var renames: [AuditEntry] = []
  /// Whether it did more than make versions, which are never taken back.
  var hasInverse: Bool {
    !created.isEmpty
      || chains.contains { if case .version = $0.newest.event { false } else { true } }
  }

  /// Gathers what an operation did.
  ///
  /// - Parameter entries: The newest first.
  init(_ id: String, _ entries: [AuditEntry]) {
    var new: Set<PromptName> = []
    for entry in entries {
      if case .created = entry.event, let name = entry.prompt { new.insert(name) }
    }
    var places: [ReferenceName: Int] = [:]
    var found: [UndoneChain] = []
    for entry in entries {
      switch entry.event {
      case .version, .release: found.append(UndoneChain(newest: entry, parent: entry.parent))
      default:
        if let place = places[entry.reference] {
          found[place].parent = entry.parent
        } else {
          places[entry.reference] = found.count
          found.append(UndoneChain(newest: entry, parent: entry.parent))
        }
      }
    }
    for chain in found {
      let isNew = chain.newest.prompt.map { new.contains($0) } ?? false
      if !isNew {
        chains.append(chain)
      } else if LedgerRef(chain.newest.reference)?.isRecord ?? false {
        created.append(chain)
      }
    }
    renames = entries.filter { if case .left = $0.event { true } else { false } }
  }
}

/// What an operation did in one chain, of which it may have made several steps.
private struct UndoneChain {
  /// The last step.
  let newest: AuditEntry
  /// What was before the first step; `nil` where the chain began with it.
  var parent: ObjectID?
}

extension LedgerRef {
  /// Whether it is the chain of a prompt's record.
  fileprivate var isRecord: Bool {
    if case .prompt(_, .info) = self { true } else { false }
  }
}

extension Transaction {
  /// Puts a prompt away that was created: its versions stay, and whoever undoes that has it again.
  fileprivate mutating func takeBack(
    creation chain: UndoneChain, _ trailers: [Trailer], reason: String?
  ) throws(RepositoryError) -> UndoResult.Step? {
    guard let name = chain.newest.prompt else { return nil }
    var record = try existing(name).record
    if record.isArchived { return nil }
    record.archivedAt = Timestamp(milliseconds: committer.time.milliseconds)
    try append(record, of: name, subject: "\(name) archived", trailers + Trailer.reason(reason))
    return .archived(name)
  }

  /// Gives prompts their earlier names again, each once its name is free, and from name to name in the
  /// other direction.
  fileprivate mutating func takeBack(
    renames: [AuditEntry], _ trailers: [Trailer], reason: String?
  ) throws(RepositoryError) -> [UndoResult.Step] {
    var waiting: [(old: PromptName, new: PromptName, chain: ReferenceName)] =
      renames.compactMap { entry in
        guard case .left(let newName?) = entry.event else { return nil }
        return entry.prompt.map { ($0, newName, entry.reference) }
      }
    var steps: [UndoResult.Step] = []
    while let first = waiting.first {
      var next: Int?
      var begun: Set<ReferenceName> = []
      for (place, step) in waiting.enumerated() where next == nil {
        guard begun.insert(step.chain).inserted else { continue }
        if try target(of: .prompt(step.old, .info)) == nil { next = place }
      }
      guard let next else {
        throw .cannotUndo(
          "it renamed prompt '\(first.old)' to '\(first.new)', and '\(first.old)' is another "
            + "prompt now", cause: .cannotUndoRename(first.old, to: first.new))
      }
      let (old, new, _) = waiting.remove(at: next)
      try rename(new, to: old, reason: reason, author: nil, also: trailers)
      steps.append(.renamed(new, to: old))
    }
    return steps
  }

  /// The name that the last prompt of a name has now; the name itself where it is in use, or where
  /// no prompt is left.
  private func currentName(of name: PromptName) throws(RepositoryError) -> PromptName {
    guard try target(of: .prompt(name, .info)) == nil else { return name }
    var (found, time) = (name, Timestamp(milliseconds: Int64.min))
    for reference in try references(under: LedgerRef.Folder.tombstones.rawValue) {
      let left = try tombstoneEntries(at: reference.target)
      guard let newName = left.first?.tombstone.renamedTo,
        let entry = left.first(where: { $0.tombstone.name == name }), entry.author.time > time,
        try prompt(newName)?.record.id == entry.tombstone.id
      else { continue }
      (found, time) = (newName, entry.author.time)
    }
    return found
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
