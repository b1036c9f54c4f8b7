internal import Digests
internal import Synchronization

/// Operations that are gathered before they are applied as one change.
///
/// Reads see what the transaction has pending, and each reference as it was at the first look.
/// Nothing reaches the store before the closure given to ``Repository/change(_:)`` has returned.
public struct Transaction: LedgerReader {
  /// Who makes the change, and when.
  package let committer: Signature
  /// The end user that the change is made for, where the committer is a server's client.
  package let onBehalfOf: String?
  /// What ties together all that the operation does; `nil` before the first move.
  ///
  /// Derived from who does it, when, and what is moved first from where. Chains only grow, so no
  /// two operations of a ledger have the same, and the same operations have the same in every
  /// store.
  package private(set) var operation: String?
  /// What has been read already and can never change.
  package let cache: LedgerCache

  private let store: any Store
  private let snapshot = ReferenceSnapshot()
  let makeUUID: @Sendable () -> UUIDValue
  /// When the newest prompt of this transaction was created; `nil` while it made none.
  var newest: Timestamp?
  private var pendingObjects: [ObjectID: GitObject] = [:]
  private var objectOrder: [ObjectID] = []
  private var pendingBytes = 0
  /// Where objects went that are too many to be held here.
  private var stage: (any ChangeStage)?
  private var moves = ReferenceMoves()
  /// References that must not move meanwhile, though the operation leaves them alone.
  private var expected: Set<ReferenceName> = []
  /// Whether versions come with a history, whose texts are taken as they are.
  package var takesHistory = false
  /// Versions whose texts are looked at when everything is gathered.
  var unchecked: [(name: PromptName, version: Version, content: VersionContent)] = []

  /// The commits of the versions that were made.
  var newVersions: Set<ObjectID> = []

  /// Versions that pointers were moved to and that are still to be looked at.
  var movedTo: [(name: PromptName, version: Version)] = []

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

  /// The transaction as what all readers of ledgers have, for operations of the same names.
  var reader: some LedgerReader { self }

  /// Reads an object, pending ones included.
  package func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    if let pending = pendingObjects[id] { return pending }
    if let staged = try stage?.object(id) { return staged }
    return try store.object(id)
  }

  /// The object a reference points at, pending moves included.
  package func target(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    if let move = moves[name: name] { return move.new }
    return try seenTarget(of: name)
  }

  /// The object that a reference pointed at when the transaction first looked.
  private func seenTarget(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try snapshot.target(of: name) { () throws(RepositoryError) in try store.reference(name) }
  }

  /// Ends the gathering.
  ///
  /// - Returns: Whether there is anything to apply.
  mutating func finish() throws(RepositoryError) -> Bool {
    try checkTexts()
    try setClock()
    if !moves.isEmpty {
      moves = try moves.selected { $0.old != $0.new || expected.contains($0.name) }
    }
    return moves.contains { $0.old != $0.new }
  }

  /// Applies everything gathered, as one change.
  mutating func apply() throws(RepositoryError) {
    if let stage {
      try spill(to: stage)
      try stage.apply(moves, committer: committer)
    } else {
      try store.apply(
        Change(
          objects: objectOrder.compactMap { pendingObjects[$0] }, moves: Array(moves),
          committer: committer))
    }
  }

  /// All moves gathered.
  var gathered: ReferenceMoves { moves }

  /// The value that the time of the newest prompt must have, if the change moves it.
  var expectedClock: (value: ObjectID?, Void)? { moves[name: .clock].map { ($0.old, ()) } }

  /// The operation's id, derived now if this is its first move.
  mutating func operation(moving name: ReferenceName, from tip: ObjectID?) -> String {
    if let operation { return operation }
    let text =
      "\(committer.line) \(committer.time.milliseconds) \(name) \(tip?.hex ?? "absent")"
    let id = UUIDValue(namespace: Transaction.operations, name: Array(text.utf8)).hex
    operation = id
    return id
  }

  /// What is wrong with the operations that a step's trailers name; `nil` where nothing is.
  package static func flaw(inOperationOf trailers: [Trailer]) -> String? {
    for trailer in trailers where trailer.key == .operation || trailer.key == .undoes {
      let digits = trailer.value.utf8
      let isHex = digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
      guard isHex, digits.count == 32 else {
        let key = trailer.key.rawValue
        return "a step with the \(key) '\(trailer.value)', which is no operation's id"
      }
    }
    return nil
  }

  /// The namespace of operations: a version-5 UUID of this project's own.
  private static let operations = UUIDValue(
    namespace: .url, name: Array("promptrepo:operation".utf8))

  @discardableResult
  mutating func add(_ object: GitObject) -> ObjectID {
    if pendingObjects.updateValue(object, forKey: object.id) == nil {
      objectOrder.append(object.id)
      pendingBytes += object.bytes.count
    }
    return object.id
  }

  /// Objects of so many bytes in all, which are more than so many, are not held.
  private static let heldBytes = 4 << 20
  private static let heldObjects = 200

  /// Hands objects that are too many over to the store, where it can take them.
  private mutating func spill() throws(RepositoryError) {
    guard pendingBytes > Transaction.heldBytes, objectOrder.count > Transaction.heldObjects,
      let store = store as? any StagingStore
    else { return }
    let stage = if let stage { stage } else { try store.stage() }
    self.stage = stage
    try spill(to: stage)
  }

  private mutating func spill(to stage: any ChangeStage) throws(RepositoryError) {
    for id in objectOrder {
      if let object = pendingObjects[id] { try stage.add(object) }
    }
    pendingObjects.removeAll(keepingCapacity: true)
    objectOrder.removeAll(keepingCapacity: true)
    pendingBytes = 0
  }

  mutating func move(
    _ name: ReferenceName, to new: ObjectID?, _ message: String, note: TipNote? = nil
  ) throws(RepositoryError) {
    let earlier = moves[name: name]
    let old = if let earlier { earlier.old } else { try seenTarget(of: name) }
    moves.set(ReferenceMove(name, from: old, to: new, message: message, note: note))
    // The move holds what was seen from now on.
    snapshot.forget(name)
    try spill()
  }

  /// Makes the change a conflict if somebody else moves, creates or removes a reference meanwhile.
  mutating func expect(_ name: ReferenceName) throws(RepositoryError) {
    guard moves[name: name] == nil else { return }
    let seen = try seenTarget(of: name)
    moves.set(ReferenceMove(name, from: seen, to: seen, message: ""))
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
  package func references(under prefix: String) throws(RepositoryError) -> [Reference] {
    var targets = snapshot.targets(under: prefix, listed: try store.references(under: prefix))
    for move in moves where move.name.rawValue.utf8.starts(with: prefix.utf8) {
      targets[move.name] = move.new
    }
    return targets.keys.sorted().compactMap { name in targets[name].map { Reference(name, $0) } }
  }
}

