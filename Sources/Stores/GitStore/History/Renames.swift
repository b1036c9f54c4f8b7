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
    for source in removed { sizes.append(try objects.sizeIfPresent(source.value)) }
    var pairs: [(target: GitPath, source: GitPath, likeness: Int, isSameName: Bool)] = []
    for target in added {
      let size = try objects.sizeIfPresent(target.value)
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
