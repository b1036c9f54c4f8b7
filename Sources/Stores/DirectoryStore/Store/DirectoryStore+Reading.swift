internal import GitFiles
public import GitModel

extension DirectoryStore {
  /// Reads an object and checks it against its id; `nil` when it is not there.
  public func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    // A good copy is the same wherever it is; only what is missing or torn may wait in the journal.
    do throws(RepositoryError) {
      if let object = try objects.read(id) { return object }
    } catch {
      guard error.code == .damaged else { throw error }
    }
    if let object = try overlays.current()?.objects[id] { return object }
    // Somebody may have carried out the journal between the two looks.
    return try objects.read(id)
  }

  /// The object a reference points at; `nil` when the reference does not exist.
  public func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    guard let overlay = try overlays.current() else { return try references.target(of: name) }
    return try overlay.target(of: name, in: references)
  }

  /// References whose names begin with `prefix`, in the order of their bytes.
  public func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    guard let overlay = try overlays.current() else {
      return try references.list(under: prefix, after: after, limit: limit ?? .max)
    }
    return try overlay.list(under: prefix, after: after, limit: limit ?? .max, in: references)
  }
}