/// What references pointed at when a transaction first looked at them.
///
/// Everything that a transaction works out stands on these values, and its moves expect them; so
/// whoever moves one of the references meanwhile makes the change a conflict.
final class ReferenceSnapshot: Sendable {
  private let targets = Mutex<[ReferenceName: ObjectID?]>([:])

  /// What the reference pointed at: as seen before, or as `read` sees it now.
  func target(
    of name: ReferenceName, or read: () throws(RepositoryError) -> ObjectID?
  ) throws(RepositoryError) -> ObjectID? {
    if let seen = targets.withLock({ $0[name] }) { return seen }
    return keep(try read(), of: name)
  }

  /// Forgets a reference that somebody else remembers now.
  func forget(_ name: ReferenceName) {
    targets.withLock { _ = $0.removeValue(forKey: name) }
  }

  /// What references below `prefix` pointed at, given what a listing sees of them now.
  func targets(under prefix: String, listed: [Reference]) -> [ReferenceName: ObjectID] {
    for reference in listed { _ = keep(reference.target, of: reference.name) }
    return targets.withLock { $0 }
      .filter { $0.key.rawValue.utf8.starts(with: prefix.utf8) }.compactMapValues(\.self)
  }

  private func keep(_ target: ObjectID?, of name: ReferenceName) -> ObjectID? {
    targets.withLock { targets in
      if let seen = targets[name] { return seen }
      targets[name] = .some(target)
      return target
    }
  }
}

extension Transaction {
  /// Appends a commit to a reference's chain and moves the reference there.
  ///
  /// The operation's id becomes the message's last trailer.
  ///
  /// - Parameter record: Whose record it is, in the chain of one.
  @discardableResult
  mutating func append(
    to name: ReferenceName, tree: ObjectID, message: CommitMessage, author: Signature? = nil,
    record: RecordKey? = nil
  ) throws(RepositoryError) -> (id: ObjectID, commit: Commit) {
    let tip = try target(of: name)
    var message = message
    if let onBehalfOf { message.trailers.append(Trailer(.onBehalfOf, onBehalfOf)) }
    let committer = try committer(after: tip)
    if let milliseconds = committer.millisecondsText {
      message.trailers.append(Trailer(.milliseconds, milliseconds))
    }
    message.trailers.append(Trailer(.operation, operation(moving: name, from: tip)))
    let commit = Commit(
      tree: tree, parents: tip.map { [$0] } ?? [],
      author: (author ?? self.committer).inWholeSeconds,
      committer: committer.inWholeSeconds, message: try message.encoded())
    let id = add(commit.object)
    try move(
      name, to: id, message.subject,
      note: TipNote(milliseconds: max(0, committer.time.milliseconds), record: record))
    return (id, commit)
  }

  /// The committer, not before the step that the next one comes after.
  ///
  /// Along a chain the times of its commits never go back, whatever clocks and dates say, so that
  /// nobody who asks for what is new misses a step that was dated back.
  ///
  /// - Parameter committer: The committer of the step; the transaction's when absent.
  func committer(
    after tip: ObjectID?, _ committer: Signature? = nil
  ) throws(RepositoryError) -> Signature {
    var signature = committer ?? self.committer
    guard let tip else { return signature }
    let earlier = try commit(tip, for: "the newest step of a chain").time
    signature.time.milliseconds = max(signature.time.milliseconds, earlier.milliseconds)
    return signature
  }

