internal import Platform
package import GitModel

extension ReferenceDatabase {
  /// References whose names begin with `prefix` and come after `after`, in the order of bytes.
  ///
  /// Reads only the folders that may hold names of the page.
  package func list(
    under prefix: String, after: String?, limit: Int
  ) throws(RepositoryError) -> [Reference] {
    guard limit > 0 else { return [] }
    var found: [Reference] = []
    var walk = try ReferenceWalk(self, prefix: prefix, after: after)
    while found.count < limit, let step = try walk.next() {
      found.append(
        Reference(try ReferenceName(String(decoding: step.name, as: UTF8.self)), step.target))
    }
    if try walk.isOutdated() { return try list(under: prefix, after: after, limit: limit) }
    return found
  }

  /// The names that begin with `prefix`, whatever their values are, in no particular order.
  package func names(under prefix: String) throws(RepositoryError) -> Set<ReferenceName> {
    var names: Set<ReferenceName> = []
    var walk = try LooseWalk(self, prefix: prefix, after: nil)
    while let name = try walk.next() { names.insert(name) }
    let packed = try packed()
    var cursor = try packed.cursor(notBefore: Array(prefix.utf8))
    while let line = try packed.next(&cursor), line.name.starts(with: prefix.utf8) {
      names.insert(try ReferenceName(String(decoding: line.name, as: UTF8.self)))
    }
    return names
  }
}
