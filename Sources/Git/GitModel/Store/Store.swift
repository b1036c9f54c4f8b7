/// A place for objects and references.
///
/// The only seam between the ledger and a back end. Implementations may be used from several
/// threads, and several may be open on the same place, in one process or many.
public protocol Store: Sendable {
  /// Reads an object and checks it against its id; `nil` when it is not there.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when what is stored is not what the id says.
  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject?

  /// The object a reference points at; `nil` when the reference does not exist.
  func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID?

  /// References whose names begin with `prefix`, in the order of their bytes.
  ///
  /// - Parameters:
  ///   - prefix: Text such as `refs/prompts/` that the names begin with.
  ///   - after: Only names that come after this text in the order of bytes (it need not exist).
  ///   - limit: At most so many; `nil` for all.
  func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference]

  /// Applies a change, durably and whole, or refuses it.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when a reference does not have the value that
  ///   the change expects; then nothing has changed.
  func apply(_ change: Change) throws(RepositoryError)
}

extension Store {
  /// All references whose names begin with `prefix`, in the order of their bytes.
  public func references(under prefix: String) throws(RepositoryError) -> [Reference] {
    try references(under: prefix, after: nil, limit: nil)
  }
}

/// Everything one operation does to a store, as one value.
///
/// A store applies it whole or refuses it as a conflict.
public struct Change: Sendable {
  /// The objects to add, in the order in which later ones name earlier ones.
  public var objects: [GitObject]
  /// The references to move or to check, each at most once.
  public var moves: [ReferenceMove]
  /// The maker of the change and the time, for the reflog.
  public var committer: Signature

  /// Makes a change from its parts.
  public init(objects: [GitObject], moves: [ReferenceMove], committer: Signature) {
    self.objects = objects
    self.moves = moves
    self.committer = committer
  }
}

/// The point up to which a change is written when it is acknowledged.
public enum Durability: Sendable, Hashable {
  /// Every change survives a power cut.
  case full
  /// Nothing is flushed: changes survive the end of the process, not that of the machine.
  case none
}

// What every store says when it refuses a change, so that all say the same.
extension RepositoryError {
  /// A reference does not have the value that the change expects.
  public static func lostRace(_ move: ReferenceMove, found: ObjectID?) -> RepositoryError {
    let expected = move.old.map { "at \($0.short())" } ?? "absent"
    let actual = found.map { "at \($0.short())" } ?? "absent"
    return RepositoryError(
      .conflict, "\(move.name) was expected \(expected) and is \(actual)",
      hint: "Somebody changed it at the same time; look at the new state and try again")
  }

  /// A change names one reference twice.
  public static func movedTwice(_ name: ReferenceName) -> RepositoryError {
    RepositoryError(.invalid, "the change moves \(name) twice")
  }

  /// A reference would point at an object that is not there.
  public static func missingTarget(_ name: ReferenceName, _ id: ObjectID) -> RepositoryError {
    RepositoryError(.invalid, "\(name) would point at object \(id), which is not in the store")
  }

  /// One reference's name is a folder of the other's.
  public static func collision(
    _ name: ReferenceName, with other: ReferenceName
  ) -> RepositoryError {
    RepositoryError(
      .conflict, "\(name) cannot exist beside \(other)",
      hint: "One of the two names would have to be a file and a folder at once")
  }
}

extension ReferenceName {
  /// The names that would have to be folders for this one to exist: `refs`, `refs/a` for
  /// `refs/a/b`.
  package var folders: [String] {
    let bytes = rawValue.utf8
    return bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }
      .map { String(rawValue[..<$0]) }
  }
}

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

/// A store that tells what stands under the names of its references, also where that is damaged.
package protocol InspectableStore: Store {
  /// The names of the references that begin with `prefix`, whatever stands under them, in the order
  /// of their bytes.
  func referenceNames(under prefix: String) throws(RepositoryError) -> [ReferenceName]

  /// The object that a reference itself names; `nil` when there is no such reference.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` for what holds no id,
  ///   ``RepositoryError/Code/unsupported`` for the name of another reference, which no change moves.
  func ownTarget(of name: ReferenceName) throws(RepositoryError) -> ObjectID?
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
  /// - Parameters:
  ///   - gracePeriod: Unreachable objects younger than so many seconds are kept, for writers that
  ///     have not moved their references yet.
  ///   - progress: Told of the objects that are counted and packed.
  func collectGarbage(
    gracePeriod: Int64, progress: Progress
  ) throws(RepositoryError) -> GarbageReport
}

extension MaintainableStore {
  /// Packs what is loose and drops what nothing reaches, while nobody waits.
  public func collectGarbage(gracePeriod: Int64) throws(RepositoryError) -> GarbageReport {
    try collectGarbage(gracePeriod: gracePeriod, progress: .ignored)
  }
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
