internal import PromptRepo

/// The objects that can be reached from some, in the order in which a pack best holds them.
struct ReachableObjects {
  /// A reachable object.
  struct Item {
    let id: ObjectID
    let kind: ObjectKind
    /// The one it most resembles: the same file, or the commit, of the version after it.
    let neighbour: ObjectID?
  }

  /// What a missing object means.
  enum Policy {
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
  private var seen: Set<ObjectID> = []
  /// Everything found so far, in the order of the walks.
  private(set) var items: [Item] = []

  init(_ database: ObjectDatabase) {
    self.database = database
  }

  func contains(_ id: ObjectID) -> Bool { seen.contains(id) }

  /// Walks from one object to all that it names, and so on.
  mutating func add(_ root: ObjectID, _ policy: Policy) throws(RepositoryError) {
    var steps = [Step(link: ObjectLink(id: root, kind: nil, name: []), source: nil)]
    var last: [Key: ObjectID] = [:]
    while let step = steps.popLast() {
      guard !seen.contains(step.link.id) else { continue }
      guard let (kind, links) = try visit(step, policy) else { continue }
      seen.insert(step.link.id)
      let key = Key(kind: kind, name: step.link.name)
      items.append(Item(id: step.link.id, kind: kind, neighbour: last[key]))
      last[key] = step.link.id
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
