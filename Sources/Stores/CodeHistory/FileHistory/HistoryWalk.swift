internal import GitModel
internal import GitStore

/// Follows files back through all commits, each commit once.
struct HistoryWalk {
  /// What a commit made of a file.
  struct Step {
    let commit: Int
    let path: GitPath
    let blob: ObjectID
  }

  private let commits: [HistoricCommit]
  private let objects: ObjectReader
  private let endings: [String]
  /// The paths to look for in commits that have not been reached.
  private var pending: [Int: FollowedPaths] = [:]
  /// The steps of each file, newest first.
  private(set) var steps: [[Step]]

  /// Follows files from the last of some commits.
  ///
  /// - Parameters:
  ///   - order: The positions of all commits, each after its parents.
  ///   - endings: How the names of files end that may have been renamed.
  init(
    _ commits: [HistoricCommit], _ order: [Int], files: [GitPath], endings: [String],
    _ objects: ObjectReader
  ) throws(RepositoryError) {
    self.commits = commits
    self.objects = objects
    self.endings = endings
    steps = files.map { _ in [] }
    guard let tip = order.last, !files.isEmpty else { return }
    var numbers: [GitPath: Set<Int>] = [:]
    for (number, path) in files.enumerated() { numbers[path] = [number] }
    pending[tip] = FollowedPaths(numbers)
    for commit in order.reversed() {
      if let followed = pending.removeValue(forKey: commit) { try pass(commit, followed) }
    }
  }

  private mutating func pass(
    _ commit: Int, _ followed: FollowedPaths
  ) throws(RepositoryError) {
    let parents = commits[commit].parents
    let tree = commits[commit].tree
    var changes: [[GitPath: FollowedPaths.Change]] = []
    for parent in parents {
      changes.append(try followed.changes(from: commits[parent].tree, to: tree, objects))
      // As git does, only the first parent that has all as it is matters.
      if changes.last?.isEmpty == true { return follow(followed, in: parent) }
    }
    if parents.isEmpty { changes = [try followed.changes(from: nil, to: tree, objects)] }
    for (path, change) in changes[0] where changes.allSatisfy({ $0[path] != nil }) {
      add(change, commit, followed)
    }
    let isPlain = changes[0].values.allSatisfy { $0.old != nil && $0.new != nil }
    if parents.count == 1, isPlain { return follow(followed, in: parents[0]) }
    let next = try older(than: commit, followed, changes)
    for (parent, paths) in zip(parents, next) where !paths.isEmpty {
      follow(paths == followed.files ? followed : FollowedPaths(paths), in: parent)
    }
  }

  /// What to look for in each parent of a commit.
  private func older(
    than commit: Int, _ followed: FollowedPaths, _ changes: [[GitPath: FollowedPaths.Change]]
  ) throws(RepositoryError) -> [[GitPath: Set<Int>]] {
    let parents = commits[commit].parents
    var known: [Renames?] = parents.map { _ in nil }
    func renames(_ place: Int) throws(RepositoryError) -> Renames {
      if let found = known[place] { return found }
      let old = commits[parents[place]].tree
      let found = try Renames(from: old, to: commits[commit].tree, objects) { path in
        path.hasEnding(of: endings) || followed.files[path] != nil
      }
      known[place] = found
      return found
    }
    var next: [[GitPath: Set<Int>]] = parents.map { _ in [:] }
    for (path, files) in followed.files {
      if let same = parents.indices.first(where: { changes[$0][path] == nil }) {
        next[same][path, default: []].formUnion(files)
        continue
      }
      for place in parents.indices {
        guard let change = changes[place][path] else { continue }
        var source = path
        if change.old == nil {
          source = try renames(place).sources[path] ?? path
        } else if change.new == nil, try renames(place).moved.contains(path) {
          // What was here before went on under another name.
          continue
        }
        next[place][source, default: []].formUnion(files)
      }
    }
    return next
  }

  private mutating func follow(_ paths: FollowedPaths, in commit: Int) {
    pending[commit] = pending[commit]?.union(paths) ?? paths
  }

  private mutating func add(
    _ change: FollowedPaths.Change, _ commit: Int, _ followed: FollowedPaths
  ) {
    guard let blob = change.new else { return }
    for file in followed.files[change.path] ?? [] {
      steps[file].append(Step(commit: commit, path: change.path, blob: blob))
    }
  }
}

/// The files of a commit that are asked for.
struct TipFiles {
  /// Each file with the path that was asked for.
  private(set) var roots: [GitPath: GitPath] = [:]
  private(set) var warnings: [String] = []
  /// How many files have other endings, by ending.
  private(set) var skippedFiles: [String: Int] = [:]

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
          cause: HistoryRefusal.pathNotFound(path.text))
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
        if path.bytes.count > TreeDifference.pathLimit {
          warnings.append(
            "\(root.text): a path in it has more than \(TreeDifference.pathLimit) bytes, left out")
          continue
        }
        if entry.kind == .folder {
          folders.append((path, entry.id))
        } else if path.hasEnding(of: endings) {
          add(path, entry, root: root)
        } else {
          skippedFiles[path.ending, default: 0] += 1
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
