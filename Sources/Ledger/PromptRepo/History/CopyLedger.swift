/// Copies a whole ledger from one store to another; ids stay, since objects name themselves.
///
/// May be run again after an end in the middle, and while somebody still writes to the source:
/// each run brings what is missing.
package struct LedgerCopy: Sendable {
  /// What was copied or found to be there.
  package struct Report: Sendable, Hashable {
    /// The references that both stores have now.
    package let references: [Reference]
    /// How many objects they reach.
    package let objectCount: Int

    /// Makes a report from its parts.
    package init(references: [Reference], objectCount: Int) {
      self.references = references
      self.objectCount = objectCount
    }
  }

  /// So many objects are written at once.
  private static let batch = 20_000

  private let source: any Store
  private let target: any Store
  private let progress: Progress

  /// A copy from one store to another.
  ///
  /// - Parameter progress: Told of the objects that are copied and read back.
  package init(from source: any Store, to target: any Store, progress: Progress = .ignored) {
    self.source = source
    self.target = target
    self.progress = progress
  }

  /// Copies objects, then all references as one change.
  ///
  /// - Parameters:
  ///   - committer: Who does it, for the reflog.
  ///   - known: References of an earlier run, which the target may still have at those values.
  /// - Throws: ``RepositoryError/Code/conflict`` when the target has a ledger of its own.
  package func run(
    by committer: Signature, known: [Reference] = []
  ) throws(RepositoryError) -> Report {
    try run(by: committer, known: known, apply: target.apply)
  }

  /// The same, where the caller keeps other writers from the target.
  ///
  /// - Parameter apply: What changes the target meanwhile.
  package func run(
    by committer: Signature, known: [Reference] = [],
    apply: (Change) throws(RepositoryError) -> Void
  ) throws(RepositoryError) -> Report {
    let references = try LedgerCopy.references(of: source)
    let moves = try moves(to: references, known: known)
    var walk = ReachableObjectsWalk(references.map(\.target))
    var objects: [GitObject] = []
    while let object = try walk.next(in: source) {
      objects.append(object)
      progress(.copying, walk.count)
      if objects.count == LedgerCopy.batch {
        try apply(Change(objects: objects, moves: [], committer: committer))
        objects = []
      }
    }
    try apply(Change(objects: objects, moves: moves, committer: committer))
    return Report(references: references, objectCount: walk.count)
  }

  /// Reads all that was copied from the target, where each object is checked against its id.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when something is missing or different.
  package func verify(_ report: Report) throws(RepositoryError) {
    for reference in report.references
    where try target.reference(reference.name) != reference.target {
      throw RepositoryError(
        .damaged, "the copy of \(reference.name) is not at \(reference.target.short())",
        hint: "The old store is as it was; run the command again")
    }
    var walk = ReachableObjectsWalk(report.references.map(\.target))
    while try walk.next(in: target) != nil {
      progress(.checking, walk.count, of: report.objectCount)
    }
    guard walk.count == report.objectCount else {
      throw RepositoryError(
        .damaged, "the copy has \(walk.count) objects instead of \(report.objectCount)",
        hint: "The old store is as it was; run the command again")
    }
  }

  /// All references of a ledger.
  package static func references(of store: any Store) throws(RepositoryError) -> [Reference] {
    var references: [Reference] = []
    for root in LedgerRef.roots { references += try store.references(under: root) }
    return references
  }

  private func moves(
    to references: [Reference], known: [Reference]
  ) throws(RepositoryError) -> [ReferenceMove] {
    var present: [ReferenceName: ObjectID] = [:]
    for reference in try LedgerCopy.references(of: target) {
      present[reference.name] = reference.target
    }
    var earlier: [ReferenceName: ObjectID] = [:]
    for reference in known { earlier[reference.name] = reference.target }
    var moves: [ReferenceMove] = []
    for reference in references {
      let old = present.removeValue(forKey: reference.name)
      if old == reference.target { continue }
      guard old == nil || old == earlier[reference.name] else { throw occupied(reference.name) }
      moves.append(
        ReferenceMove(reference.name, from: old, to: reference.target, message: "converted"))
    }
    for (name, old) in present {
      guard old == earlier[name] else { throw occupied(name) }
      moves.append(ReferenceMove(name, from: old, to: nil, message: "converted"))
    }
    return moves
  }

  private func occupied(_ name: ReferenceName) -> RepositoryError {
    RepositoryError(
      .conflict, "there is a ledger already where this one is to go: \(name) is another there",
      cause: LedgerRefusal.ledgerExists(name))
  }
}
