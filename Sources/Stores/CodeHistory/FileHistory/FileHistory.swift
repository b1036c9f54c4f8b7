internal import CLibGit2
public import GitModel
internal import GitStore

extension GitRepository {
  /// The histories of files, renames followed: what `git log --follow` shows of each, for all of
  /// them in one walk.
  ///
  /// A commit is in a file's history if the file differs there from what it is in every parent;
  /// where a parent has the file as it is, only that parent is followed, as `git log` does. So a
  /// merge counts only if it made something of its own. Unlike with `--follow`, the histories of
  /// both sides of such a merge are followed, a copy of a file that stays is a file of its own,
  /// and commits that remove the file are left out. Everything before a removal counts if the
  /// file came back under its name and had not gone on under another.
  ///
  /// - Parameters:
  ///   - paths: Files and folders, from the top of the repository; an empty one is the top. In
  ///     folders, hidden files and folders are left out.
  ///   - endings: How the names of files in folders end, such as `.md`.
  ///   - branch: A branch, a tag or a commit; HEAD when absent.
  /// - Throws: ``RepositoryError/Code/notFound`` for a path or a branch that there is not,
  ///   ``RepositoryError/Code/unsupported`` in a shallow clone.
  public func fileHistories(
    of paths: [String], endings: [String], branch: String? = nil
  ) throws(RepositoryError) -> FileHistories {
    let gaps = try CloneGaps(self)
    guard try !objects.isShallow() else {
      throw RepositoryError(
        .unsupported, "this clone is shallow, so the history of its files is not all here",
        hint: "`git fetch --unshallow` gets the rest")
    }
    let objects = ObjectReader(objects, gaps)
    var history = try CommitHistory(
      of: tip(branch), in: self.objects, missing: { gaps.missing($0) })
    let order = try history.oldestFirst()
    let tip = history.commits[0]
    let found = try TipFiles(
      paths.map(GitPath.init(written:)), in: tip.tree, endings: endings, objects)
    let files = found.roots.sorted { $0.key < $1.key }
    let walk = try HistoryWalk(
      history.commits, order, files: files.map(\.key), endings: endings, objects)
    var revisions = RevisionReader(history.commits, order, objects)
    var histories: [FileHistory] = []
    for (file, steps) in zip(files, walk.steps) {
      histories.append(
        FileHistory(
          path: file.key.text, root: file.value.text, start: revisions.start(of: steps),
          revisions: try revisions.read(steps)))
    }
    return FileHistories(
      files: histories, tip: tip.id, skippedFiles: found.skippedFiles, warnings: found.warnings)
  }

  /// Whether a commit has a file at a path.
  public func hasFile(_ path: String, in commit: ObjectID) throws(RepositoryError) -> Bool {
    let objects = ObjectReader(objects)
    let tree = try objects.commit(commit).tree
    return try TipFiles.entry(GitPath(written: path), tree, objects)?.kind == .file
  }

  /// The bytes of a file that a history names.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` when it is longer than `limit`.
  public func contents(of blob: ObjectID, limit: Int) throws(RepositoryError) -> [UInt8] {
    guard let bytes = try objects.bytes(blob, limit: limit) else {
      throw try CloneGaps(self).missing(blob)
    }
    return bytes
  }

  /// The commit of a branch, or of HEAD.
  private func tip(_ branch: String?) throws(RepositoryError) -> ObjectID {
    try withHandle { repository throws(RepositoryError) in
      var object: OpaquePointer?
      let code = git_revparse_single(&object, repository, "\(branch ?? "HEAD")^{commit}")
      switch code {
      case GIT_ENOTFOUND.rawValue, GIT_EINVALIDSPEC.rawValue, GIT_EPEEL.rawValue,
        GIT_EAMBIGUOUS.rawValue:
        throw RepositoryError(
          .notFound, branch.map { "there is no branch '\($0)'" } ?? "there is no commit yet",
          hint: branch.map { _ in "`git branch --all` lists the branches" },
          cause: branch == nil ? HistoryRefusal.noCommit : nil)
      default: try LibGit2.check(code, "git_revparse_single", branch ?? "HEAD")
      }
      defer { git_object_free(object) }
      guard var oid = git_object_id(object)?.pointee,
        let id = ObjectID(bytes: withUnsafeBytes(of: &oid.id) { Array($0) })
      else { throw RepositoryError(.inputOutput, "libgit2 gave no commit") }
      return id
    }
  }
}

/// Why files have no history: the cause of a ``RepositoryError`` whose way out depends on the program.
public enum HistoryRefusal: Error, Sendable, Hashable {
  /// The commit has no file or folder at this path.
  case pathNotFound(String)
  /// There is no commit yet.
  case noCommit
}

/// The histories of the files that were asked for.
public struct FileHistories: Sendable, Hashable {
  /// One for each file, in the order of their paths' bytes.
  public let files: [FileHistory]
  /// The commit whose files they are; nil if there is none.
  public let tip: ObjectID?
  /// How many files in the folders have other endings, by ending; empty for none.
  public let skippedFiles: [String: Int]
  /// Files that were left out, and why.
  public let warnings: [String]
}

/// A file that is in a commit, with all that its history made of it.
public struct FileHistory: Sendable, Hashable {
  /// The file's path now, from the top.
  public let path: String
  /// The path that was asked for: the file's own, or that of a folder above it.
  public let root: String
  /// The place of its first commit among all that HEAD builds on, where a commit is after its
  /// parents and what a merge brought after what was there.
  public let start: Int
  /// The commits that changed it, each after those that it builds on.
  public let revisions: [FileRevision]
}

/// One commit that changed a file, and what the file was then.
public struct FileRevision: Sendable, Hashable {
  /// The commit.
  public let commit: ObjectID
  /// The file's path in that commit, from the top.
  public let path: String
  /// The file's bytes, as an object of the repository.
  public let blob: ObjectID
  /// Who made the change, and when.
  public let author: Signature
  /// When the commit was made, which after a rebase is later than its author's time.
  public let committed: Timestamp
  /// What the author says about it, subject and body.
  public let message: String
}

/// A path inside a repository, compared by its bytes.
struct GitPath: Hashable, Comparable {
  let bytes: [UInt8]

  init(_ bytes: some Sequence<UInt8>) {
    self.bytes = Array(bytes)
  }

  /// A path as users write it: empty and `.` components are nothing.
  init(written text: String) {
    let dot = [UInt8(ascii: ".")]
    bytes = Array(
      text.utf8.split(separator: UInt8(ascii: "/")).map(Array.init).filter { $0 != dot }
        .joined(separator: [UInt8(ascii: "/")]))
  }

  var components: [[UInt8]] {
    bytes.split(separator: UInt8(ascii: "/")).map(Array.init)
  }

  /// The last component.
  var name: ArraySlice<UInt8> {
    bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
  }

  /// The path as text; bytes that are not UTF-8 become the replacement character.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  func appending(_ name: [UInt8]) -> GitPath {
    bytes.isEmpty ? GitPath(name) : GitPath(bytes + [UInt8(ascii: "/")] + name)
  }

  /// Whether the path ends in one of some endings, such as `.md`, in whatever case, and is more
  /// than that.
  func hasEnding(of endings: [String]) -> Bool {
    endings.contains { ending in
      name.count > ending.utf8.count
        && name.suffix(ending.utf8.count).map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
          .elementsEqual(ending.utf8)
    }
  }

  /// How the name ends: from its last dot on; empty if it has none but perhaps at its start.
  var ending: String {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return "" }
    return String(decoding: name[dot...], as: UTF8.self)
  }

  static func < (left: GitPath, right: GitPath) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}
