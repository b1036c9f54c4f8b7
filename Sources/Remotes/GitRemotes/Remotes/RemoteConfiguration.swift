internal import Platform
public import PromptRepo

extension GitRemote {
  /// Makes plain `git fetch` bring the remote's ledger too.
  ///
  /// Adds fetch refspecs to the repository's configuration, and only those that are missing. A
  /// push refspec is never added: with one, plain `git push` would no longer push the branch.
  /// What `git remote rename` leaves of the earlier name is removed: refspecs and mirror.
  ///
  /// - Throws: ``RepositoryError/Code/unsupported`` when the remote is set up to overwrite
  ///   references of the ledger itself, as `git clone --mirror` does.
  public func setUp(in git: GitProgram) throws(RepositoryError) -> RemoteSetup {
    let key = "remote.\(name).fetch"
    let present = try git.settings(key)
    for refspec in present { try refuseOverwriting(refspec) }
    let missing = fetchRefspecs.filter { refspec in
      !present.contains { $0.utf8.elementsEqual(refspec.utf8) }
    }
    for refspec in missing { try git.add(refspec, to: key) }
    let earlier = try earlierNames(present, in: git)
    for old in earlier { try old.removeSetup(from: key, in: git) }
    let stale = earlier.flatMap(\.fetchRefspecs).filter(present.contains)
    return RemoteSetup(remote: name, added: missing, removed: stale)
  }

  /// Remotes that are no more, to whose mirror this one still fetches.
  private func earlierNames(
    _ present: [String], in git: GitProgram
  ) throws(RepositoryError) -> [GitRemote] {
    let remotes = try git.remotes()
    var found: [GitRemote] = []
    for refspec in present {
      // `+refs/prompts/*:refs/promptrepo/remotes/NAME/prompts/*`
      let parts = refspec.utf8.split(separator: UInt8(ascii: "/")).map { String($0) ?? "" }
      guard let at = parts.firstIndex(of: "remotes"), at + 1 < parts.count else { continue }
      let earlier = GitRemote(earlier: parts[at + 1], git)
      guard earlier.fetchRefspecs.contains(refspec), !remotes.contains(earlier.name),
        !found.contains(earlier)
      else { continue }
      found.append(earlier)
    }
    return found
  }

  /// Removes what set this remote up, from the settings under `key`, and its mirror.
  private func removeSetup(from key: String, in git: GitProgram) throws(RepositoryError) {
    for refspec in fetchRefspecs { try git.remove(refspec, from: key) }
    let mirror = try git.ask(
      ["for-each-ref", "--format=delete %(refname) %(objectname)"] + mirrors)
    guard mirror.succeeded else { throw .git("git cannot list the mirror of '\(name)'", mirror) }
    let result = try git.ask(["update-ref", "--stdin"], input: mirror.output)
    guard result.succeeded else {
      throw git.failure("git cannot remove the mirror of '\(name)'", result)
    }
  }

  /// Refuses a refspec whose destinations are references of the ledger.
  private func refuseOverwriting(_ refspec: String) throws(RepositoryError) {
    guard let colon = refspec.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
    let destination = refspec[refspec.utf8.index(after: colon)...].utf8.prefix { $0 != 42 }
    let own = GitRemote.folders.map(\.rawValue)
    for root in own + mirrors
    where !fetchRefspecs.contains(refspec)
      && (root.utf8.starts(with: destination)
        || own.contains(root) && destination.starts(with: root.utf8))
    {
      throw RepositoryError(
        .unsupported,
        "the remote '\(name)' fetches \(refspec), which overwrites the ledger of this repository",
        hint: "Use a clone that `git clone` made without --mirror")
    }
  }
}

/// What setting up a remote did.
public struct RemoteSetup: Sendable, Hashable {
  /// The remote's name.
  public let remote: String
  /// The fetch refspecs that were added; empty when all were there already.
  public let added: [String]
  /// The fetch refspecs of an earlier name of the remote, which were removed with their mirror.
  public let removed: [String]
}

extension GitProgram {
  /// The names of the remotes, in git's order.
  package func remotes() throws(RepositoryError) -> [String] {
    let result = try ask(["remote"])
    guard result.succeeded else { throw .git("git cannot list the remotes", result) }
    return result.output.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
  }

  /// All values of a setting; none when it is not set.
  func settings(_ key: String) throws(RepositoryError) -> [String] {
    let result = try ask(["config", "-z", "--get-all", key])
    // 1 says that it is not set.
    guard result.succeeded || result.status == .exited(1) else {
      throw .git("git cannot read the setting \(key)", result)
    }
    return result.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Adds a value to a setting of the repository.
  package func add(_ value: String, to key: String) throws(RepositoryError) {
    let result = try ask(["config", "--local", "--add", key, value])
    guard result.succeeded else { throw failure("git cannot add to the setting \(key)", result) }
  }

  /// Removes a value of a setting of the repository, if it has it.
  package func remove(_ value: String, from key: String) throws(RepositoryError) {
    let result = try ask(["config", "--local", "--fixed-value", "--unset-all", key, value])
    // 5 says that there is none.
    guard result.succeeded || result.status == .exited(5) else {
      throw failure("git cannot remove \(value) from the setting \(key)", result)
    }
  }

  /// Whether there is a branch of this name here.
  package func hasBranch(_ name: String) throws(RepositoryError) -> Bool {
    try ask(["show-ref", "--verify", "--quiet", "refs/heads/\(name)"]).succeeded
  }

  /// The branch that is checked out; `nil` when none is.
  package func currentBranch() throws(RepositoryError) -> String? {
    let result = try ask(["symbolic-ref", "--quiet", "--short", "HEAD"])
    guard result.succeeded, let line = result.output.split(separator: 10).first else { return nil }
    return String(decoding: line, as: UTF8.self)
  }
}
