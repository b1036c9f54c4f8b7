public import GitModel
package import Platform

extension RepositoryError.Code {
  /// The disk failed in a way that leaves open whether a change was kept; reading tells.
  public static let uncertain = RepositoryError.Code(rawValue: "uncertain")
}

// What only a directory store has to say.
extension RepositoryError {
  /// A reference's file is not what git writes.
  package static func damagedReference(_ name: String, path: String) -> RepositoryError {
    let directory = String(decoding: path.utf8.dropLast(name.utf8.count + 1), as: UTF8.self)
    return RepositoryError(
      .damaged, "reference \(name) in '\(path)' is damaged: it holds no object id",
      hint: "Move the file away. If it was a reference, `git --git-dir=\(directory.shellWord) "
        + "update-ref \(name) ID` brings it back: its last ID is the second one in the last line of "
        + "'\(directory)/logs/\(name)'")
  }

  /// The file that says what is checked out is not there.
  package static func missingHEAD(path: String) -> RepositoryError {
    RepositoryError(
      .damaged, "'\(path)' is missing: git takes the folder for no repository without it",
      hint: "Write `ref: refs/heads/BRANCH` into it, with the branch that was checked out, or "
        + "`main` if none ever was")
  }

  /// A folder is not there that every git repository has.
  package static func missingFolder(path: String) -> RepositoryError {
    RepositoryError(
      .damaged, "'\(path)' is missing: git takes the folder for no repository without it",
      hint: "`mkdir \(path.shellWord)` makes it, empty; bring back from another clone or a backup "
        + "what was in it")
  }

  /// The file that says what is checked out is not what git writes.
  package static func damagedHEAD(path: String) -> RepositoryError {
    RepositoryError(
      .damaged, "'\(path)' is damaged: it holds neither a branch nor a commit",
      hint: "Write `ref: refs/heads/BRANCH` into it, with the branch that was checked out")
  }

  /// The packed references are not what git writes.
  package static func damagedPackedReferences(path: String, line: String) -> RepositoryError {
    RepositoryError(
      .damaged, "'\(path)' is damaged: it holds the line '\(line)'",
      hint: "Restore the file from a backup, or take the line out")
  }

  /// Another program holds the lock of a reference.
  ///
  /// - Parameter status: That of the lock file; nil when it is gone by now.
  package static func lockedReference(_ path: String, _ status: FileStatus?) -> RepositoryError {
    let age = status.map { " for \(SystemClock.age(of: $0))" } ?? ""
    return RepositoryError(
      .locked, "'\(path)' has been there\(age): another program is changing this reference",
      hint: "Try again when it is done; if no git program runs here, one was killed: "
        + "then remove the file")
  }

  /// Another program holds the lock of the store.
  package static func lockedStore(_ path: String, seconds: Int) -> RepositoryError {
    RepositoryError(
      .locked,
      "another program has been writing to this repository for \(seconds) seconds "
        + "(lock '\(path)')",
      hint: "Try again when it is done")
  }

  /// The store is not where it was when it was opened.
  package static func movedStore(_ path: String) -> RepositoryError {
    RepositoryError(
      .conflict, "the repository '\(path)' was moved or removed meanwhile, so nothing was changed",
      hint: "Run the command again", cause: StoreMoved())
  }

  /// A reference that names another one is not ours to move.
  ///
  /// - Parameter log: The log of the reference, which has what it held itself.
  package static func symbolicReference(
    _ name: ReferenceName, to target: String, log: Reflog
  ) -> RepositoryError {
    let git = "git --git-dir=\(log.paths.root.shellWord)"
    let hint =
      if let last = log.lastTarget() {
        "`\(git) update-ref --no-deref \(name) \(last)` lets it hold what it held last itself, as "
          + "'\(log.path)' has it"
      } else {
        "`\(git) symbolic-ref --delete \(name)` removes it; bring it back from another clone or a "
          + "backup"
      }
    return RepositoryError(
      .unsupported, "\(name) is a symbolic reference to \(target)", hint: hint)
  }
}
