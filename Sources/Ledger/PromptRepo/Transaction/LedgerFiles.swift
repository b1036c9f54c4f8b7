internal import CanonicalJSON

// The files that commits of a ledger hold.
extension LedgerReader {
  /// A file of a tree.
  ///
  /// - Parameters:
  ///   - name: The file's name.
  ///   - tree: The tree.
  ///   - treeRole: The tree's role in the ledger, for errors.
  ///   - role: The file's role in the ledger, likewise.
  /// - Throws: ``RepositoryError/Code/damaged`` when there is no such file.
  func file(
    _ name: String, in tree: ObjectID, _ treeRole: String, _ role: String
  ) throws(RepositoryError) -> GitObject {
    guard let entry = try Tree(required(tree, for: treeRole))[name] else {
      throw RepositoryError(.damaged, "tree \(tree) has no \(name)")
    }
    return try required(entry.id, for: role)
  }
}

extension Transaction {
  /// Adds a tree of one file.
  mutating func addTree(_ fileName: String, _ bytes: [UInt8]) -> ObjectID {
    addTree(fileName, GitObject(.blob, bytes))
  }

  /// Adds a tree of one file.
  mutating func addTree(_ fileName: String, _ file: GitObject) -> ObjectID {
    add(Tree([TreeEntry(.file, fileName, add(file))]).object)
  }
}

extension GitObject {
  /// The JSON object that a file holds; `nil` for JSON of another kind.
  ///
  /// - Parameter role: The file's role in the ledger, for errors.
  /// - Throws: ``RepositoryError/Code/damaged`` when it is not JSON.
  func json(of role: String) throws(RepositoryError) -> JSONObject? {
    do {
      return try JSONValue(parsing: bytes).object
    } catch {
      throw RepositoryError(
        .damaged, "\(role) in object \(id) is not JSON: \(error)", cause: error)
    }
  }
}
