package import APIKeys
package import PromptRepo

/// What one command, request or button did to a ledger.
package struct LedgerOperation: Sendable {
  /// Its id, 32 digits; `nil` for what was done without one.
  package let id: String?
  /// What it did, the newest first; of a large one, only so much.
  package private(set) var entries: [AuditEntry]
  /// How many things it did.
  package private(set) var count = 1
  /// How far back in time it reaches, in seconds since 1970.
  private(set) var begin: Int64

  /// How many entries are kept of one.
  package static let entryLimit = 200

  init(_ entry: AuditEntry) {
    id = entry.operation
    entries = [entry]
    begin = entry.time.seconds
  }

  mutating func add(_ entry: AuditEntry) {
    count += 1
    begin = min(begin, entry.time.seconds)
    if entries.count < LedgerOperation.entryLimit { entries.append(entry) }
  }

  /// What stands for it in a list that goes on after it.
  var cursor: String { id ?? entries.first?.commit.hex ?? "" }

  /// The operation that it takes back; `nil` where it is no undo.
  package var undoes: String? { entries.lazy.compactMap(\.undoes).first }

  /// The least role that may take it back, which is the one that it needed.
  package var role: Role {
    entries.map(\.role).max() ?? .editor
  }
}

/// A part of what was done to a ledger, the newest first.
package struct ActivityPage: Sendable {
  /// The operations.
  package let operations: [LedgerOperation]
  /// Where the next part begins; `nil` after the last one.
  package let next: String?
  /// What could not be read.
  package let failures: [RepositoryError]
}

extension ServiceRequest {
  /// A part of what was done, the newest first.
  ///
  /// - Parameter cursor: Where an earlier part said that the next one begins.
  /// - Throws: ``ServiceError/invalid(_:parameter:)`` for a cursor that is none,
  ///   ``ServiceError/promptNotFound``.
  package func activity(
    _ query: AuditQuery, after cursor: String? = nil, limit: Int
  ) throws -> ActivityPage {
    guard let ledger else { return ActivityPage(operations: [], next: nil, failures: []) }
    var reader = try OperationReader(log(query, of: ledger))
    if let cursor {
      guard try reader.skip(to: cursor) else {
        throw ServiceError.invalid(
          "'\(cursor)' is no place of this list: begin at its beginning", parameter: "after")
      }
    }
    var operations: [LedgerOperation] = []
    while operations.count <= limit, let next = try reader.next() { operations.append(next) }
    let hasMore = operations.count > limit
    if hasMore { operations.removeLast() }
    return ActivityPage(
      operations: operations, next: hasMore ? operations.last?.cursor : nil,
      failures: reader.failures)
  }

  /// What was done, thing by thing, the newest first; at most so many.
  ///
  /// - Throws: ``ServiceError/promptNotFound``.
  package func auditEntries(_ query: AuditQuery, limit: Int) throws -> [AuditEntry] {
    guard let ledger else { return [] }
    var log = try log(query, of: ledger)
    var entries: [AuditEntry] = []
    while entries.count < limit, let entry = try log.next() { entries.append(entry) }
    return entries
  }

  /// One operation, by its id or at least 8 digits of that.
  ///
  /// - Throws: ``ServiceError/pathNotFound`` where there is none.
  package func operation(_ digits: String) throws -> LedgerOperation {
    guard digits.utf8.count >= 8, let ledger else { throw ServiceError.pathNotFound }
    var log = try ledger.repository.audit(AuditQuery())
    var found: LedgerOperation?
    while let entry = try log.next() {
      if let found, entry.time.seconds < found.begin { break }
      guard let id = entry.operation, id.utf8.starts(with: (found?.id ?? digits).utf8) else {
        continue
      }
      if found == nil { found = LedgerOperation(entry) } else { found?.add(entry) }
    }
    guard let found else { throw ServiceError.pathNotFound }
    return found
  }

  private func log(_ query: AuditQuery, of ledger: Ledger) throws -> AuditLog {
    do throws(RepositoryError) {
      return try ledger.repository.audit(query)
    } catch {
      guard error.code == .notFound else { throw error }
      throw ServiceError.promptNotFound
    }
  }
}

/// Puts the entries of a log together to operations.
private struct OperationReader {
  private var log: AuditLog
  /// Those that may go on, the newest first.
  private var open: [LedgerOperation] = []
  private var isAtEnd = false

  init(_ log: AuditLog) {
    self.log = log
  }

  /// The errors of what could not be read so far.
  var failures: [RepositoryError] { log.failures }

  /// The next operation; `nil` after the oldest one.
  ///
  /// All of one has one time, but where clocks were wrong; then it may be told in two parts.
  mutating func next() throws(RepositoryError) -> LedgerOperation? {
    while !isAtEnd {
      guard let entry = try log.next() else {
        isAtEnd = true
        break
      }
      if let id = entry.operation, let place = open.firstIndex(where: { $0.id == id }) {
        open[place].add(entry)
        continue
      }
      let first = open.first
      open.append(LedgerOperation(entry))
      if let first, entry.time.seconds < first.begin { break }
    }
    return open.isEmpty ? nil : open.removeFirst()
  }

  /// Passes over operations up to one, and that one too.
  ///
  /// - Returns: Whether it is there.
  mutating func skip(to cursor: String) throws(RepositoryError) -> Bool {
    while let operation = try next() {
      if operation.cursor.utf8.elementsEqual(cursor.utf8) { return true }
    }
    return false
  }
}

extension AuditEntry {
  /// The least role that may do it.
  fileprivate var role: Role {
    switch event {
    case .created, .version, .edited, .archived, .unarchived, .moved(.active, _): .editor
    case .moved(.environment, _), .release: .deployer
    case .left, .environments, .synced: .admin
    }
  }
}
