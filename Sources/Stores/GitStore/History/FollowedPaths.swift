internal import GitModel

/// The paths of files, as they are in one commit, arranged as a tree is.
final class FollowedPaths {
  /// One folder or file.
  struct Node {
    var children: [[UInt8]: Node] = [:]
    /// The path, if it is followed.
    var path: GitPath?

    mutating func insert(_ path: GitPath, _ components: ArraySlice<[UInt8]>) {
      guard let name = components.first else { return self.path = path }
      children[name, default: Node()].insert(path, components.dropFirst())
    }
  }

  /// What a path is in an older and a newer tree, where that differs.
  struct Change {
    let path: GitPath
    let old: ObjectID?
    let new: ObjectID?
  }

  /// The numbers of the files that each path belongs to.
  let files: [GitPath: Set<Int>]
  private let root: Node

  init(_ files: [GitPath: Set<Int>]) {
    self.files = files
    var root = Node()
    for path in files.keys { root.insert(path, path.components[...]) }
    self.root = root
  }

  /// These paths and others.
  func union(_ other: FollowedPaths) -> FollowedPaths {
    other === self ? self : FollowedPaths(files.merging(other.files) { $0.union($1) })
  }

  /// The paths whose file differs between two trees; equal folders are not looked into.
  func changes(
    from old: ObjectID?, to new: ObjectID?, _ objects: ObjectReader
  ) throws(RepositoryError) -> [GitPath: Change] {
    var changes: [GitPath: Change] = [:]
    var folders: [(node: Node, old: ObjectID?, new: ObjectID?)] = [(root, old, new)]
    while let (node, old, new) = folders.popLast() {
      if old == new { continue }
      let (before, after) = (try objects.listing(old), try objects.listing(new))
      for (name, child) in node.children {
        let (left, right) = (before.entries[name], after.entries[name])
        if left == right { continue }
        if let path = child.path {
          let change = Change(
            path: path, old: TreeListing.id(left, if: .file),
            new: TreeListing.id(right, if: .file))
          if change.old != change.new { changes[path] = change }
        }
        if !child.children.isEmpty {
          folders.append(
            (child, TreeListing.id(left, if: .folder), TreeListing.id(right, if: .folder)))
        }
      }
    }
    return changes
  }
}
