internal import Platform

/// Hooks that run promptrepo, run by a git that promptrepo runs.
///
/// A `pre-push` hook may push the prompts with the branch. The push of the prompts runs the hook
/// again, and so would go on without end. So each git that is run is told in its environment what
/// it is run for, which hooks inherit.
extension GitProgram {
  /// The variable that names the ledgers at work: repository and remote of each, after a space.
  private static var variable: String { "PROMPTREPO_AT_WORK" }

  /// Whether a promptrepo that runs this process, by way of a hook, is at work on a remote.
  func isReentrant(on remote: GitRemote) -> Bool {
    let entry = entry(of: remote)
    return (variables[GitProgram.variable] ?? "").utf8.split(separator: 32)
      .contains { $0.elementsEqual(entry.utf8) }
  }

  /// The same program, with hooks that know what it is at work on.
  func guardingReentry(on remote: GitRemote) -> GitProgram {
    guard !isReentrant(on: remote) else { return self }
    let before = variables[GitProgram.variable].map { "\($0) " } ?? ""
    return with(GitProgram.variable, before + entry(of: remote))
  }

  /// The repository by its directory's number, since a path has many spellings, and the remote.
  private func entry(of remote: GitRemote) -> String {
    do {
      let status = try FileSystem().status(gitDirectory)
      return "\(status.device):\(status.inode):\(remote.name)"
    } catch {
      // Git will say what is wrong with the directory.
      return "0:0:\(remote.name)"
    }
  }
}
