internal import GitFiles
public import GitModel
package import Platform
internal import Synchronization

/// The code in a git repository, as git's files have it: HEAD, what commits have at paths, and the
/// index of a work tree.
///
/// Nothing is converted: what a work tree's files are made of it is for ``GitFilters``.
package final class CodeReader: Sendable {
  /// The git directory of the work tree.
  package let gitDirectory: String
  /// The git directory that all work trees share.
  package let commonDirectory: String
  let files: FileSystem
  /// The commits, trees and files.
  let objects: CodeObjects
  private let references: ReferenceDatabase
  private let readIndex = Mutex<(status: FileStatus, index: GitIndex?)?>(nil)
  /// What commits have at paths, as far as it was asked for.
  private let known = Mutex<[ObjectID: [String: ObjectID?]]>([:])

  /// A reader of the repository with these directories.
  ///
  /// - Parameter objects: What reads the repository's objects already, if there is such.
  package init(
    gitDirectory: String, commonDirectory: String, layout: ReferenceLayout,
    objects: CodeObjects? = nil, files: FileSystem = FileSystem()
  ) {
    self.gitDirectory = gitDirectory
    self.commonDirectory = commonDirectory
    self.files = files
    self.objects = objects ?? CodeObjects(of: commonDirectory, files: files)
    references = ReferenceDatabase(
      files: files, paths: GitDirectory(root: commonDirectory, layout: layout), durability: .full)
  }

  /// The commit that is checked out in the work tree; `nil` before the first one.
  ///
  /// A detached HEAD is fine, and a linked work tree has its own.
  func head() throws(RepositoryError) -> ObjectID? {
    let path = "\(gitDirectory)/HEAD"
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try files.readFileIfPresent(path, maxBytes: 4_096)
    }
    guard let bytes else { return nil }
    switch LooseReference(bytes) {
    case .target(let id): return id
    case .symbolic(let name): return try references.target(of: ReferenceName(name))
    case .damaged: throw .damagedHEAD(path: path)
    }
  }

  /// Looks whether HEAD can be read, and the commit that it leads to.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` with what is wrong.
  package func checkHead() throws(RepositoryError) {
    let path = "\(gitDirectory)/HEAD"
    let isThere = try mappingSystemErrors { () throws(SystemError) in try files.exists(path) }
    guard isThere else { throw .missingHEAD(path: path) }
    guard let commit = try head() else { return }
    guard let tree = try objects.commit(commit)?.tree else {
      throw RepositoryError(
        .damaged, "commit \(commit), which HEAD leads to, is missing",
        hint: RepositoryError.damageHint)
    }
    guard try objects.tree(tree) != nil else {
      throw RepositoryError(
        .damaged, "tree \(tree), of the commit that HEAD leads to, is missing",
        hint: RepositoryError.damageHint)
    }
  }

  /// The blob of the file that a commit has at a path; `nil` if the commit is not in this
  /// repository, or has a folder, a link or nothing there.
  func blob(at path: String, of commit: ObjectID) throws(RepositoryError) -> ObjectID? {
    if let known = known.withLock({ $0[commit]?[path] }) { return known }
    guard let tree = try objects.commit(commit)?.tree else { return nil }
    let blob = try self.blob(at: path, below: tree)
    known.withLock { known in
      // A few commits are asked about many paths.
      if known.count >= CodeReader.knownCommits, known[commit] == nil { known.removeAll() }
      known[commit, default: [:]][path] = .some(blob)
    }
    return blob
  }

  private static let knownCommits = 64

  private func blob(at path: String, below tree: ObjectID) throws(RepositoryError) -> ObjectID? {
    var folder: ObjectID? = tree
    let parts = path.utf8.split(separator: UInt8(ascii: "/"))
    for part in parts.dropLast() {
      guard let current = folder else { return nil }
      folder = try objects.tree(current)?.entry(part)?.folder
    }
    guard let folder, let name = parts.last else { return nil }
    return try objects.tree(folder)?.entry(name)?.file
  }

  /// Whether a commit has nothing at a path, neither a file nor a link or a folder; false if the
  /// commit or a folder on the way is not in this repository.
  func isAbsent(_ path: String, in commit: ObjectID) throws(RepositoryError) -> Bool {
    guard var folder = try objects.commit(commit)?.tree else { return false }
    let parts = path.utf8.split(separator: UInt8(ascii: "/"))
    for (place, part) in parts.enumerated() {
      guard let tree = try objects.tree(folder) else { return false }
      guard let entry = tree.entry(part) else { return true }
      guard place < parts.count - 1 else { return false }
      // A file or a link in the place of a folder.
      guard let below = entry.folder else { return true }
      folder = below
    }
    return false
  }

  /// Whether a commit is an ancestor of another one, which does not count; false if one of them is
  /// not here, or what lies between in a shallow clone.
  ///
  /// Reads what was committed since the two parted, newest first, as git does for merge bases.
  func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) throws(RepositoryError) -> Bool {
    guard ancestor != commit, let first = try objects.historic(ancestor),
      let second = try objects.historic(commit)
    else { return false }
    let isShallow = try objects.isShallow()
    var walk = AncestryWalk()
    walk.mark(first, isAbove: true)
    walk.mark(second, isBelow: true)
    while let (next, isBelow, isAbove) = walk.next() {
      for parent in next.parentIDs {
        if parent == ancestor, isBelow { return true }
        if walk.knows(parent) {
          walk.mark(parent, isBelow: isBelow, isAbove: isAbove)
        } else if let commit = try objects.historic(parent) {
          walk.mark(commit, isBelow: isBelow, isAbove: isAbove)
        } else if !isShallow {
          throw .missingCommit(parent)
        }
      }
    }
    return false
  }

  /// The index as it is now; read again only if the file is another one.
  private func index() throws(RepositoryError) -> GitIndex? {
    let path = "\(gitDirectory)/index"
    let status = try mappingSystemErrors { () throws(SystemError) in
      try files.statusIfPresent(path)
    }
    guard let status else { return nil }
    return try readIndex.withLock { (read) throws(RepositoryError) in
      if let read, read.status == status { return read.index }
      let index = try GitIndex(path, files)
      read = (status, index)
      return index
    }
  }

  /// The files of the index that have a name, in whatever folder.
  package func stagedPaths(named name: String) throws(RepositoryError) -> [String] {
    try index()?.paths(named: name) ?? []
  }

  /// A file as the index has it; `nil` for none, for the sides of a merge, and for an index that
  /// says only a part.
  func stagedFile(_ path: String) throws(RepositoryError) -> StagedFile? {
    guard let entry = try index()?.entry(path) else { return nil }
    let isKnown = entry.times.contains { $0 != 0 }
    let times = [0, 2].map { "\(entry.times[$0]).\(entry.times[$0 + 1])" }
    return StagedFile(
      blob: entry.blob, stamp: isKnown ? times.joined(separator: "-") : nil,
      isLink: entry.mode == 0o120000)
  }
}

