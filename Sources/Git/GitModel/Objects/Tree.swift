/// A directory in git's format.
package struct Tree: Sendable, Hashable {
  /// The entries in git's order: by bytes, folders as if their name ended in a slash.
  package let entries: [TreeEntry]

  /// Makes a tree of the entries, putting them into git's order.
  package init(_ entries: [TreeEntry]) {
    self.entries = entries.sorted {
      $0.sortKey.lexicographicallyPrecedes($1.sortKey)
    }
  }

  /// The entry with this name, if there is one.
  package subscript(name: String) -> TreeEntry? {
    entries.first { $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// The tree as an object, ready to be stored.
  package var object: GitObject {
    var bytes: [UInt8] = []
    for entry in entries {
      bytes += entry.mode.octal.utf8
      bytes.append(UInt8(ascii: " "))
      bytes += entry.name.utf8
      bytes.append(0)
      bytes += entry.id.bytes
    }
    return GitObject(.tree, bytes)
  }
}

extension TreeEntry {
  fileprivate var sortKey: [UInt8] {
    Array(name.utf8) + (mode == .tree ? [UInt8(ascii: "/")] : [])
  }
}

/// One line of a tree: a mode, a name and the object it names.
package struct TreeEntry: Sendable, Hashable {
  /// What the entry is.
  package let mode: FileMode
  /// The file's name, without slashes.
  package let name: String
  /// The object: a blob for files, a tree for folders.
  package let id: ObjectID

  /// Makes an entry from its parts.
  package init(_ mode: FileMode, _ name: String, _ id: ObjectID) {
    self.mode = mode
    self.name = name
    self.id = id
  }
}

/// The modes that a tree entry may have; others are refused by `git fsck --strict`.
package enum FileMode: UInt32, Sendable, Hashable {
  /// A plain file, `100644`.
  case file = 0o100644
  /// A file that may be run, `100755`.
  case executable = 0o100755
  /// A symbolic link, `120000`.
  case symbolicLink = 0o120000
  /// A tree, `40000`.
  case tree = 0o040000
  /// A commit of another repository, `160000`.
  case submodule = 0o160000

  /// The mode as a tree spells it: octal without leading zeros.
  package var octal: String {
    String(rawValue, radix: 8)
  }
}

extension Tree {
  /// Reads a tree object.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when the bytes are not a tree.
  package init(_ object: GitObject) throws(RepositoryError) {
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
      hint: RepositoryError.damageHint)
  }
}
