internal import GitFiles
public import GitModel

extension GitStore: ChronologicalStore {
  /// The ledger's references that point at commits, as they are now, the newest first.
  public func chronology() throws(RepositoryError) -> any ReferenceChronology {
    try references.chronology(keepsIndex: true) { (id) throws(RepositoryError) in
      try self.object(id)
    }
  }
}
