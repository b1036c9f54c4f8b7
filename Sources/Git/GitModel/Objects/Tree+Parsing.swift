extension Tree {
  /// Reads a tree object.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when the bytes are not a tree.
  public init(_ object: GitObject) throws(RepositoryError) {
    guard object.kind == .tree else {
      throw .damaged(object, "is a \(object.kind.rawValue), not a tree")
    }
    var entries: [TreeEntry] = []
    var rest = object.bytes[...]
    while !rest.isEmpty {
      guard let space = rest.firstIndex(of: UInt8(ascii: " ")),
        let zero = rest[space...].firstIndex(of: 0),
        rest.endIndex - zero > object.id.count,
        let id = ObjectID(bytes: rest[(zero + 1)...].prefix(object.id.count)),
        let octal = UInt32(String(decoding: rest[..<space], as: UTF8.self), radix: 8),
        let mode = FileMode(rawValue: octal),
        let name = String(validating: rest[(space + 1)..<zero], as: UTF8.self)
      else { throw .damaged(object, "is not a well-formed tree") }
      entries.append(TreeEntry(mode, name, id))
      rest = rest[(zero + 1 + object.id.count)...]
    }
    self.init(entries)
  }
}

extension RepositoryError {
  package static func damaged(_ object: GitObject, _ what: String) -> RepositoryError {
    RepositoryError(
      .damaged, "object \(object.id) \(what)",
      hint: "Restore it from another clone or a backup; `git fsck` shows what else is affected")
  }
}
