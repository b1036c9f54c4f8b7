/// A store that tells what has changed in it since an earlier look.
///
/// For programs that run long and keep what they have read. Changes made by any process count, as
/// long as they were applied through a store of this package; what git programs do themselves
/// (`git update-ref`, `git fetch`) need not be told.
public protocol ObservableStore: Store {
  /// The references that changes may have moved since a mark, and the mark for the next look.
  ///
  /// When a change has been applied, the next look, in whatever process, names every reference that
  /// it moved or says that anything may have changed, and whoever reads a named reference after
  /// the look gets the change's value. A reference may be named more than once, or too early, or
  /// without having moved. Costs one or two calls of the system when nothing has changed.
  ///
  /// - Parameter mark: The mark of the look before; `nil` for the first one, which names nothing
  ///   and has to be followed by reading what is of interest.
  func changes(since mark: StoreMark?) throws(RepositoryError) -> StoreChanges
}
