package import PromptRepo

/// What git says of renamed and removed files in HEAD's history.
package protocol FileMoves: Sendable {
  /// What is staged: the difference between HEAD and git's index.
  func staged() throws(RepositoryError) -> FileStep

  /// What commits of HEAD's history added, removed and renamed below the folder of working files,
  /// the newest first.
  ///
  /// Renames are those that `git log -M` shows. A merge does nothing itself.
  ///
  /// - Parameter commits: Commits of HEAD's history before which nothing counts; none for all of it.
  func steps(since commits: [ObjectID]) throws(RepositoryError) -> [FileStep]
}

/// What one commit did to files.
package struct FileStep: Sendable {
  /// The commit; nil for what is staged.
  package let commit: ObjectID?
  /// The files that it added, removed and renamed.
  package let changes: [FileChange]

  /// Names the changes of a commit.
  package init(_ commit: ObjectID?, _ changes: [FileChange]) {
    self.commit = commit
    self.changes = changes
  }
}

extension FileStep {
  /// Whether a file goes from a path to another one.
  func moves(_ path: String) -> Bool {
    changes.contains { $0.oldPath?.utf8.elementsEqual(path.utf8) == true && $0.newPath != nil }
  }
}

/// One file as a commit compares with its parent.
package struct FileComparison: Sendable {
  /// The path and the content on one side.
  package struct Side: Sendable, Hashable {
    /// The path.
    package let path: String
    /// The id of the content.
    package let blob: ObjectID

    /// Names one side.
    package init(_ path: String, _ blob: ObjectID) {
      self.path = path
      self.blob = blob
    }
  }

  /// The file before; nil of a new one.
  package let old: Side?
  /// The file after; nil of a removed one.
  package let new: Side?

  /// Names both sides.
  package init(old: Side?, new: Side?) {
    self.old = old
    self.new = new
  }

  /// Whether the file has its path still.
  fileprivate var isEdit: Bool {
    guard let old, let new else { return false }
    return old.path.utf8.elementsEqual(new.path.utf8)
  }
}

extension FileStep {
  /// The changes that are more than edits; and names that were passed on in one commit.
  ///
  /// After `git mv c d` and `git mv b c`, git compares `c` with `c`, calls that an edit, and `b`
  /// removed. Where the contents are the same to the last byte, and only one file each had and has
  /// them, the files have gone on by one name each. What ends at a file that is still in its place, as
  /// an exchange does, is edits.
  package init(_ commit: ObjectID?, comparing files: [FileComparison]) {
    var changes: [FileChange] = []
    let passed = Self.passedNames(files)
    func isPassed(from side: FileComparison.Side?) -> Bool {
      side.map { passed[$0.path] != nil } ?? false
    }
    let targets = Set(passed.values)
    func isPassed(to side: FileComparison.Side?) -> Bool {
      side.map { targets.contains($0.path) } ?? false
    }
    for file in files where !file.isEdit {
      let old = isPassed(from: file.old) ? nil : file.old?.path
      let new = isPassed(to: file.new) ? nil : file.new?.path
      if old != nil || new != nil { changes.append(FileChange(oldPath: old, newPath: new)) }
    }
    changes += passed.sorted { $0.key < $1.key }.map {
      FileChange(oldPath: $0.key, newPath: $0.value)
    }
    self.init(commit, changes)
  }

  /// Where files went whose names others got, each by its old path.
  private static func passedNames(_ files: [FileComparison]) -> [String: String] {
    let edited = Set(files.filter(\.isEdit).compactMap(\.old?.path))
    guard !edited.isEmpty else { return [:] }
    // Contents that several files have tell nothing.
    func places(_ sides: [FileComparison.Side]) -> [ObjectID: String] {
      var places: [ObjectID: [String]] = [:]
      for side in sides { places[side.blob, default: []].append(side.path) }
      return places.compactMapValues { $0.count == 1 ? $0.first : nil }
    }
    let (old, new) = (places(files.compactMap(\.old)), places(files.compactMap(\.new)))
    var next: [String: String] = [:]
    for (blob, path) in old {
      if let target = new[blob], !target.utf8.elementsEqual(path.utf8) { next[path] = target }
    }
    var passed: [String: String] = [:]
    for file in files where !file.isEdit {
      guard var path = file.old?.path else { continue }
      var way: [String: String] = [:]
      while let target = next[path] {
        way[path] = target
        path = target
        if !edited.contains(path) { break }
      }
      // Git itself knows of a way of one step.
      if way.count > 1, !edited.contains(path) { passed.merge(way) { first, _ in first } }
    }
    return passed
  }
}
