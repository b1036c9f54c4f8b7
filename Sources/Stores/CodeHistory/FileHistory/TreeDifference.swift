internal import GitModel

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
    var place = 0
    while place < bytes.count {
      guard let space = bytes[place...].firstIndex(of: UInt8(ascii: " ")),
        let zero = bytes[space...].firstIndex(of: 0), zero + 20 < bytes.count,
        let id = ObjectID(bytes: bytes[(zero + 1)...(zero + 20)])
      else { return nil }
      let kind: Kind =
        switch String(decoding: bytes[place..<space], as: UTF8.self) {
        case "40000", "040000": .folder
        case "100644", "100755", "100664": .file
        default: .other
        }
      entries[Array(bytes[(space + 1)..<zero])] = Entry(kind: kind, id: id)
      place = zero + 21
    }
  }

  /// The id of an entry if it is of a kind.
  static func id(_ entry: Entry?, if kind: Kind) -> ObjectID? {
    entry.flatMap { $0.kind == kind ? $0.id : nil }
  }
}
