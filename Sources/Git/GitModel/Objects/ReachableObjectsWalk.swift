/// Goes through all objects that some reach, those that are named before those that name them.
package struct ReachableObjectsWalk {
  private enum Step {
    /// The object has to be read, and what it names comes first.
    case enter(ObjectID)
    /// All that it names has been given.
    case leave(GitObject)
  }

  private var steps: [Step]
  private var seen: Set<ObjectID> = []
  /// How many objects were given so far.
  package private(set) var count = 0

  package init(_ roots: [ObjectID]) {
    steps = roots.reversed().map { .enter($0) }
  }

  /// The next object; `nil` after the last one.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when one is missing or malformed.
  package mutating func next(in store: any Store) throws(RepositoryError) -> GitObject? {
    while let step = steps.popLast() {
      switch step {
      case .leave(let object):
        count += 1
        return object
      case .enter(let id):
        guard seen.insert(id).inserted else { continue }
        guard let object = try store.object(id) else {
          throw RepositoryError(
            .damaged, "object \(id), which the ledger reaches, is missing",
            hint: RepositoryError.damageHint)
        }
        steps.append(.leave(object))
        for link in try object.links() where !seen.contains(link.id) {
          steps.append(.enter(link.id))
        }
      }
    }
    return nil
  }
}
