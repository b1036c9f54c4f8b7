/// A store that can keep other writers away for longer than one change.
package protocol ExclusiveStore: Store {
  /// Runs something while no other writer of ours changes the store.
  ///
  /// - Parameter body: Receives what applies changes meanwhile; the store's own `apply` would wait
  ///   for the end.
  /// - Throws: ``RepositoryError/Code/locked`` when others write for too long, and what `body`
  ///   throws.
  func exclusively<Result>(
    _ body: (_ apply: (Change) throws(RepositoryError) -> Void) throws -> Result
  ) throws -> Result
}

/// A store that takes the objects of a large change one by one, so that nobody has to hold them all.
package protocol StagingStore: Store {
  /// Begins to take the objects of one change; nobody sees them before it is applied.
  func stage() throws(RepositoryError) -> any ChangeStage
}

/// The objects of a change that is being put together.
///
/// What was added is gone with the last reference to the stage, unless the change was applied.
package protocol ChangeStage: AnyObject, Sendable {
  /// Adds an object; one that was added already is added once.
  func add(_ object: GitObject) throws(RepositoryError)

  /// Reads an object that was added; `nil` for any other.
  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject?

  /// Applies the change that consists of these objects and some moves, as
  /// ``Store/apply(_:)`` does; once at most.
  ///
  /// - Parameter committer: Who makes the change, for the reflog.
  func apply(_ moves: ReferenceMoves, committer: Signature) throws(RepositoryError)
}

/// A store that tells what has changed in it since an earlier look.
///
/// For programs that run long and keep what they have read. Changes made by any process count, as
/// long as they were applied through a store of this package; what git programs do themselves
/// (`git update-ref`, `git fetch`) need not be told.
package protocol ObservableStore: Store {
  /// The references that changes may have moved since a mark, and the mark for the next look.
  ///
  /// When a change has been applied, the next look, in whatever process, names every reference that
  /// it moved or says that anything may have changed, and whoever reads a named reference after
  /// the look gets the change's value. A reference may be named more than once, or too early, or
  /// without having moved. Costs one or two calls of the system when nothing has changed.
  ///
  /// - Parameter mark: The mark of the look before; `nil` for the first one, which names nothing
  ///   and has to be followed by reading what is of interest.
  func changes(since mark: ChangeToken?) throws(RepositoryError) -> StoreChanges
}

/// What may have changed in a store since an earlier look.
package struct StoreChanges: Sendable, Hashable {
  /// The mark to hand to the next look.
  package let mark: ChangeToken
  /// The references that may have moved; `nil` when anything may have changed.
  package let references: Set<ReferenceName>?

  /// Makes a value from its parts.
  package init(mark: ChangeToken, references: Set<ReferenceName>?) {
    self.mark = mark
    self.references = references
  }
}

/// A moment in the life of a store, up to which somebody has seen its changes.
///
/// Good for every instance of a store on the same place, until the machine is started anew; opaque
/// to all but the store.
package struct ChangeToken: Sendable, Hashable {
  /// Which of the store's counts the position is about; a new count makes old marks void.
  package let epoch: UInt64
  /// How far the count had come.
  package let position: UInt64

  /// Makes a mark from its parts.
  package init(epoch: UInt64, position: UInt64) {
    self.epoch = epoch
    self.position = position
  }
}

/// A store that finds the references that moved lately without looking at all of them.
package protocol ChronologicalStore: Store {
  /// The ledger's references that point at commits, as they are now, the newest first.
  func chronology() throws(RepositoryError) -> any ReferenceChronology
}

/// References by the time of their commits, the newest first; those of one moment in the order in
/// which ``AuditLog`` tells them: the higher ``ReferenceName/rank`` first, then by their names.
package protocol ReferenceChronology: Sendable {
  /// The next one, and its committer's time in milliseconds; `nil` after the last one.
  ///
  /// What cannot be read comes before all others, so that nobody passes over it.
  mutating func next() throws(RepositoryError) -> (reference: Reference, milliseconds: Int64)?
}

/// A store that tells where all chains of its prompts stand without holding them all.
package protocol SurveyableStore: Store {
  /// Tells the references under `refs/prompts/` one after the other, in the order of their names.
  ///
  /// What moves meanwhile is told as it was before or as it is then.
  ///
  /// - Parameters:
  ///   - findsKeys: Whether keys that are not kept are found out, by reading the records.
  ///   - body: Receives the bytes of a name, what it points at, and, for the chain of a record,
  ///     the prompt's key; `nil` where that is not known.
  /// - Returns: Whether that were all; if not, somebody has packed references meanwhile, and it has
  ///   to be done again.
  func surveyRecords(
    findingKeys findsKeys: Bool,
    _ body: (_ name: [UInt8], _ target: ObjectID, _ key: RecordKey?) throws(RepositoryError) -> Void
  ) throws(RepositoryError) -> Bool

  /// How many prompts there are.
  func recordCount() throws(RepositoryError) -> Int
}

/// A store that can be packed and cleaned.
public protocol MaintainableStore: Store {
  /// Packs what is loose and drops what nothing reaches.
  ///
  /// - Parameter gracePeriod: Unreachable objects younger than so many seconds are kept, for
  ///   writers that have not moved their references yet.
  func collectGarbage(gracePeriod: Int64) throws(RepositoryError) -> GarbageReport
}

/// The counts of a garbage collection.
public struct GarbageReport: Sendable, Hashable {
  /// Objects that are in a pack now.
  public var packedObjects: Int
  /// References that are in the packed file now.
  public var packedReferences: Int
  /// Objects that nothing reached and that were removed.
  public var prunedObjects: Int
  /// Unreachable objects that were kept because they are young.
  public var keptObjects: Int

  /// Makes a report from its parts.
  public init(packedObjects: Int, packedReferences: Int, prunedObjects: Int, keptObjects: Int) {
    self.packedObjects = packedObjects
    self.packedReferences = packedReferences
    self.prunedObjects = prunedObjects
    self.keptObjects = keptObjects
  }
}
