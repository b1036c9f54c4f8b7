/// A store that can keep other writers away for longer than one change.
public protocol ExclusiveStore: Store {
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
