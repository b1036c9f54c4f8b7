public import GitModel

extension GitStore: ObservableStore {
  /// The references that changes may have moved since a mark, and the mark for the next look.
  ///
  /// What git programs move (`git update-ref`, `git fetch`) is not told.
  public func changes(since mark: StoreMark?) throws(RepositoryError) -> StoreChanges {
    try changeReader.changes(since: mark)
  }
}
