internal import GitModel

extension Change {
  /// Why a store that holds these references and objects has to refuse the change, or `nil`.
  func refusal(
    current: (ReferenceName) -> ObjectID?,
    names: () -> some Sequence<ReferenceName>,
    hasObject: (ObjectID) -> Bool
  ) -> RepositoryError? {
    var moved: Set<ReferenceName> = []
    for move in moves {
      guard moved.insert(move.name).inserted else { return .movedTwice(move.name) }
      let found = current(move.name)
      if found != move.old { return .lostRace(move, found: found) }
      if let new = move.new, !hasObject(new) { return .missingTarget(move.name, new) }
    }
    let created = moves.filter { $0.new != nil && $0.old == nil }.map(\.name)
    return created.isEmpty ? nil : collision(created, Set(names()))
  }

  /// A name and a folder that would be the same; names that the change removes count, as in git.
  private func collision(
    _ created: [ReferenceName], _ existing: Set<ReferenceName>
  ) -> RepositoryError? {
    var folders: [String: ReferenceName] = [:]
    let all = existing.union(created)
    for name in all {
      for folder in name.folders { folders[folder] = name }
    }
    for name in created {
      if let other = folders[name.rawValue] { return .collision(name, with: other) }
    }
    for name in all {
      guard let folder = folders[name.rawValue] else { continue }
      return .collision(folder, with: name)
    }
    return nil
  }
}
