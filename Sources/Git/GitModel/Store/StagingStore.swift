/// A store that takes the objects of a large change one by one, so that nobody has to hold them all.
public protocol StagingStore: Store {
  /// Begins to take the objects of one change; nobody sees them before it is applied.
  func stage() throws(RepositoryError) -> any ChangeStage
}

/// The objects of a change that is being put together.
///
/// What was added is gone with the last reference to the stage, unless the change was applied.
public protocol ChangeStage: AnyObject, Sendable {
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
