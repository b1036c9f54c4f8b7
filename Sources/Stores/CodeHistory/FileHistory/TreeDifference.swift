internal import GitModel
internal import GitStore

/// The files that are in only one of two trees.
struct TreeDifference {
  /// Files of the old tree that the new one has no file in the place of.
  private(set) var removed: [GitPath: ObjectID] = [:]
  /// Files of the new tree that the old one has no file in the place of.
  private(set) var added: [GitPath: ObjectID] = [:]

  /// How many entries are looked at, and how long paths get, before a tree counts as made to harm.
  static let entryLimit = 5_000_000
  static let pathLimit = 4_096

  /// Compares two trees; nil if too much differs to look for renames in it.
  init?(from old: ObjectID?, to new: ObjectID?, _ objects: ObjectReader) throws(RepositoryError) {
    var folders: [(path: GitPath, old: ObjectID?, new: ObjectID?)] = [(GitPath([]), old, new)]
    var seen = 0
    while let (folder, old, new) = folders.popLast() {
      let (before, after) = (
        try objects.listing(old).entries, try objects.listing(new).entries
      )
      seen += before.count + after.count
      guard seen <= TreeDifference.entryLimit, folder.bytes.count <= TreeDifference.pathLimit
      else { return nil }
      for (name, left) in before where after[name] != left {
        let right = after[name]
        let path = folder.appending(name)
        if left.kind == .file, right?.kind != .file { removed[path] = left.id }
        if left.kind == .folder {
          folders.append((path, left.id, TreeListing.id(right, if: .folder)))
        }
      }
      for (name, right) in after where before[name] != right {
        let left = before[name]
        let path = folder.appending(name)
        if right.kind == .file, left?.kind != .file { added[path] = right.id }
        if right.kind == .folder, left?.kind != .folder { folders.append((path, nil, right.id)) }
      }
    }
  }
}

/// The entries of a tree, by name.
struct TreeListing {
  enum Kind {
    case folder, file
    /// A symbolic link or a submodule.
    case other
  }

  struct Entry: Equatable {
    let kind: Kind
    let id: ObjectID
  }

  private(set) var entries: [[UInt8]: Entry] = [:]

  init() {}

  /// Reads a tree's bytes; nil if they are none.
  init?(_ bytes: [UInt8]) {
    let isWhole = RawTree(bytes).forEach { name, mode, id in
      let kind: Kind =
        switch mode {
        case 0o40000: .folder
        case _ where mode >> 9 == 0o100: .file
        default: .other
        }
      entries[Array(name)] = Entry(kind: kind, id: id)
      return true
    }
    guard isWhole else { return nil }
  }

  /// The id of an entry if it is of a kind.
  static func id(_ entry: Entry?, if kind: Kind) -> ObjectID? {
    entry.flatMap { $0.kind == kind ? $0.id : nil }
  }
}
