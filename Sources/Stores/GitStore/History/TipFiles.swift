internal import GitModel

/// The files of a commit that are asked for.
struct TipFiles {
  /// Each file with the path that was asked for.
  private(set) var roots: [GitPath: GitPath] = [:]
  private(set) var warnings: [String] = []
  /// How many files have other endings, by ending.
  private(set) var passedOver: [String: Int] = [:]

  /// How many files are followed at once.
  private static let fileLimit = 100_000

  /// Finds files and those in folders.
  ///
  /// In a folder, hidden files and folders and files with other endings are left out; the latter
  /// are counted.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` for a path that the commit does not have.
  init(
    _ paths: [GitPath], in tree: ObjectID, endings: [String], _ objects: ObjectReader
  ) throws(RepositoryError) {
    for path in paths {
      switch try TipFiles.entry(path, tree, objects) {
      case nil:
        throw RepositoryError(
          .notFound, "there is no file or folder '\(path.text)' in the commit",
          hint: "What git does not know has no history; commit it to git first, or use "
            + "`promptrepo import`")
      case let entry? where entry.kind == .folder:
        try addFolder(path, entry.id, endings, objects)
      case let entry?: add(path, entry, root: path)
      }
    }
  }

  static func entry(
    _ path: GitPath, _ tree: ObjectID, _ objects: ObjectReader
  ) throws(RepositoryError) -> TreeListing.Entry? {
    var entry: TreeListing.Entry? = TreeListing.Entry(kind: .folder, id: tree)
    for name in path.components {
      guard let folder = TreeListing.id(entry, if: .folder) else { return nil }
      entry = try objects.listing(folder).entries[name]
    }
    return entry
  }

  private mutating func addFolder(
    _ root: GitPath, _ tree: ObjectID, _ endings: [String], _ objects: ObjectReader
  ) throws(RepositoryError) {
    var folders = [(path: root, tree: tree)]
    var seen = 0
    while let (folder, tree) = folders.popLast() {
      let entries = try objects.listing(tree).entries
      seen += entries.count
      guard seen <= TreeDifference.entryLimit, roots.count <= TipFiles.fileLimit else {
        throw RepositoryError(
          .invalid, "'\(root.text)' holds too many files", hint: "Name the folders of the prompts")
      }
      for (name, entry) in entries where name.first != UInt8(ascii: ".") {
        let path = folder.appending(name)
        if path.bytes.count > TreeDifference.pathLimit { continue }
        if entry.kind == .folder {
          folders.append((path, entry.id))
        } else if path.hasEnding(of: endings) {
          add(path, entry, root: root)
        } else {
          passedOver[path.ending, default: 0] += 1
        }
      }
    }
  }

  private mutating func add(_ path: GitPath, _ entry: TreeListing.Entry, root: GitPath) {
    guard entry.kind == .file else {
      return warnings.append("\(path.text): this is a symbolic link or a submodule, left out")
    }
    guard String(validating: path.bytes, as: UTF8.self) != nil else {
      return warnings.append("\(path.text): the path is not UTF-8, left out")
    }
    if roots[path] == nil { roots[path] = root }
  }
}
