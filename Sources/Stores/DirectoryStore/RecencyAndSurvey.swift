internal import GitFiles
public import GitModel

extension DirectoryStore: ChronologicalStore {
  /// The ledger's references that point at commits, as they are now, the newest first.
  ///
  /// The order of a large packed file is kept in `promptrepo/recent`, so that the next look costs
  /// no more than what is taken from it and what is loose.
  package func chronology() throws(RepositoryError) -> any ReferenceChronology {
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

extension DirectoryStore: SurveyableStore {
  /// Tells the references under `refs/prompts/` one after the other, in the order of their names.
  ///
  /// Whose record each packed chain is of is kept in `promptrepo/prompts`, so that this reads
  /// objects for loose references at most.
  package func surveyRecords(
    findingKeys findsKeys: Bool,
    _ body: (_ name: [UInt8], _ target: ObjectID, _ key: RecordKey?) throws(RepositoryError) -> Void
  ) throws(RepositoryError) -> Bool {
    let read: ReferenceDatabase.ObjectReader = { (id) throws(RepositoryError) in
      try self.object(id)
    }
    guard try overlays.current() == nil else {
      for reference in try self.references(under: paths.layout.recordFolder) {
        let name = Array(reference.name.rawValue.utf8)
        let note =
          findsKeys && paths.layout.isRecord(name)
          ? TipNote(reading: reference.target, key: paths.layout.readKey, read) : nil
        try body(name, reference.target, note?.record)
      }
      return true
    }
    return try references.survey(
      keepsIndex: keepsIndexes, reading: findsKeys ? read : nil, body)
  }

  /// How many prompts there are.
  public func recordCount() throws(RepositoryError) -> Int {
    guard try overlays.current() == nil else {
      return try references(under: paths.layout.recordFolder).count {
        paths.layout.isRecord(Array($0.name.rawValue.utf8))
      }
    }
    return try references.recordCount()
  }
}
