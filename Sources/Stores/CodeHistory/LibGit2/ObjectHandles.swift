internal import CLibGit2
internal import GitModel

/// The library's handle of a commit, a tree or a blob, freed at the end.
struct ObjectHandle: ~Copyable {
  let pointer: OpaquePointer

  private init(_ pointer: OpaquePointer) { self.pointer = pointer }

  deinit { git_object_free(pointer) }

  /// Reads an object; nil if the repository has none of this id and kind.
  static func read(
    _ id: ObjectID, _ kind: git_object_t, in repository: OpaquePointer
  ) throws(RepositoryError) -> ObjectHandle? {
    guard var oid = id.libGit2 else { return nil }
    var pointer: OpaquePointer?
    let code = git_object_lookup(&pointer, repository, &oid, kind)
    if code == GIT_ENOTFOUND.rawValue { return nil }
    try LibGit2.check(code, "git_object_lookup", id.hex)
    return pointer.map { ObjectHandle($0) }
  }

  /// The tree of a commit; nil if the repository does not have the commit.
  static func rootTree(
    of commit: ObjectID, in repository: OpaquePointer
  ) throws(RepositoryError) -> ObjectHandle? {
    guard let commit = try read(commit, GIT_OBJECT_COMMIT, in: repository) else { return nil }
    var pointer: OpaquePointer?
    try LibGit2.check(
      git_commit_tree(&pointer, commit.pointer), "git_commit_tree", "the tree of a commit")
    return pointer.map { ObjectHandle($0) }
  }

  /// What this tree has at a path below it; nil for nothing.
  func entry(_ path: String) throws(RepositoryError) -> TreeEntry? {
    var entry: OpaquePointer?
    let code = git_tree_entry_bypath(&entry, pointer, path)
    if code == GIT_ENOTFOUND.rawValue { return nil }
    try LibGit2.check(code, "git_tree_entry_bypath", path)
    defer { git_tree_entry_free(entry) }
    return entry.flatMap { TreeEntry($0) }
  }

  /// All that this tree has, without what is below its folders.
  func entries() -> [TreeEntry] {
    (0..<git_tree_entrycount(pointer)).compactMap { position in
      git_tree_entry_byindex(pointer, position).flatMap { TreeEntry($0) }
    }
  }

  /// What this tree has and another has not, or has otherwise.
  func entries(differentFrom other: borrowing ObjectHandle) -> [TreeEntry] {
    var entries: [TreeEntry] = []
    var (own, others) = (0, 0)
    while let entry = git_tree_entry_byindex(pointer, own) {
      if let old = git_tree_entry_byindex(other.pointer, others) {
        let order = git_tree_entry_cmp(old, entry)
        if order <= 0 { others += 1 }
        if order < 0 { continue }
        if order == 0, git_oid_equal(git_tree_entry_id(old), git_tree_entry_id(entry)) == 1 {
          own += 1
          continue
        }
      }
      own += 1
      if let entry = TreeEntry(entry) { entries.append(entry) }
    }
    return entries
  }
}

extension TreeEntry {
  /// An entry as the library has it; nil for one of a mode that trees do not have.
  init?(_ entry: OpaquePointer) {
    guard let mode = FileMode(rawValue: UInt32(git_tree_entry_filemode(entry).rawValue)),
      let name = git_tree_entry_name(entry), let oid = git_tree_entry_id(entry),
      let id = ObjectID(oid.pointee)
    else { return nil }
    self.init(mode, String(cString: name), id)
  }

  /// The blob of a plain file, executable or not; nil for anything else.
  var file: ObjectID? { mode == .file || mode == .executable ? id : nil }
}

extension ObjectID {
  /// An id that the library gave.
  init?(_ id: git_oid) {
    let bytes = Swift.withUnsafeBytes(of: id.id) { Array($0) }
    self.init(bytes: bytes)
  }

  /// The id as the library takes it; nil for one of SHA-256.
  var libGit2: git_oid? {
    guard count == 20 else { return nil }
    var id = git_oid()
    withUnsafeBytes { bytes in
      Swift.withUnsafeMutableBytes(of: &id.id) { $0.copyMemory(from: bytes) }
    }
    return id
  }
}

extension ObjectKind {
  /// The kind as the library names it.
  var libGit2: git_object_t {
    switch self {
    case .commit: GIT_OBJECT_COMMIT
    case .tree: GIT_OBJECT_TREE
    case .blob: GIT_OBJECT_BLOB
    case .tag: GIT_OBJECT_TAG
    }
  }

  /// A kind that the library gave; nil for one that is none of git's four.
  init?(_ kind: git_object_t) {
    switch kind {
    case GIT_OBJECT_COMMIT: self = .commit
    case GIT_OBJECT_TREE: self = .tree
    case GIT_OBJECT_BLOB: self = .blob
    case GIT_OBJECT_TAG: self = .tag
    default: return nil
    }
  }
}
