/// The changes of a ledger, one entry after the other, the newest first.
///
/// All chains are followed side by side, each only as far as is asked for.
public struct AuditLog: Sendable {
  private let reader: any LedgerReader
  private let query: AuditQuery
  private var queue = AuditQueue()
  /// Chains that are not yet followed, those with the newest tips first.
  private var waiting: (any ReferenceChronology)?
  private var upcoming: (reference: Reference, milliseconds: Int64)?
  /// The errors of what could not be read so far; each chain is told up to there.
  public private(set) var failures: [RepositoryError] = []

  init(
    _ reader: any LedgerReader, _ references: [Reference], _ query: AuditQuery
  ) throws(RepositoryError) {
    self.reader = reader
    self.query = query
    for reference in references { try follow(reference) }
  }

  init(
    _ reader: any LedgerReader, _ chronology: any ReferenceChronology, _ query: AuditQuery
  ) throws(RepositoryError) {
    self.reader = reader
    self.query = query
    waiting = chronology
    upcoming = try waiting?.next()
  }

  /// The next entry; `nil` after the oldest one.
  ///
  /// What is damaged hides nothing of other chains; it is among ``failures``.
  public mutating func next() throws(RepositoryError) -> AuditEntry? {
    while let cursor = try popNewest() {
      if let parent = cursor.commit.parents.first {
        try follow(cursor.ref, cursor.reference, at: parent, before: cursor.time)
      }
      do throws(RepositoryError) {
        let entry = try AuditEntry(cursor, reader)
        if let environment = query.environment, !entry.isAbout(environment) { continue }
        if let actor = query.actor, !entry.involves(actor) { continue }
        return entry
      } catch {
        try note(error, cursor.reference)
      }
    }
    return nil
  }

  private mutating func note(
    _ error: RepositoryError, _ reference: ReferenceName
  ) throws(RepositoryError) {
    guard error.code == .damaged || error.code == .invalid else { throw error }
    failures.append(
      RepositoryError(
        error.code, "\(reference): \(error.message)", hint: error.hint, cause: error.cause))
  }

  /// Takes the newest place out, once no chain that waits can have a newer one.
  private mutating func popNewest() throws(RepositoryError) -> AuditCursor? {
    while let (reference, milliseconds) = upcoming {
      if let since = query.since, milliseconds < since.milliseconds { break }
      if let newest = queue.newest, newest.isNewer(than: reference.name, at: milliseconds) { break }
      upcoming = try waiting?.next()
      try follow(reference)
    }
    return queue.popNewest()
  }

  private mutating func follow(_ reference: Reference) throws(RepositoryError) {
    guard let ref = LedgerRef(reference.name), isWanted(ref) else { return }
    try follow(ref, reference.name, at: reference.target, before: nil)
  }

  private mutating func follow(
    _ ref: LedgerRef, _ reference: ReferenceName, at id: ObjectID, before later: Timestamp?
  ) throws(RepositoryError) {
    do throws(RepositoryError) {
      let cursor = try AuditCursor(ref, reference, at: id, before: later, reader)
      if let since = query.since, cursor.time < since { return }
      queue.insert(cursor)
    } catch {
      try note(error, reference)
    }
  }

  private func isWanted(_ ref: LedgerRef) -> Bool {
    guard let environment = query.environment else { return true }
    return switch ref {
    case .prompt(_, .pointer(let pointer)): pointer.environment == environment
    case .repositoryWide, .tombstones: true
    case .prompt, .tracking: false
    }
  }
}

extension Repository {
  /// The changes of the ledger, or of a part of it, newest first.
  ///
  /// ```swift
  /// var log = try repository.audit(prompt: name, since: Timestamp("2026-03-15T10:30:00Z"))
  /// while let entry = try log.next() { print(entry.time.rfc3339, entry.subject) }
  /// ```
  ///
  /// - Parameters:
  ///   - prompt: Only this prompt; also one that was deleted.
  ///   - environment: Only what is about this environment.
  ///   - since: Only what came into the ledger at this moment or later.
  ///   - actor: Only what somebody had part in, by a piece of a name or address in any case.
  /// - Throws: ``RepositoryError/Code/notFound`` for a prompt that there never was.
  public func audit(
    prompt: PromptName? = nil, environment: EnvironmentName? = nil, since: Timestamp? = nil,
    actor: String? = nil
  ) throws(RepositoryError) -> AuditLog {
    try audit(
      AuditQuery(prompt: prompt, environment: environment, since: since, actor: actor))
  }

  /// As ``audit(prompt:environment:since:actor:)``, by a query.
  package func audit(_ query: AuditQuery) throws(RepositoryError) -> AuditLog {
    if query.prompt == nil, let store = store as? any ChronologicalStore {
      return try AuditLog(self, store.chronology(), query)
    }
    return try AuditLog(self, query) { (prefix) throws(RepositoryError) in
      try store.references(under: prefix)
    }
  }
}

