public import CanonicalJSON
public import Digests
// Whoever uses the ledger names objects, references and errors too.
@_exported public import GitModel

/// A ledger of prompts in a store: the library's front door.
///
/// A value that may be copied and used from several threads.
public struct Repository: LedgerReader {
  /// Where the ledger lives.
  public let store: any Store

  /// What has been read already and can never change.
  public let cache: LedgerCache

  private let makeUUID: @Sendable () -> UUIDValue
  private let noteChange: @Sendable (ReferenceMoves) -> Void

  /// Opens the ledger in a store.
  ///
  /// - Parameters:
  ///   - makeUUID: Makes the ids of prompts; random ones unless a test needs them to repeat.
  ///   - noteChange: Told of each change that was made: from then on it stands, whatever fails.
  public init(
    store: any Store, cache: LedgerCache = LedgerCache(),
    makeUUID: @escaping @Sendable () -> UUIDValue = Repository.randomUUID,
    noteChange: @escaping @Sendable (ReferenceMoves) -> Void = { _ in }
  ) {
    self.store = store
    self.cache = cache
    self.makeUUID = makeUUID
    self.noteChange = noteChange
  }

  /// Reads an object; `nil` when it is not there.
  public func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    try store.object(id)
  }

  /// The object a reference points at; `nil` when the reference does not exist.
  public func target(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try store.reference(name)
  }

  /// A version-4 UUID of the system's random numbers.
  @Sendable public static func randomUUID() -> UUIDValue {
    var generator = SystemRandomNumberGenerator()
    return UUIDValue(random: &generator)
  }
}

extension Repository {
  /// How often a change is tried again when all it lost was the race for the newest prompt's time.
  private static var clockAttempts: Int { 1_000 }

  /// Runs one operation and applies all it does as one change.
  ///
  /// - Parameters:
  ///   - committer: Who makes the change, and when.
  ///   - onBehalfOf: The end user that it is made for; kept in the trailer `On-Behalf-Of`.
  ///   - body: Reads the ledger and gathers what to do. It runs again when another prompt was
  ///     created at the same moment, so it must not do anything but that.
  /// - Throws: ``RepositoryError/Code/conflict`` when somebody else moved the same references
  ///   first; then nothing has changed.
  @discardableResult
  public func change<Result>(
    by committer: Signature, onBehalfOf: String? = nil,
    _ body: (inout Transaction) throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    try change(by: committer, onBehalfOf: onBehalfOf, throwing: { $0 }, body)
  }

  /// As ``change(by:onBehalfOf:_:)``, with a body that throws errors of another kind.
  ///
  /// - Parameter failure: What an error of the repository is among them.
  public func change<Result, Failure: Error>(
    by committer: Signature, onBehalfOf: String? = nil,
    throwing failure: (RepositoryError) -> Failure,
    _ body: (inout Transaction) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var attempt = 1
    while true {
      var transaction = transaction(by: committer, onBehalfOf: onBehalfOf)
      let result = try body(&transaction)
      do throws(RepositoryError) {
        if try apply(&transaction, attempt) { return result }
      } catch {
        throw failure(error)
      }
      attempt += 1
    }
  }

  /// Runs one operation without applying any of it.
  package func rehearse<Result>(
    by committer: Signature, _ body: (inout Transaction) throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    var transaction = transaction(by: committer, onBehalfOf: nil)
    return try body(&transaction)
  }

  private func transaction(by committer: Signature, onBehalfOf: String?) -> Transaction {
    Transaction(
      store: store, cache: cache, committer: committer, onBehalfOf: onBehalfOf,
      makeUUID: makeUUID)
  }

  /// Applies what a transaction gathered.
  ///
  /// - Returns: False when all it lost was the race for the newest prompt's time.
  private func apply(
    _ transaction: inout Transaction, _ attempt: Int
  ) throws(RepositoryError) -> Bool {
    guard try transaction.finish() else { return true }
    do throws(RepositoryError) {
      try transaction.apply()
      noteChange(transaction.gathered)
      return true
    } catch {
      guard error.code == .conflict, attempt < Repository.clockAttempts,
        let clock = transaction.expectedClock, try store.reference(.clock) != clock.value
      else { throw error }
      return false
    }
  }
}

