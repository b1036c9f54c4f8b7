internal import PromptRepo

extension ReferenceTransaction {
  /// Refuses a new reference whose name is a folder of another's, or the other way round.
  ///
  /// Names that the change removes count, as in git.
  func refuseCollisions() throws(RepositoryError) {
    let created = moves.filter { $0.old == nil && $0.new != nil }.map(\.name)
    guard !created.isEmpty else { return }
    let names = Set(created)
    for name in created {
      for folder in name.folders.dropFirst() {
        let folder = try ReferenceName(folder)
        let isThere = try references.target(of: folder) != nil
        if isThere || names.contains(folder) { throw .collision(name, with: folder) }
      }
      if let other = try references.list(under: "\(name)/", after: nil, limit: 1).first {
        throw .collision(name, with: other.name)
      }
    }
  }
}
