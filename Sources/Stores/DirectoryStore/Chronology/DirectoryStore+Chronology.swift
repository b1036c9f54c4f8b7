internal import GitFiles
public import GitModel

extension DirectoryStore: ChronologicalStore {
  /// The ledger's references that point at commits, as they are now, the newest first.
  ///
  /// The order of a large packed file is kept in `promptrepo/recent`, so that the next look costs
  /// no more than what is taken from it and what is loose.
  public func chronology() throws(RepositoryError) -> any ReferenceChronology {
    var waiting: [ReferenceName: ObjectID?] = [:]
    if let overlay = try overlays.current() {
      for name in overlay.moves.keys where paths.layout.holds(name.rawValue.utf8) {
        waiting[name] = .some(try overlay.target(of: name, in: references))
      }
    }
    return try references.chronology(waiting: waiting, keepsIndex: keepsIndexes) {
      (id) throws(RepositoryError) in try self.object(id)
    }
  }
}
