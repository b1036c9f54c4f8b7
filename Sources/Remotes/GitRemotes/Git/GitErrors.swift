package import Platform
package import PromptRepo

/// What stands between two ledgers, with the facts: the cause of a ``RepositoryError`` whose way out
/// depends on the program.
///
/// New cases may be added.
package enum RemoteRefusal: Error, Sendable {
  /// Two histories exclude each other.
  case conflict(Conflict)
  /// Both sides changed the same, and the resolution that was asked for does not decide it.
  case undecided(Conflict.Subject, remote: String)
  /// The prompt has this name at the remote, and here that is another prompt's.
  case nameIsTaken(PromptName)
  /// There are references of another prompt under the name.
  case referencesOfAnother(PromptName)
  /// References of a prompt that left the name still hold it at the remote.
  case nameIsHeld(PromptName, remote: String)
  /// The remote does not let a prompt be deleted, which is deleted here.
  case deletionIsRefused(PromptName, remote: String)
  /// A repository-wide chain at the remote no longer has what it had at the last fetch.
  case rewritten(LedgerRef.RepositoryKind, remote: String)
  /// A push was done, and what is noted of the remote could not be moved.
  case mirrorIsBehind(remote: String)
  /// A step that is received is of a time that cannot have come yet.
  case stepFromTheFuture
  /// A version includes what the side that would get it does not have.
  case missingPartial(MissingPartial)
  /// A prompt is deleted on one side, and something on the other side includes it.
  case includedDeletion(IncludedDeletion)
  /// Git's configuration names no such remote.
  case remoteNotFound(String)
}

extension RepositoryError {
  /// Git did not do what it was asked to.
  package static func git(
    _ what: String, _ result: ProcessResult, hint: String? = nil, cause: RemoteRefusal? = nil
  ) -> RepositoryError {
    let said = String(decoding: result.error, as: UTF8.self)
      .split(whereSeparator: \.isNewline).suffix(20).joined(separator: "\n")
    let end =
      switch result.status {
      case .exited(let status): "exit code \(status)"
      case .signaled(let signal): "ended by signal \(signal)"
      }
    return RepositoryError(
      .inputOutput, "\(what) (\(end))\(said.isEmpty ? "" : ":\n\(said)")", hint: hint,
      cause: cause)
  }
}

extension GitRemote {
  /// What to try where git did not reach the remote; `nil` where it was ended.
  func addressHint(_ result: ProcessResult, _ git: GitProgram) -> String? {
    guard case .exited = result.status else { return nil }
    let why =
      git.messages == .captured ? "Nothing was changed" : "Git says why; nothing was changed"
    return "\(why). `\(self.git) remote get-url \(name)` shows the address, `\(self.git) ls-remote "
      + "\(name)` tries it"
  }
}

extension GitProgram {
  /// The error where git did not do what it was asked to; names the locks that may be the cause.
  ///
  /// A git that is killed leaves its locks, and the next one says only that it cannot make them.
  package func failure(
    _ what: String, _ result: ProcessResult, hint: String? = nil, cause: RemoteRefusal? = nil
  ) -> RepositoryError {
    let error = RepositoryError.git(what, result, hint: hint, cause: cause)
    let locks = leftoverLocks()
    guard case .exited = result.status, !locks.isEmpty else { return error }
    let found = locks.map { "'\($0.path)' has been there for \(SystemClock.age(of: $0.status))" }
    return RepositoryError(
      .locked, "\(error.message)\n\(found.joined(separator: "\n"))",
      hint: "If a git program is at work here, try again when it is done. If none is, one was "
        + "killed and left \(locks.count == 1 ? "this lock" : "these locks"): remove "
        + "\(locks.count == 1 ? "the file" : "the files"), then run the command again",
      cause: error.cause)
  }

  /// The lock files of what git changes in a fetch or a push.
  private func leftoverLocks() -> [(path: String, status: FileStatus)] {
    let files = FileSystem()
    var found: [(path: String, status: FileStatus)] = []
    func look(_ path: String) throws(SystemError) {
      guard let status = try files.statusIfPresent(path, followingLinks: false) else { return }
      found.append((path, status))
    }
    do throws(SystemError) {
      let root = try sharedDirectory(files)
      for name in ["packed-refs", "shallow", "config", "HEAD"] { try look("\(root)/\(name).lock") }
      var folders = ["\(root)/refs/prompts", "\(root)/refs/promptrepo"]
      while let folder = folders.popLast() {
        guard try files.isDirectory(folder) else { continue }
        for entry in try files.listDirectory(folder) {
          let path = "\(folder)/\(entry.name)"
          if entry.type == .directory {
            folders.append(path)
          } else if entry.name.utf8.suffix(5).elementsEqual(".lock".utf8) {
            try look(path)
          }
        }
      }
    } catch {
      // What git said is the error; this only adds to it.
    }
    return found.sorted { $0.path < $1.path }
  }

  /// The git directory that all work trees share.
  private func sharedDirectory(_ files: FileSystem) throws(SystemError) -> String {
    guard let bytes = try files.readFileIfPresent("\(gitDirectory)/commondir", maxBytes: 4_096)
    else { return gitDirectory }
    let path = String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
    return path.utf8.first == UInt8(ascii: "/") ? path : "\(gitDirectory)/\(path)"
  }
}
