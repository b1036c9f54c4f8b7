internal import Platform
package import GitModel
internal import Synchronization

extension ObjectDatabase {
  /// Writes objects as files of their own, those that are not there yet.
  ///
  /// An object that is there, loose or packed, is read and compared; a damaged copy does not count
  /// and a damaged file is replaced. Readers see a whole file or none.
  ///
  /// - Parameter flush: Whether files and directories are flushed before this returns.
  /// - Returns: The paths of the files that were written.
  @discardableResult
  package func write(loose objects: [GitObject], flush: Bool) throws(RepositoryError) -> [String] {
    var paths: [String] = []
    for object in objects where try !isStored(object) {
      paths.append(try writeLoose(object, flush: flush))
    }
    guard flush else { return paths }
    try mappingSystemErrors { () throws(SystemError) in
      for folder in Set(paths.map { String($0.dropLast(39)) }) {
        try files.syncDirectory(folder)
      }
      if !paths.isEmpty { try files.syncDirectory(directory) }
    }
    return paths
  }

  /// Whether a good copy of an object is there already.
  package func isStored(_ object: GitObject) throws(RepositoryError) -> Bool {
    var damaged: [RepositoryError] = []
    return try find(object.id, in: knownPacks(), &damaged).map { $0 == object } ?? false
  }

  /// Writes one object's file, whether or not there is one.
  package func writeLoose(_ object: GitObject, flush: Bool) throws(RepositoryError) -> String {
    let header = GitObject.header(object.kind, count: object.bytes.count)
    let bytes = try looseDeflater.withLock { (deflater) throws(RepositoryError) in
      try deflater.deflate(head: header, object.bytes, object.kind)
    }
    let path = loosePath(object.id)
    // git clears away left-over files of this name in time.
    let temporary = "\(directory)/tmp_obj_\(temporaryName())"
    try mappingSystemErrors { () throws(SystemError) in
      do throws(SystemError) {
        let file = try files.open(temporary, .createExclusive, permissions: 0o444)
        try file.write(bytes)
        if flush { try file.sync() }
        try file.close()
        try place(temporary, at: path)
      } catch {
        // The first failure is the one to report.
        do { try files.unlink(temporary) } catch {}
        throw error
      }
    }
    return path
  }

  /// Gives a written file its name, in a folder that may be missing.
  private func place(_ temporary: String, at path: String) throws(SystemError) {
    // `git prune-packed` removes folders that are empty at that moment, new ones too.
    for _ in 0..<20 {
      do throws(SystemError) {
        return try files.rename(temporary, to: path)
      } catch  where error.errno == .noEntry {
        try files.makeDirectories(String(path.dropLast(39)))
      }
    }
    try files.rename(temporary, to: path)
  }

  /// The end of a name that no other writer chooses.
  package func temporaryName() -> String {
    "\(CurrentProcess.id)_\(String(UInt64.random(in: 0 ... .max), radix: 36))"
  }
}
