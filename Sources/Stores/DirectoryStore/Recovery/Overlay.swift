internal import GitFiles
internal import GitModel

/// What the journal holds and the files do not yet, for readers that cannot or need not write.
struct Overlay: Sendable {
  private(set) var objects: [ObjectID: GitObject] = [:]
  /// The moves of each reference, in the order of the journal.
  private(set) var moves: [ReferenceName: [ReferenceMove]] = [:]

  var isEmpty: Bool { moves.isEmpty && objects.isEmpty }

  mutating func add(_ record: JournalRecord) {
    for object in record.objects { objects[object.id] = object }
    for move in record.moves { moves[move.name, default: []].append(move) }
  }

  /// The value a reference would have once the journal is carried out.
  func target(
    of name: ReferenceName, in references: ReferenceDatabase
  ) throws(RepositoryError) -> ObjectID? {
    guard let moves = moves[name] else { return try references.target(of: name) }
    let found = try references.stored(name)
    if case .symbolic = found { return try references.target(of: name) }
    var isDamaged = found == .damaged
    var target = found.target
    for move in moves where isDamaged || target == move.old {
      target = move.new
      isDamaged = false
    }
    if isDamaged { throw references.damaged(name) }
    return target
  }

  /// As the store's own listing.
  func list(
    under prefix: String, after: String?, limit: Int, in references: ReferenceDatabase
  ) throws(RepositoryError) -> [Reference] {
    var names = Set(moves.keys.filter { $0.rawValue.utf8.starts(with: prefix.utf8) })
    names.formUnion(try references.names(under: prefix))
    var found: [Reference] = []
    for name in names.sorted() where found.count < limit {
      if let after, !after.utf8.lexicographicallyPrecedes(name.rawValue.utf8) { continue }
      if let target = try target(of: name, in: references) {
        found.append(Reference(name, target))
      }
    }
    return found
  }
}
