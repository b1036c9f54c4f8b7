/// A directory in git's format.
public struct Tree: Sendable, Hashable {
  /// The entries in git's order: by bytes, folders as if their name ended in a slash.
  public let entries: [TreeEntry]

  /// Makes a tree of the entries, putting them into git's order.
  public init(_ entries: [TreeEntry]) {
    self.entries = entries.sorted {
      $0.sortKey.lexicographicallyPrecedes($1.sortKey)
    }
  }

  /// The entry with this name, if there is one.
  public subscript(name: String) -> TreeEntry? {
    entries.first { $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// The tree as an object, ready to be stored.
  public var object: GitObject {
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