/// A walk from two commits to where their histories meet, the newest first.
private struct AncestryWalk {
  private struct Step {
    let commit: HistoricCommit
    var isBelow = false
    var isAbove = false
    var isWaiting = false

    /// Whether it waits, and is in the history of the descendant alone.
    var isOpen: Bool { isWaiting && isBelow && !isAbove }
  }

  private var steps: [Step] = []
  private var positions: [ObjectID: Int] = [:]
  private var queue = CommitQueue()
  private var open = 0

  func knows(_ id: ObjectID) -> Bool { positions[id] != nil }

  /// Adds a commit, which is in the history of the descendant or of the ancestor.
  mutating func mark(_ commit: HistoricCommit, isBelow: Bool = false, isAbove: Bool = false) {
    positions[commit.id] = steps.count
    steps.append(Step(commit: commit))
    mark(commit.id, isBelow: isBelow, isAbove: isAbove)
  }

  mutating func mark(_ id: ObjectID, isBelow: Bool, isAbove: Bool) {
    guard let position = positions[id] else { return }
    let old = steps[position]
    steps[position].isBelow = old.isBelow || isBelow
    steps[position].isAbove = old.isAbove || isAbove
    guard
      old.isBelow != steps[position].isBelow || old.isAbove != steps[position].isAbove
    else { return }
    if !old.isWaiting { queue.insert(position, time: old.commit.time) }
    steps[position].isWaiting = true
    open += (steps[position].isOpen ? 1 : 0) - (old.isOpen ? 1 : 0)
  }

  /// The newest commit that waits; `nil` once nothing more can be in the descendant's history alone.
  mutating func next() -> (commit: HistoricCommit, isBelow: Bool, isAbove: Bool)? {
    guard open > 0, let position = queue.removeNewest() else { return nil }
    if steps[position].isOpen { open -= 1 }
    steps[position].isWaiting = false
    return (steps[position].commit, steps[position].isBelow, steps[position].isAbove)
  }
}

/// What git's own index says of a file of the work tree.
struct StagedFile: Sendable {
  /// The file's content.
  let blob: ObjectID
  /// When git last found the work tree to have that content: the times of the file then; `nil`
  /// where git has not looked, as after `git reset` and `git stash pop`.
  let stamp: String?
  /// Whether it is a symbolic link.
  let isLink: Bool
}

/// What git converts between the work tree and the repository: line ends, and what the attributes
/// say.
public protocol GitFilters: Sendable {
  /// The bytes that git would keep of a file of the work tree.
  func stored(_ bytes: [UInt8], at path: String) throws(RepositoryError) -> [UInt8]

  /// The bytes that git would write into the work tree for a file that it keeps.
  func written(_ bytes: [UInt8], at path: String) throws(RepositoryError) -> [UInt8]
}

/// A work tree in which git converts nothing.
package struct NoFilters: GitFilters {
  package init() {}

  package func stored(_ bytes: [UInt8], at path: String) throws(RepositoryError) -> [UInt8] {
    bytes
  }

  package func written(_ bytes: [UInt8], at path: String) throws(RepositoryError) -> [UInt8] {
    bytes
  }
}
