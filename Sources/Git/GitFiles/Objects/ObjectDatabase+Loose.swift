internal import Platform
package import GitModel

/// An object that has a file of its own.
package struct LooseObject {
  package let id: ObjectID
  /// The time of the file's last change, in nanoseconds since 1970 UTC.
  package let modificationNanoseconds: Int64
}

extension ObjectDatabase {
  /// The path of an object's own file: two digits, a slash, the others.
  package func loosePath(_ id: ObjectID) -> String {
    let hex = id.hex
    return "\(directory)/\(hex.prefix(2))/\(hex.dropFirst(2))"
  }

  /// Reads an object from its own file; `nil` when there is none.
  package func readLoose(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    let path = loosePath(id)
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try files.readFileIfPresent(path, maxBytes: ObjectLimits.maximumBytes)
    }
    guard let bytes else { return nil }
    return try LooseFormat.decode(bytes, id: id, path: path, inflaters)
  }

  /// All objects that have files of their own, in no particular order.
  package func looseObjects() throws(RepositoryError) -> [LooseObject] {
    try mappingSystemErrors { () throws(SystemError) in
      var objects: [LooseObject] = []
      for folder in try files.listDirectory(directory)
      where folder.type == .directory && folder.name.utf8.count == 2 {
        let path = "\(directory)/\(folder.name)"
        for file in try files.listDirectoryIfPresent(path) where file.type == .regular {
          guard let id = ObjectID(hex: folder.name + file.name), id.count == 20,
            let status = try files.statusIfPresent("\(path)/\(file.name)")
          else { continue }
          objects.append(
            LooseObject(id: id, modificationNanoseconds: status.modificationNanoseconds))
        }
      }
      return objects
    }
  }
}