// The operations of the ledger, each as one change of its own.
extension Repository {
  /// Creates a prompt with its first version.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when the name is taken.
  @discardableResult
  public func create(
    _ name: PromptName, _ draft: VersionDraft, title: String? = nil, description: String? = nil,
    metadata: JSONObject = JSONObject(), by author: Signature
  ) throws(RepositoryError) -> Prompt {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.create(
        name, title: title, description: description, metadata: metadata, draft)
    }
  }

  /// Cuts the next version of a prompt.
  ///
  /// - Throws: ``RepositoryError/Code/nothingToCommit`` when the latest version has this content.
  @discardableResult
  public func addVersion(
    _ draft: VersionDraft, to name: PromptName, by author: Signature
  ) throws(RepositoryError) -> Version {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.addVersion(draft, to: name)
    }
  }

  /// Makes a version the active one.
  @discardableResult
  public func activate(
    _ name: PromptName, _ spec: VersionSpec, reason: String? = nil, by author: Signature
  ) throws(RepositoryError) -> PointerMove {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.activate(name, spec, reason: reason)
    }
  }

  /// Makes an earlier version active again; one step further back each time when no version is
  /// named.
  @discardableResult
  public func rollback(
    _ name: PromptName, _ pointer: Pointer = .active, to spec: VersionSpec? = nil,
    reason: String? = nil, by author: Signature
  ) throws(RepositoryError) -> PointerMove {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.rollback(name, pointer, to: spec, reason: reason)
    }
  }

  /// Edits a prompt's record.
  @discardableResult
  public func edit(
    _ name: PromptName, _ edit: RecordEdit, by author: Signature
  ) throws(RepositoryError) -> PromptRecord {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.edit(name, edit)
    }
  }

  /// Gives a prompt another name.
  public func rename(
    _ name: PromptName, to newName: PromptName, by author: Signature
  ) throws(RepositoryError) {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.rename(name, to: newName)
    }
  }

  /// Deletes a prompt with all its versions.
  public func delete(
    _ name: PromptName, reason: String? = nil, forces: Bool = false, by author: Signature
  ) throws(RepositoryError) {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.delete(name, reason: reason, forces: forces)
    }
  }
}

// The operations on environments, each as one change of its own.
extension Repository {
  /// Makes versions live in an environment: all, or none.
  ///
  /// - Throws: ``RepositoryError/Code/protected`` with every rule that is against it,
  ///   ``RepositoryError/Code/conflict``, ``RepositoryError/Code/notFound``.
  @discardableResult
  public func deploy(
    _ orders: [DeploymentRequest], to environment: EnvironmentName, reason: String? = nil,
    acknowledging acknowledged: Set<String> = [], by author: Signature
  ) throws(RepositoryError) -> [Deployment] {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.deploy(
        orders, to: environment, reason: reason, acknowledging: acknowledged)
    }
  }

  /// Makes exactly the versions that are live in one environment live in another: all, or none.
  ///
  /// - Parameter names: These prompts; all that the source has, but archived ones, when `nil`.
  @discardableResult
  public func promote(
    _ names: [PromptName]?, from source: EnvironmentName, to target: EnvironmentName,
    reason: String? = nil, acknowledging acknowledged: Set<String> = [], by author: Signature
  ) throws(RepositoryError) -> [Deployment] {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.promote(
        names, from: source, to: target, reason: reason, acknowledging: acknowledged)
    }
  }

  /// Appends the inverse of an operation; nothing is rewritten.
  ///
  /// - Parameters:
  ///   - name: Only what the operation did to this prompt.
  ///   - operation: The first digits of the operation's id; the last operation if `nil`.
  @discardableResult
  public func undo(
    _ name: PromptName? = nil, operation: String? = nil, reason: String? = nil,
    by author: Signature
  ) throws(RepositoryError) -> UndoResult {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.undo(name, operation: operation, reason: reason)
    }
  }
}
