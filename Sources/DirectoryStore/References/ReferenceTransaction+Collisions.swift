internal import PromptRepo

extension ReferenceTransaction {
  /// Refuses a new reference whose name is a folder of another's, or the other way round.
  func refuseCollisions() throws(RepositoryError) {
    let created = moves.filter { $0.old == nil && $0.new != nil }.map(\.name)
    guard !created.isEmpty else { return }
    let names = Set(created.map { Array($0.rawValue.utf8) })
    let packed = try database.packed()
    for name in created {
      for folder in name.folders.dropFirst() {
        let bytes = Array(folder.utf8)
        let isPacked = try packed.contains(bytes)
        if isPacked || names.contains(bytes) {
          throw .collision(name, with: try ReferenceName(folder))
        }
      }
      let folder = "\(name.rawValue)/"
      var walk = try LooseWalk(database, prefix: folder, after: nil)
      if let other = try walk.next() { throw .collision(name, with: other) }
      var cursor = try packed.cursor(notBefore: Array(folder.utf8))
      if let line = try packed.next(&cursor), line.name.starts(with: folder.utf8) {
        throw .collision(name, with: try ReferenceName(String(decoding: line.name, as: UTF8.self)))
      }
    }
  }
}
