internal import GitFiles
public import GitModel
internal import Platform

extension GitWorkTree {
  /// A mark of HEAD's file in the work tree, which changes whenever git writes the file or finds it
  /// unchanged again; nil if git does not know the work tree to have had HEAD's file.
  public func stamp(of path: String) throws(RepositoryError) -> String? {
    guard let head = try head(), let staged = try repository.stagedFile(path),
      try repository.blob(at: path, of: head) == staged.blob
    else { return nil }
    return staged.stamp
  }

  /// Whether a file is a symbolic link that git wrote as a file with the path of its target, as where
  /// `core.symlinks` is off.
  public func isLink(_ path: String, bytes: [UInt8]) throws(RepositoryError) -> Bool {
    guard let staged = try repository.stagedFile(path), staged.isLink else { return false }
    return GitObject(.blob, bytes).id == staged.blob
  }

  /// Whether git's index has HEAD's file without having seen it in the work tree.
  public func isStatUnknown(_ path: String) throws(RepositoryError) -> Bool {
    guard let head = try head(), let staged = try repository.stagedFile(path),
      try repository.blob(at: path, of: head) == staged.blob
    else { return false }
    return staged.stamp == nil
  }

  /// Whether HEAD went from a commit and left the file in the work tree as it was, like
  /// `git reset`: git's index has the commit's file; or it has HEAD's without having seen it there,
  /// and resets alone changed what HEAD has.
  public func isKept(_ path: String, from commit: ObjectID?) throws(RepositoryError) -> Bool {
    guard let commit, let staged = try repository.stagedFile(path) else { return false }
    if try repository.blob(at: path, of: commit) == staged.blob { return true }
    guard try isStatUnknown(path), let moves = try HeadLog(since: commit, in: repository).moves
    else {
      return false
    }
    for move in moves where !move.isReset {
      let (old, new) = try blobs(at: path, of: move)
      if old != new { return false }
    }
    return true
  }

  /// Whether a text may have been put away and back by `git stash`, here or in another work tree,
  /// which share their stashes: the log of a HEAD has the reset that goes with it, or there is none.
  public func mayHaveStashed() throws(RepositoryError) -> Bool {
    let common = repository.commonDirectory
    return try mappingSystemErrors { () throws(SystemError) in
      let files = FileSystem()
      let linked = "\(common)/worktrees"
      var folders = [common]
      if try files.isDirectory(linked) {
        folders += try files.listDirectory(linked).map { "\(linked)/\($0.name)" }
      }
      for folder in folders {
        guard let log = try files.readFileIfPresent("\(folder)/logs/HEAD") else { return true }
        let lines = String(decoding: log, as: UTF8.self).split(separator: "\n")
        if lines.contains(where: { $0.hasSuffix("\treset: moving to HEAD") }) { return true }
      }
      return false
    }
  }

  /// Whether commits of this work tree made HEAD's file of the one that a commit has, or of nothing;
  /// false if its log does not tell.
  ///
  /// - Parameters:
  ///   - commit: Nil for nothing, before the first commit.
  ///   - fromNothing: Whether the commit must have no file there.
  public func isCommitted(
    _ path: String, since commit: ObjectID?, fromNothing: Bool
  ) throws(RepositoryError) -> Bool {
    let first = try commit.flatMap { commit throws(RepositoryError) in
      try repository.blob(at: path, of: commit)
    }
    if fromNothing, first != nil { return false }
    guard let moves = try HeadLog(since: commit, in: repository).moves, let head = try head()
    else { return false }
    var own = Set([first].compactMap(\.self))
    for move in moves where move.isCommit {
      let (old, new) = try blobs(at: path, of: move)
      if let new, old.map(own.contains) ?? (first == nil) { own.insert(new) }
    }
    return try repository.blob(at: path, of: head).map(own.contains) ?? false
  }

  /// Whether git put another file in the place since HEAD was a commit, so that nothing is left of
  /// what was edited before; false if its log does not tell.
  public func isReplaced(_ path: String, since commit: ObjectID?) throws(RepositoryError) -> Bool {
    guard let moves = try HeadLog(since: commit, in: repository).moves, let head = try head()
    else { return false }
    var isReplaced = false
    // What commits of this work tree made of what was there, and what came of that.
    var own: Set<ObjectID> = []
    for move in moves {
      let (old, new) = try blobs(at: path, of: move)
      guard let new, new != old else { continue }
      let isOfOwn = !move.isSwitch && old.map(own.contains) == true
      if isOfOwn || (move.isCommit && !isReplaced) { own.insert(new) }
      // A reset may have left the file as it was.
      if !move.isCommit, !move.isReset { isReplaced = true }
    }
    guard isReplaced, let blob = try repository.blob(at: path, of: head) else { return false }
    return !own.contains(blob)
  }

  private func blobs(
    at path: String, of move: HeadLog.Move
  ) throws(RepositoryError) -> (old: ObjectID?, new: ObjectID?) {
    let old = try move.old.flatMap { old throws(RepositoryError) in
      try repository.blob(at: path, of: old)
    }
    return (old, try repository.blob(at: path, of: move.new))
  }
}
