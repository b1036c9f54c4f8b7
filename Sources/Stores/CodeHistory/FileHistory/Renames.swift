internal import GitModel

/// Which added files of a commit are removed ones under another name.
///
/// As `git diff -M` does: first equal files, then those at least half alike, the most alike first,
/// and the same file name first among equals. No file is the old one of two. Files that are copied
/// while the first stays are new ones, which `git log --follow` sees differently.
struct Renames {
  /// The old path of each new one.
  private(set) var sources: [GitPath: GitPath] = [:]
  /// The old paths.
  private(set) var moved: Set<GitPath> = []

  /// How many pairs are compared at most, as in git.
  private static let pairLimit = 1_000_000
  /// The largest file that is compared with others that it is not equal to.
  private static let sizeLimit = 2 << 20

  /// Finds the renames between two trees.
  ///
  /// - Parameter isTarget: Whether a file is compared with others that it is not equal to.
  init(
    from old: ObjectID, to new: ObjectID, _ objects: ObjectReader, isTarget: (GitPath) -> Bool
  ) throws(RepositoryError) {
    guard let difference = try TreeDifference(from: old, to: new, objects),
      !difference.removed.isEmpty, !difference.added.isEmpty
    else { return }
    matchEqual(difference)
    let removed = difference.removed.filter { !moved.contains($0.key) }.sorted { $0.key < $1.key }
    let added = difference.added.filter { sources[$0.key] == nil && isTarget($0.key) }
      .sorted { $0.key < $1.key }
    guard removed.count * added.count <= Renames.pairLimit else { return }
    try matchAlike(removed, added, objects)
  }

  private mutating func matchEqual(_ difference: TreeDifference) {
    var removed: [ObjectID: [GitPath]] = [:]
    for (path, id) in difference.removed { removed[id, default: []].append(path) }
    for id in removed.keys { removed[id]?.sort() }
    for (path, id) in difference.added.sorted(by: { $0.key < $1.key }) {
      guard let candidates = removed[id], let first = candidates.first else { continue }
      let source = candidates.first { $0.name == path.name } ?? first
      removed[id]?.removeAll { $0 == source }
      match(path, source)
    }
  }

  private mutating func matchAlike(
    _ removed: [(key: GitPath, value: ObjectID)], _ added: [(key: GitPath, value: ObjectID)],
    _ objects: ObjectReader
  ) throws(RepositoryError) {
    if removed.isEmpty || added.isEmpty { return }
    var prints: [ObjectID: Fingerprint] = [:]
    func fingerprint(_ id: ObjectID) throws(RepositoryError) -> Fingerprint {
      if let known = prints[id] { return known }
      let print = Fingerprint(try objects.bytes(id))
      prints[id] = print
      return print
    }
    var sizes: [Int?] = []
    for source in removed { sizes.append(try objects.size(source.value)) }
    var pairs: [(target: GitPath, source: GitPath, likeness: Int, isSameName: Bool)] = []
    for target in added {
      let size = try objects.size(target.value)
      if let size, size > Renames.sizeLimit { continue }
      for (source, sourceSize) in zip(removed, sizes) {
        guard let size, let sourceSize else {
          // One that a partial clone left out, which may be too large to matter.
          if let known = size ?? sourceSize,
            Fingerprint.canMatch(known, max(known, objects.gaps.smallestFile))
          {
            throw objects.gaps.missing(size == nil ? target.value : source.value)
          }
          continue
        }
        guard Fingerprint.canMatch(size, sourceSize) else { continue }
        let likeness = try fingerprint(target.value).likeness(to: fingerprint(source.value))
        guard likeness >= 30_000 else { continue }
        pairs.append((target.key, source.key, likeness, target.key.name == source.key.name))
      }
    }
    pairs.sort { left, right in
      if left.likeness != right.likeness { return left.likeness > right.likeness }
      if left.isSameName != right.isSameName { return left.isSameName }
      return (left.target, left.source) < (right.target, right.source)
    }
    for pair in pairs where sources[pair.target] == nil && !moved.contains(pair.source) {
      match(pair.target, pair.source)
    }
  }

  private mutating func match(_ target: GitPath, _ source: GitPath) {
    sources[target] = source
    moved.insert(source)
  }
}

/// What a file is made of, to tell how much of it is in another.
///
/// As git does: the text is cut behind each line end and after 64 bytes, the line end CR LF counts
/// as LF unless the file is binary, and two files share what they have of equal pieces. libgit2's
/// own measure sees lines only, and a prompt is often one long line.
struct Fingerprint {
  let size: Int
  /// The pieces' hashes, in order, with the bytes of each.
  private let pieces: [(hash: UInt64, bytes: Int)]

  init(_ bytes: [UInt8]) {
    size = bytes.count
    let isBinary = bytes.prefix(8_000).contains(0)
    var counts: [UInt64: Int] = [:]
    // FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/
    let start: UInt64 = 0xcbf2_9ce4_8422_2325
    var hash = start
    var length = 0
    for (index, byte) in bytes.enumerated() {
      if byte == 0x0d, !isBinary, index + 1 < bytes.count, bytes[index + 1] == 0x0a { continue }
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
      length += 1
      if length < 64, byte != 0x0a { continue }
      counts[hash, default: 0] += length
      hash = start
      length = 0
    }
    if length > 0 { counts[hash, default: 0] += length }
    pieces = counts.map { ($0.key, $0.value) }.sorted { $0.hash < $1.hash }
  }

  /// Whether sizes alone rule out that two files are half alike.
  static func canMatch(_ left: Int, _ right: Int) -> Bool {
    min(left, right) > 0 && min(left, right) >= (max(left, right) + 1) / 2
  }

  /// How alike two files are, in parts of 60,000; git takes 30,000 and more for a rename.
  func likeness(to other: Fingerprint) -> Int {
    guard Fingerprint.canMatch(size, other.size) else { return 0 }
    var shared = 0
    var (left, right) = (0, 0)
    while left < pieces.count, right < other.pieces.count {
      if pieces[left].hash == other.pieces[right].hash {
        shared += min(pieces[left].bytes, other.pieces[right].bytes)
        left += 1
        right += 1
      } else if pieces[left].hash < other.pieces[right].hash {
        left += 1
      } else {
        right += 1
      }
    }
    return shared * 60_000 / max(size, other.size)
  }
}

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
