internal import Digests

/// What one operation does to a ledger, gathered before it is applied as one change.
///
/// Reads see what the transaction has pending, and each reference as it was at the first look.
/// Nothing reaches the store before the closure given to ``Repository/change(by:_:)`` has returned.
public struct Transaction: LedgerReader {
  /// Who makes the change, and when.
  public let committer: Signature
  /// The end user that the change is made for, where the committer is a server's client.
  public let onBehalfOf: String?
  /// What ties together all that the operation does; `nil` before the first move.
  ///
  /// Derived from who does it, when, and what is moved first from where. Chains only grow, so no
  /// two operations of a ledger have the same, and the same operations have the same in every
  /// store.
  public private(set) var operation: String?
  /// What has been read already and can never change.
  public let cache: LedgerCache

  private let store: any Store
  private let snapshot = ReferenceSnapshot()
  let makeUUID: @Sendable () -> UUIDValue
  /// When the newest prompt of this transaction was created; `nil` while it made none.
  var newest: Timestamp?
  private var pendingObjects: [ObjectID: GitObject] = [:]
  private var objectOrder: [ObjectID] = []
  private var moves: [ReferenceName: ReferenceMove] = [:]
  private var moveOrder: [ReferenceName] = []
  /// References that must not move meanwhile, though the operation leaves them alone.
  private var expected: Set<ReferenceName> = []

  init(
    store: any Store, cache: LedgerCache, committer: Signature, onBehalfOf: String?,
    makeUUID: @escaping @Sendable () -> UUIDValue
  ) {
    self.store = store
    self.cache = cache
    self.committer = committer
    self.onBehalfOf = onBehalfOf
    self.makeUUID = makeUUID
  }

  /// Reads an object, pending ones included.
  public func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    if let pending = pendingObjects[id] { return pending }
    return try store.object(id)
  }

  /// The object a reference points at, pending moves included.
  public func target(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    if let move = moves[name] { return move.new }
    return try seenTarget(of: name)
  }

  /// The object that a reference pointed at when the transaction first looked.
  private func seenTarget(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try snapshot.target(of: name) { () throws(RepositoryError) in try store.reference(name) }
  }

  /// Everything gathered, as one value.
  mutating func finish() throws(RepositoryError) -> Change {
    try setClock()
    return Change(
      objects: objectOrder.compactMap { pendingObjects[$0] },
      moves: moveOrder.compactMap { moves[$0] }
        .filter { $0.old != $0.new || expected.contains($0.name) },
      committer: committer)
  }

  /// The operation's id, derived now if this is its first move.
  mutating func operation(moving name: ReferenceName, from tip: ObjectID?) -> String {
    if let operation { return operation }
    let text =
      "\(committer.line) \(committer.time.milliseconds) \(name) \(tip?.hex ?? "absent")"
    let id = UUIDValue(namespace: Transaction.operations, name: Array(text.utf8)).hex
    operation = id
    return id
  }

  /// The namespace of operations: a version-5 UUID of this project's own.
  private static let operations = UUIDValue(
    namespace: .url, name: Array("promptrepo:operation".utf8))

  @discardableResult
  mutating func add(_ object: GitObject) -> ObjectID {
    if pendingObjects.updateValue(object, forKey: object.id) == nil {
      objectOrder.append(object.id)
    }
    return object.id
  }

  mutating func move(
    _ name: ReferenceName, to new: ObjectID?, _ message: String
  ) throws(RepositoryError) {
    if let earlier = moves[name] {
      moves[name] = ReferenceMove(name, from: earlier.old, to: new, message: message)
    } else {
      moves[name] = ReferenceMove(name, from: try seenTarget(of: name), to: new, message: message)
      moveOrder.append(name)
    }
  }

  /// Makes the change a conflict if somebody else moves, creates or removes a reference meanwhile.
  mutating func expect(_ name: ReferenceName) throws(RepositoryError) {
    guard moves[name] == nil else { return }
    let seen = try seenTarget(of: name)
    moves[name] = ReferenceMove(name, from: seen, to: seen, message: "")
    moveOrder.append(name)
    expected.insert(name)
  }

  /// What was done to the ledger, pending moves included.
  func auditLog(_ query: AuditQuery) throws(RepositoryError) -> AuditLog {
    if query.prompt == nil, moves.isEmpty, let store = store as? any ChronologicalStore {
      return try AuditLog(self, store.chronology(), query)
    }
    return try AuditLog(self, query) { (prefix) throws(RepositoryError) in
      try references(under: prefix)
    }
  }

  /// References that begin with `prefix`, pending moves included.
  func references(under prefix: String) throws(RepositoryError) -> [Reference] {
    var targets = snapshot.targets(under: prefix, listed: try store.references(under: prefix))
    for move in moves.values where move.name.rawValue.utf8.starts(with: prefix.utf8) {
      targets[move.name] = move.new
    }
    return targets.keys.sorted().compactMap { name in targets[name].map { Reference(name, $0) } }
  }
}
