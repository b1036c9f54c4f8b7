package import GitModel

/// Walks the references of one moment in the order of their names: the loose ones, which win, and
/// those of the packed file.
package struct ReferenceWalk {
  /// A reference, and where it stands.
  package struct Step {
    package let name: [UInt8]
    package let target: ObjectID
    /// Which of the packed lines of records under the prefix it is, from 0; `nil` for any other
    /// reference.
    package let record: Int?
  }

  private let database: ReferenceDatabase
  private let prefix: [UInt8]
  private var looseWalk: LooseWalk
  private var loose: ReferenceName?
  /// The packed file.
  package let packed: PackedReferences
  private var cursor: PackedReferences.Cursor
  private var line: PackedReferences.Line?
  /// How many packed lines of records were passed, that of `line` included.
  package private(set) var records = 0

  /// A walk over the names that begin with a text and come after another one.
  package init(
    _ database: ReferenceDatabase, prefix: String, after: String?
  ) throws(RepositoryError) {
    self.database = database
    self.prefix = Array(prefix.utf8)
    looseWalk = try LooseWalk(database, prefix: prefix, after: after)
    loose = try looseWalk.next()
    // The packed file is read after the first look at the loose ones; see `stored`.
    packed = try database.packed()
    let afterBytes = after.map { Array($0.utf8) } ?? []
    cursor = try packed.cursor(
      notBefore: self.prefix.lexicographicallyPrecedes(afterBytes) ? afterBytes : self.prefix)
    line = nil
    try advance()
    if after != nil, line?.name == afterBytes { try advance() }
  }

  /// The next one; `nil` at the end.
  package mutating func next() throws(RepositoryError) -> Step? {
    while true {
      let name = loose.map { Array($0.rawValue.utf8) }
      if let current = line, name.map({ current.name.lexicographicallyPrecedes($0) }) ?? true {
        let record = database.paths.layout.isRecord(current.name) ? records - 1 : nil
        try advance()
        return Step(name: current.name, target: current.target, record: record)
      }
      guard let next = loose else { return nil }
      let target = try database.target(of: next)
      if line?.name == name { try advance() }
      loose = try looseWalk.next()
      if let target, let name { return Step(name: name, target: target, record: nil) }
    }
  }

  /// Whether somebody has packed since the walk began: names may have moved from what was not yet
  /// read to what was.
  package func isOutdated() throws(RepositoryError) -> Bool {
    try database.packed().status != packed.status
  }

  private mutating func advance() throws(RepositoryError) {
    line = try packed.next(&cursor)
    guard let found = line else { return }
    if !found.name.starts(with: prefix) { return line = nil }
    if database.paths.layout.isRecord(found.name) { records += 1 }
    packed.releasePages(before: found.next)
  }
}
