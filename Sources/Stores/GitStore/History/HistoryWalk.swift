internal import GitModel

/// Follows files back through all commits, each commit once.
struct HistoryWalk {
  /// What a commit made of a file.
  struct Step {
    let commit: Int
    let path: GitPath
    let blob: ObjectID
  }

  private let graph: CommitGraph
  private let objects: ObjectReader
  private let endings: [String]
  /// The paths to look for in commits that have not been reached.
  private var pending: [Int: FollowedPaths] = [:]
  /// The steps of each file, newest first.
  private(set) var steps: [[Step]]

  /// Follows files from a commit, which is the last of the graph.
  ///
  /// - Parameter endings: How the names of files end that may have been renamed.
  init(
    _ graph: CommitGraph, files: [GitPath], endings: [String], _ objects: ObjectReader
  ) throws(RepositoryError) {
    self.graph = graph
    self.objects = objects
    self.endings = endings
    steps = files.map { _ in [] }
    guard let tip = graph.order.last, !files.isEmpty else { return }
    var numbers: [GitPath: Set<Int>] = [:]
    for (number, path) in files.enumerated() { numbers[path] = [number] }
    pending[tip] = FollowedPaths(numbers)
    for commit in graph.order.reversed() {
      if let followed = pending.removeValue(forKey: commit) { try pass(commit, followed) }
    }
  }

  private mutating func pass(
    _ commit: Int, _ followed: FollowedPaths
  ) throws(RepositoryError) {
    let parents = graph.parents[commit]
    let tree = graph.trees[commit]
    var changes: [[GitPath: FollowedPaths.Change]] = []
    for parent in parents {
      changes.append(try followed.changes(from: graph.trees[parent], to: tree, objects))
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
    let parents = graph.parents[commit]
    var known: [Renames?] = parents.map { _ in nil }
    func renames(_ place: Int) throws(RepositoryError) -> Renames {
      if let found = known[place] { return found }
      let old = graph.trees[parents[place]]
      let found = try Renames(from: old, to: graph.trees[commit], objects) { path in
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
