package import Digests
// Whoever uses the ledger names objects, references and errors too.
@_exported public import GitModel

/// The person or program that makes changes.
public struct Author: Sendable, Hashable {
  /// The name; may be empty.
  public let name: String
  /// The mail address; may be empty.
  public let email: String

  /// Makes an author; each commit leaves out what git's format cannot hold.
  public init(name: String, email: String) {
    self.name = name
    self.email = email
  }
}

/// A ledger of prompts in a store: the library's front door.
///
/// Each operation is one change of the store: applied whole, or refused. Whoever loses a race gets
/// ``RepositoryError/Code/conflict``.
///
/// A value that may be copied and used from several threads.
///
/// ```swift
/// let author = Author(name: "A user", email: "user@example.com")
/// let repository = Repository(store: MemoryStore(), author: author)
/// let name = try PromptName("support/reply")
/// try repository.create(name, template: "Hi {{customer}}, thanks for writing.")
/// print(try repository.render(name, ["customer": "you"]))
/// ```
public struct Repository: LedgerReader {
  /// The store that the ledger is in.
  package let store: any Store

  /// The values of objects that have been read already, which can never change.
  package let cache: LedgerCache

  /// The maker of changes; `nil` where each change names its own.
  private var author: Author?
  private var onBehalfOf: String?
  private var now: @Sendable () -> Timestamp
  private let makeUUID: @Sendable () -> UUIDValue
  private let noteChange: @Sendable (ReferenceMoves) -> Void

  /// Opens the ledger in a store; an empty store is a ledger without prompts.
  ///
  /// - Parameters:
  ///   - author: The author of all changes; see ``acting(as:onBehalfOf:)`` for others.
  ///   - now: The time of each change.
  public init(
    store: any Store, author: Author,
    now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
  ) {
    self.init(store: store)
    self.author = author
    self.now = now
  }

  /// Opens the ledger in a store for code that names the author of each change: by
  /// ``change(by:onBehalfOf:_:)`` or ``by(_:onBehalfOf:)``.
  ///
  /// - Parameters:
  ///   - makeUUID: The maker of prompts' ids; random ones unless a test needs them to repeat.
  ///   - noteChange: Told of each change that was made: from then on it stands, whatever fails.
  package init(
    store: any Store, cache: LedgerCache = LedgerCache(),
    makeUUID: @escaping @Sendable () -> UUIDValue = Repository.randomUUID,
    noteChange: @escaping @Sendable (ReferenceMoves) -> Void = { _ in }
  ) {
    self.store = store
    self.cache = cache
    self.now = { Timestamp.now() }
    self.makeUUID = makeUUID
    self.noteChange = noteChange
  }

  /// Reads an object; `nil` when it is not there.
  package func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    try store.object(id)
  }

  /// The object a reference points at; `nil` when the reference does not exist.
  package func target(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try store.reference(name)
  }

  /// The references that begin with a prefix.
  package func references(under prefix: String) throws(RepositoryError) -> [Reference] {
    try store.references(under: prefix)
  }

  /// A version-4 UUID of the system's random numbers.
  @Sendable package static func randomUUID() -> UUIDValue {
    var generator = SystemRandomNumberGenerator()
    return UUIDValue(random: &generator)
  }

  /// The repository as what all readers of ledgers have, for operations of the same names.
  var reader: some LedgerReader { self }
}

// Who makes the changes.
extension Repository {
  /// Returns the repository with another author, for servers whose requests have one each.
  ///
  /// ```swift
  /// let editor = Author(name: "An editor", email: "editor@example.com")
  /// try repository.acting(as: editor).rollback(name, reason: "Too chatty")
  /// ```
  ///
  /// - Parameter onBehalfOf: The end user that the changes are made for; kept in the trailer
  ///   `On-Behalf-Of`.
  public func acting(as author: Author, onBehalfOf: String? = nil) -> Repository {
    var copy = self
    copy.author = author
    copy.onBehalfOf = onBehalfOf
    return copy
  }

  /// Returns the repository with the author and the time of a signature.
  package func by(_ signature: Signature, onBehalfOf: String? = nil) -> Repository {
    var copy = acting(
      as: Author(name: signature.name, email: signature.email), onBehalfOf: onBehalfOf)
    copy.now = { signature.time }
    return copy
  }

  private func signature() throws(RepositoryError) -> Signature {
    guard let author else {
      throw RepositoryError(.invalid, "the repository was opened without an author of changes")
    }
    return Signature(name: author.name, email: author.email, time: now())
  }
}

extension Repository {
  /// How often a change is tried again when all it lost was the race for the newest prompt's time.
  private static var clockAttempts: Int { 1_000 }

  /// Runs several operations and applies all they do as one change.
  ///
  /// ```swift
  /// try repository.change { transaction in
  ///   try transaction.addVersion(to: name, template: "Hello {{customer}}!")
  ///   try transaction.rename(name, to: newName)
  /// }
  /// ```
  ///
  /// - Parameter body: The operations. They run again when another prompt was created at the same
  ///   moment, so they must do nothing else that counts.
  /// - Throws: ``RepositoryError/Code/conflict`` when somebody else moved the same references
  ///   first, and what `body` throws; then nothing has changed.
  @discardableResult
  public func change<Result>(
    _ body: (inout Transaction) throws -> Result
  ) throws -> Result {
    try change(by: signature(), onBehalfOf: onBehalfOf, throwing: { $0 as any Error }, body)
  }

  /// Runs one operation of the repository's author as one change.
  @discardableResult
  func perform<Result>(
    _ operation: (inout Transaction) throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    try change(by: signature(), onBehalfOf: onBehalfOf, operation)
  }

  /// Runs one operation and applies all it does as one change.
  ///
  /// - Parameters:
  ///   - committer: The maker of the change, and the time.
  ///   - onBehalfOf: The end user that it is made for; kept in the trailer `On-Behalf-Of`.
  ///   - body: Reads the ledger and gathers what to do. It runs again when another prompt was
  ///     created at the same moment, so it must not do anything but that.
  /// - Throws: ``RepositoryError/Code/conflict`` when somebody else moved the same references
  ///   first; then nothing has changed.
  @discardableResult
  package func change<Result>(
    by committer: Signature, onBehalfOf: String? = nil,
    _ body: (inout Transaction) throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    try change(by: committer, onBehalfOf: onBehalfOf, throwing: { $0 }, body)
  }

  /// As ``change(by:onBehalfOf:_:)``, with a body that throws errors of another kind.
  ///
  /// - Parameter failure: What an error of the repository is among them.
  package func change<Result, Failure: Error>(
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
    let result = try body(&transaction)
    try transaction.checkTexts()
    return result
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
