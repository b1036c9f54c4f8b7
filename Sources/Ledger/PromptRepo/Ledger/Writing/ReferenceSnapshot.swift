internal import Synchronization

/// What references pointed at when a transaction first looked at them.
///
/// Everything that a transaction works out stands on these values, and its moves expect them; so
/// whoever moves one of the references meanwhile makes the change a conflict.
final class ReferenceSnapshot: Sendable {
  private let targets = Mutex<[ReferenceName: ObjectID?]>([:])

  /// What the reference pointed at: as seen before, or as `read` sees it now.
  func target(
    of name: ReferenceName, or read: () throws(RepositoryError) -> ObjectID?
  ) throws(RepositoryError) -> ObjectID? {
    if let seen = targets.withLock({ $0[name] }) { return seen }
    return keep(try read(), of: name)
  }

  /// Forgets a reference that somebody else remembers now.
  func forget(_ name: ReferenceName) {
    targets.withLock { _ = $0.removeValue(forKey: name) }
  }

  /// What references below `prefix` pointed at, given what a listing sees of them now.
  func targets(under prefix: String, listed: [Reference]) -> [ReferenceName: ObjectID] {
    for reference in listed { _ = keep(reference.target, of: reference.name) }
    return targets.withLock { $0 }
      .filter { $0.key.rawValue.utf8.starts(with: prefix.utf8) }.compactMapValues(\.self)
  }

  private func keep(_ target: ObjectID?, of name: ReferenceName) -> ObjectID? {
    targets.withLock { targets in
      if let seen = targets[name] { return seen }
      targets[name] = .some(target)
      return target
    }
  }
}
