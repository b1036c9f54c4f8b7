internal import Platform
package import PromptRepo

extension ReferenceDatabase {
  /// References whose names begin with `prefix` and come after `after`, in the order of bytes.
  ///
  /// Reads only the folders that may hold names of the page.
  package func list(
    under prefix: String, after: String?, limit: Int
  ) throws(RepositoryError) -> [Reference] {
    guard limit > 0 else { return [] }
    var walk = try LooseWalk(self, prefix: prefix, after: after)
    var loose = try walk.next()
    // The packed file is read after the first look at the loose ones; see `stored`. Later pages
    // of the walk may miss what git packs at this moment, so the file is asked again at the end.
    let before = try packed()
    var found: [Reference] = []
    let prefixBytes = Array(prefix.utf8)
    let afterBytes = after.map { Array($0.utf8) } ?? []
    var cursor = try before.cursor(
      notBefore: prefixBytes.lexicographicallyPrecedes(afterBytes) ? afterBytes : prefixBytes)
    var line = try before.next(&cursor)
    if let after, line?.name == Array(after.utf8) { line = try before.next(&cursor) }
    while found.count < limit {
      let isInRange = line?.name.starts(with: prefixBytes) ?? false
      guard loose != nil || isInRange else { break }
      let name = loose.map { Array($0.rawValue.utf8) }
      if let current = line, isInRange,
        name.map({ current.name.lexicographicallyPrecedes($0) })
          ?? true
      {
        let packedName = try ReferenceName(String(decoding: current.name, as: UTF8.self))
        found.append(Reference(packedName, current.target))
        line = try before.next(&cursor)
        continue
      }
      guard let next = loose else { break }
      if let target = try target(of: next) { found.append(Reference(next, target)) }
      if isInRange, line?.name == name { line = try before.next(&cursor) }
      loose = try walk.next()
    }
    // Somebody packed meanwhile: names may have moved from what was not yet read to what was.
    if try packed().status != before.status {
      return try list(under: prefix, after: after, limit: limit)
    }
    return found
  }

  /// The names that begin with `prefix`, whatever their values are, in no particular order.
  func names(under prefix: String) throws(RepositoryError) -> Set<ReferenceName> {
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
