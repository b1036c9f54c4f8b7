public import Digests

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
    var attempt = 1
    while true {
      var transaction = Transaction(
        store: store, cache: cache, committer: committer, onBehalfOf: onBehalfOf,
        makeUUID: makeUUID)
      let result = try body(&transaction)
      guard try transaction.finish() else { return result }
      do {
        try transaction.apply()
        noteChange(transaction.gathered)
        return result
      } catch {
        guard error.code == .conflict, attempt < Repository.clockAttempts,
          let clock = transaction.expectedClock, try store.reference(.clock) != clock.value
        else { throw error }
        attempt += 1
      }
    }
  }
}
