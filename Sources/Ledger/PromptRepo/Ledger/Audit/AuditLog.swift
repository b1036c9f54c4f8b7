/// What was done to a ledger, one entry after the other, the newest first.
///
/// All chains are followed side by side, each only as far as is asked for.
public struct AuditLog: Sendable {
  private let reader: any LedgerReader
  private let query: AuditQuery
  private var queue = AuditQueue()
  /// Chains that are not yet followed, those with the newest tips first.
  private var waiting: (any ReferenceChronology)?
  private var upcoming: (reference: Reference, milliseconds: Int64)?
  /// What could not be read so far; each chain is told up to there.
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
        try follow(cursor.chain, cursor.reference, at: parent, before: cursor.time)
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
    guard let chain = AuditChain(reference.name), isWanted(chain) else { return }
    try follow(chain, reference.name, at: reference.target, before: nil)
  }

  private mutating func follow(
    _ chain: AuditChain, _ reference: ReferenceName, at id: ObjectID, before later: Timestamp?
  ) throws(RepositoryError) {
    do throws(RepositoryError) {
      let cursor = try AuditCursor(chain, reference, at: id, before: later, reader)
      if let since = query.since, cursor.time < since { return }
      queue.insert(cursor)
    } catch {
      try note(error, reference)
    }
  }

  private func isWanted(_ chain: AuditChain) -> Bool {
    guard let environment = query.environment else { return true }
    return switch chain {
    case .prompt(_, .pointer(let pointer)): pointer.environment == environment
    case .environments, .releases, .tombstones: true
    case .prompt, .tracking: false
    }
  }
}

extension Repository {
  /// What was done to the ledger, or to a part of it.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` for a prompt that there never was.
  public func audit(_ query: AuditQuery = AuditQuery()) throws(RepositoryError) -> AuditLog {
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
      try self.init(reader, list(PromptReferences.root) + list("refs/promptrepo/"), query)
      return
    }
    var references = try list(PromptReferences(name).prefix)
    var ids: Set<PromptID> = []
    if let prompt = try reader.prompt(name) { ids.insert(prompt.record.id) }
    for reference in try list(Tombstone.root) {
      let burials = try reader.burials(at: reference.target)
      for burial in burials where burial.tombstone.name == name { ids.insert(burial.tombstone.id) }
    }
    guard !references.isEmpty || !ids.isEmpty else {
      _ = try reader.existing(name)
      try self.init(reader, [], query)
      return
    }
    for reference in try list("refs/promptrepo/") {
      switch AuditChain(reference.name) {
      case .tombstones(let id) where ids.contains(id): references.append(reference)
      case .tracking(_, let id) where ids.contains(id): references.append(reference)
      default: continue
      }
    }
    try self.init(reader, references, query)
  }
}