extension AuditLog {
  /// - Parameter list: Lists references by what they begin with.
  init(
    _ reader: some LedgerReader, _ query: AuditQuery,
    _ list: (String) throws(RepositoryError) -> [Reference]
  ) throws(RepositoryError) {
    guard let name = query.prompt else {
      var references: [Reference] = []
      for root in LedgerRef.roots { references += try list(root) }
      try self.init(reader, references, query)
      return
    }
    var references = try list(LedgerRef.prefix(of: name))
    var ids: Set<PromptID> = []
    if let prompt = try reader.prompt(name) { ids.insert(prompt.record.id) }
    for reference in try list(LedgerRef.Folder.tombstones.rawValue) {
      let tombstoneEntries = try reader.tombstoneEntries(at: reference.target)
      for tombstoneEntry in tombstoneEntries where tombstoneEntry.tombstone.name == name {
        ids.insert(tombstoneEntry.tombstone.id)
      }
    }
    guard !references.isEmpty || !ids.isEmpty else {
      _ = try reader.existing(name)
      try self.init(reader, [], query)
      return
    }
    for reference in try list(LedgerRef.root) {
      switch LedgerRef(reference.name) {
      case .tombstones(let id) where ids.contains(id): references.append(reference)
      case .tracking(_, let id) where ids.contains(id): references.append(reference)
      default: continue
      }
    }
    try self.init(reader, references, query)
  }
}

/// Which part of a ledger's history is asked for.
package struct AuditQuery: Sendable {
  /// Only this prompt; also one that was deleted.
  package var prompt: PromptName?
  /// Only what is about this environment.
  package var environment: EnvironmentName?
  /// Only what came into the ledger at this moment or later.
  package var since: Timestamp?
  /// Only what somebody had part in, by a piece of a name or address in any case.
  package var actor: String?

  /// Makes a query; for all, unless something is named.
  package init(
    prompt: PromptName? = nil, environment: EnvironmentName? = nil, since: Timestamp? = nil,
    actor: String? = nil
  ) {
    self.prompt = prompt
    self.environment = environment
    self.since = since
    self.actor = actor
  }
}

/// A place in a chain, with the commit that is read there.
struct AuditCursor: Sendable {
  let ref: LedgerRef
  /// The name of `ref`, made once.
  let reference: ReferenceName
  let id: ObjectID
  let commit: Commit
  let message: CommitMessage
  /// When the commit came into the ledger; along a chain it never grows, whatever clocks said.
  let time: Timestamp

  init(
    _ ref: LedgerRef, _ reference: ReferenceName, at id: ObjectID, before later: Timestamp?,
    _ reader: some LedgerReader
  ) throws(RepositoryError) {
    self.ref = ref
    self.reference = reference
    self.id = id
    commit = try reader.commit(id, for: "a step of \(reference)")
    message = CommitMessage(commit.message)
    let time = commit.time(message)
    self.time = later.map { min(time, $0) } ?? time
  }

  /// Whether it is to be told before another one, the newest being told first.
  func isNewer(than other: AuditCursor) -> Bool {
    isNewer(than: other.reference, at: other.time.milliseconds)
  }

  /// Whether it is to be told before the tip of another chain, which need not be read for that.
  func isNewer(than other: ReferenceName, at milliseconds: Int64) -> Bool {
    // By the moment: the clocks on the walls may differ.
    if time.milliseconds != milliseconds { return time.milliseconds > milliseconds }
    let (mine, theirs) = (ref.rank, other.rank)
    return mine != theirs ? mine > theirs : reference < other
  }
}

/// The places where the chains of a ledger stand, the newest first: a binary heap.
struct AuditQueue: Sendable {
  private var cursors: [AuditCursor] = []

  /// The newest one.
  var newest: AuditCursor? { cursors.first }

  mutating func insert(_ cursor: AuditCursor) {
    cursors.append(cursor)
    var child = cursors.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard cursors[child].isNewer(than: cursors[parent]) else { return }
      cursors.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the newest one out.
  mutating func popNewest() -> AuditCursor? {
    guard let newest = cursors.first, let last = cursors.popLast() else { return nil }
    guard !cursors.isEmpty else { return newest }
    cursors[0] = last
    var parent = 0
    while true {
      var newestOfThree = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < cursors.count && cursors[child].isNewer(than: cursors[newestOfThree]) {
        newestOfThree = child
      }
      guard newestOfThree != parent else { return newest }
      cursors.swapAt(parent, newestOfThree)
      parent = newestOfThree
    }
  }
}