  /// Appends a commit to a chain of a prompt.
  ///
  /// A chain that begins now is not among the references that whoever deletes or renames the
  /// prompt at the same time expects; so the prompt itself must not change meanwhile.
  @discardableResult
  mutating func append(
    to reference: ReferenceName, of name: PromptName, tree: ObjectID, message: CommitMessage,
    author: Signature?
  ) throws(RepositoryError) -> (id: ObjectID, commit: Commit) {
    if try target(of: reference) == nil { try expect(.prompt(name, .info)) }
    return try append(to: reference, tree: tree, message: message, author: author)
  }
}

// The trailers of a ledger.
extension Trailer.Key {
  /// The prompt's id.
  package static let promptID = Trailer.Key(rawValue: "Prompt-Id")
  /// The version's number.
  package static let promptVersion = Trailer.Key(rawValue: "Prompt-Version")
  /// The version's id in the API.
  package static let versionID = Trailer.Key(rawValue: "Version-Id")
  /// The SHA-256 of the version's content.
  package static let versionHash = Trailer.Key(rawValue: "Version-Hash")
  /// The SHA-256 of the version's template.
  package static let templateHash = Trailer.Key(rawValue: "Template-Hash")
  /// What ties together all that one command did.
  package static let operation = Trailer.Key(rawValue: "Operation")
  /// The commit of the code repository that a version was cut from.
  package static let sourceCommit = Trailer.Key(rawValue: "Source-Commit")
  /// The file of the code repository that a version was cut from.
  package static let sourcePath = Trailer.Key(rawValue: "Source-Path")
  /// Somebody who wrote at a version beside its author, as git and its hosts know it.
  package static let coAuthoredBy = Trailer.Key(rawValue: "Co-authored-by")
  /// The pointer that was moved.
  package static let pointer = Trailer.Key(rawValue: "Pointer")
  /// The commit of the version that the pointer was moved to.
  package static let versionCommit = Trailer.Key(rawValue: "Version-Commit")
  /// The number of the version that the pointer was moved from.
  package static let previousVersion = Trailer.Key(rawValue: "Previous-Version")
  /// On a rollback: the earlier move whose version is live again.
  package static let restores = Trailer.Key(rawValue: "Restores")
  /// Why it was done.
  package static let reason = Trailer.Key(rawValue: "Reason")

  /// The version of a hosted API that a version was taken from: the remote's name and the number.
  package static let remoteVersion = Trailer.Key(rawValue: "Remote-Version")
  /// The end user that a server's client acted for.
  package static let onBehalfOf = Trailer.Key(rawValue: "On-Behalf-Of")

  /// The operation that this one takes back.
  package static let undoes = Trailer.Key(rawValue: "Undoes")
  /// On a promotion: the environment whose version was taken over.
  package static let promotedFrom = Trailer.Key(rawValue: "Promoted-From")
  /// The release that a pointer was moved with.
  package static let release = Trailer.Key(rawValue: "Release")
  /// The operation of the release's deployment that a release's rollback takes back.
  package static let rolledBack = Trailer.Key(rawValue: "Rolled-Back")
  /// The variables whose coming or going was acknowledged, by name.
  package static let acknowledgedVariables = Trailer.Key(rawValue: "Acknowledged-Variables")

  /// What a message says of its step's place in the chain, which is worked out anew wherever the
  /// step is made again.
  static let derived: Set<Trailer.Key> = [
    .promptID, .promptVersion, .versionID, .versionHash, .templateHash, .pointer, .versionCommit,
    .previousVersion, .restores, .milliseconds,
  ]
}

extension Trailer {
  /// The trailer for a reason; none where nothing was said.
  static func reason(_ reason: String?) -> [Trailer] {
    reason.flatMap { $0.utf8.isEmpty ? nil : [Trailer(.reason, $0)] } ?? []
  }
}

extension CommitMessage {
  /// Gives a trailer another value where it stands; nil takes it away.
  ///
  /// One that is not there yet comes after or before another key's, or last.
  mutating func set(
    _ key: Trailer.Key, _ value: String?, after earlier: Trailer.Key? = nil,
    before later: Trailer.Key? = nil
  ) {
    let place = trailers.firstIndex { $0.key == key }
    switch (place, value) {
    case (let place?, let value?): trailers[place] = Trailer(key, value)
    case (let place?, nil): trailers.remove(at: place)
    case (nil, let value?):
      let after = earlier.flatMap { key in trailers.firstIndex { $0.key == key } }
      let before = later.flatMap { key in trailers.firstIndex { $0.key == key } }
      trailers.insert(
        Trailer(key, value), at: after.map { $0 + 1 } ?? before ?? trailers.endIndex)
    case (nil, nil): break
    }
  }
}
