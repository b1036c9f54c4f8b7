package import GitModel

/// The objects that can be reached from some, in the order in which a pack best holds them.
package struct ReachableObjects {
  /// What a missing object means.
  package enum Policy {
    /// The repository is damaged.
    case required
    /// It was removed earlier; go on without it.
    case optional
    /// Likewise, and a damaged one is only not followed.
    case lenient
  }

  /// What a walk still has to visit.
  private struct Step {
    let link: ObjectLink
    let source: ObjectID?
  }

  /// Two objects with one key follow each other in a history.
  private struct Key: Hashable {
    let kind: ObjectKind
    let name: [UInt8]
  }

  private let database: ObjectDatabase
  private let progress: Progress
  /// Everything found so far, in the order of the walks.
  private var ids = ObjectIDTable()
  private var kinds: [ObjectKind] = []
  private var neighbours: [Int32] = []

  package init(_ database: ObjectDatabase, progress: Progress = .ignored) {
    self.database = database
    self.progress = progress
  }

  /// How many objects were found; each has a number below this, in the order of the walks.
  package var count: Int { ids.count }

  /// The id of an object.
  package func id(_ number: Int) -> ObjectID? { ids[number] }

  /// The kind of an object.
  package func kind(_ number: Int) -> ObjectKind { kinds[number] }

  /// The number of the object that one most resembles: the same file, or the commit, of the version
  /// after it.
  package func neighbour(_ number: Int) -> Int? {
    neighbours[number] < 0 ? nil : Int(neighbours[number])
  }

  package func contains(_ id: ObjectID) -> Bool { ids.number(of: id) != nil }

  /// Walks from one object to all that it names, and so on.
  package mutating func add(_ root: ObjectID, _ policy: Policy) throws(RepositoryError) {
    var steps = [Step(link: ObjectLink(id: root, kind: nil, name: []), source: nil)]
    var last: [Key: Int32] = [:]
    while let step = steps.popLast() {
      guard !contains(step.link.id) else { continue }
      guard let (kind, links) = try visit(step, policy) else { continue }
      let key = Key(kind: kind, name: step.link.name)
      let number = Int32(count)
      ids.append(step.link.id, isFound: true)
      kinds.append(kind)
      neighbours.append(last[key] ?? -1)
      last[key] = number
      progress(.counting, count)
      if count % 8_192 == 0 { try database.releasePages() }
      // The last one pushed is visited first: a commit's tree before its parents.
      for link in links.reversed() { steps.append(Step(link: link, source: step.link.id)) }
    }
  }

  /// The kind and the links of an object; `nil` if it is not there and need not be.
  private func visit(
    _ step: Step, _ policy: Policy
  ) throws(RepositoryError) -> (ObjectKind, [ObjectLink])? {
    do throws(RepositoryError) {
      if step.link.kind == .blob {
        if try database.contains(step.link.id) { return (.blob, []) }
      } else if let object = try database.read(step.link.id) {
        return (object.kind, try object.links())
      }
    } catch {
      guard policy == .lenient, error.code == .damaged else { throw error }
      return (step.link.kind ?? .blob, [])
    }
    guard policy == .required else { return nil }
    let user = step.source.map { "object \($0)" } ?? "a reference"
    throw RepositoryError(
      .damaged, "object \(step.link.id), which \(user) names, is missing",
      hint: RepositoryError.damageHint)
  }
}
