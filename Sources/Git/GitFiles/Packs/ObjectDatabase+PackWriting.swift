internal import Platform
package import GitModel

extension ObjectDatabase {
  /// Writes objects as one pack, flushed: for bulk work.
  ///
  /// Objects that are there already are written again, so that the pack is whole by itself; of
  /// objects given twice one is written.
  ///
  /// - Returns: The pack's name without extension; `nil` when there is nothing to write.
  @discardableResult
  package func writePack(_ objects: [GitObject], level: Int = 3) throws(RepositoryError) -> String?
  {
    var seen: Set<ObjectID> = []
    let unique = objects.filter { seen.insert($0.id).inserted }
    guard !unique.isEmpty else { return nil }
    let writer = try packWriter(count: unique.count, level: level)
    for object in unique { try writer.add(object) }
    let name = try writer.finish()
    try refreshPacks()
    return name
  }

  /// Begins a pack in the directory of packs, which is made if it is missing.
  ///
  /// - Parameter count: How many objects will be added; `nil` where that is not known.
  package func packWriter(count: Int?, level: Int) throws(RepositoryError) -> PackWriter {
    try mappingSystemErrors { () throws(SystemError) in
      try files.makeDirectories(packDirectory)
    }
    return try PackWriter(
      directory: packDirectory, temporaryName: temporaryName(), files: files,
      count: count, level: level)
  }
}
