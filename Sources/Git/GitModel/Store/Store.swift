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
