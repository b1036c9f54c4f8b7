package import GitModel

extension ReferenceTransaction {
  /// Refuses a new reference whose name is a folder of another's, or the other way round.
  package func refuseCollisions() throws(RepositoryError) {
    let packed = try database.packed()
    // Names in their order mostly have the folders of the one before.
    var checked: [String] = []
    for move in moves where move.old == nil && move.new != nil {
      let name = move.name
      let folders = name.folders
      for (depth, folder) in folders.enumerated().dropFirst() {
        if depth < checked.count, checked[depth].utf8.elementsEqual(folder.utf8) { continue }
        let bytes = Array(folder.utf8)
        let isPacked = try packed.contains(bytes)
        if isPacked || isCreated(bytes) {
          throw .collision(name, with: try ReferenceName(folder))
        }
      }
      checked = folders
      let folder = "\(name.rawValue)/"
      var walk = try LooseWalk(database, prefix: folder, after: nil)
      if let other = try walk.next() { throw .collision(name, with: other) }
      var cursor = try packed.cursor(notBefore: Array(folder.utf8))
      if let line = try packed.next(&cursor), line.name.starts(with: folder.utf8) {
        throw .collision(name, with: try ReferenceName(String(decoding: line.name, as: UTF8.self)))
      }
    }
  }

  /// Whether the change makes a reference of a name.
  private func isCreated(_ name: [UInt8]) -> Bool {
    let position = moves.position(ofBytes: name)
    guard position < moves.count, moves.nameBytes(at: position) == name else { return false }
    return moves[position].old == nil && moves[position].new != nil
  }
}
