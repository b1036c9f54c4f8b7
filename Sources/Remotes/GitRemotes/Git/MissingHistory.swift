internal import Platform
package import PromptRepo

// What a clone was made without, fetched from its remote as far as it is needed.
extension GitProgram {
  /// The commits at which a shallow clone ends; none in any other.
  package func shallowBoundary() throws(RepositoryError) -> Set<ObjectID> {
    let path = try self.path(of: "shallow")
    let whole = path.utf8.first == UInt8(ascii: "/") ? path : "\(workingDirectory)/\(path)"
    let bytes: [UInt8]?
    do {
      bytes = try FileSystem().readFileIfPresent(whole, maxBytes: 1 << 28)
    } catch {
      throw RepositoryError(
        .inputOutput, "'\(whole)', where this clone ends, cannot be read: \(error.message)",
        cause: error)
    }
    return Set(
      (bytes ?? []).split(separator: 10).compactMap {
        ObjectID(hex: String(decoding: $0, as: UTF8.self))
      })
  }

  /// Brings more of a commit's history into a shallow clone.
  ///
  /// - Parameter depth: So many commits beyond where the clone ends now; all when absent.
  package func deepen(
    _ commit: ObjectID, from remote: GitRemote, by depth: Int?
  ) throws(RepositoryError) {
    let more = [depth.map { "--deepen=\($0)" } ?? "--unshallow"]
    // A host may refuse to be asked for a commit; then all branches get deeper.
    if try fetch(more + ["--refmap=", remote.name, commit.hex]).succeeded { return }
    let result = try fetch(more + [remote.name])
    guard result.succeeded else {
      throw failure("git could not fetch more of the history from '\(remote.name)'", result)
    }
  }

  /// Brings a commit with its history, if the remote gives it.
  ///
  /// - Returns: Whether it is here now.
  package func bring(_ commit: ObjectID, from remote: GitRemote) throws(RepositoryError) -> Bool {
    if try has(commit) { return true }
    _ = try fetch(["--refmap=", remote.name, commit.hex])
    return try has(commit)
  }

  /// Brings what a partial clone lacks of the earlier files in a folder.
  package func bringFiles(in folder: String, from remote: GitRemote) throws(RepositoryError) {
    // Git fetches the trees of the history by itself when it needs them.
    let walk = ["HEAD", "--", ":(top,literal)\(folder)"]
    let result = try ask(["log", "--format="] + walk)
    guard result.succeeded else { throw failure("git cannot read the history of HEAD", result) }
    let listing = try ask(["rev-list", "--objects", "--missing=print"] + walk)
    guard listing.succeeded else { throw failure("git cannot list the files of HEAD", listing) }
    let missing = listing.output.split(separator: 10).filter { $0.first == UInt8(ascii: "?") }
    guard !missing.isEmpty else { return }
    let fetched = try ask(
      ["-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet"] + Self.alone
        + ["--refmap=", "--no-filter", "--stdin", remote.name],
      input: missing.flatMap { $0.dropFirst() + [10] })
    guard fetched.succeeded else {
      throw failure("git could not fetch earlier files from '\(remote.name)'", fetched)
    }
  }

  /// The commit that a branch of a remote has now; `nil` where there is no such branch.
  package func tip(
    ofBranch branch: String, at remote: GitRemote
  ) throws(RepositoryError) -> ObjectID? {
    let result = try ask(["ls-remote", remote.name, "refs/heads/\(branch)"])
    guard result.succeeded else {
      throw failure("git could not ask '\(remote.name)' for the branch \(branch)", result)
    }
    return ObjectID(hex: String(decoding: result.output.prefix { $0 != 9 }, as: UTF8.self))
  }

  /// The commit at which a branch of a remote ends now, and the branch's name.
  ///
  /// - Parameters:
  ///   - branch: Nil for the remote's own branch, the one that a clone checks out.
  ///   - commit: Where no branch is given, a commit that may be the end of some branch or request: then
  ///     that is the one.
  /// - Returns: Nil where there is no such branch.
  package func end(
    of branch: String?, at remote: GitRemote, unlessAt commit: ObjectID
  ) throws(RepositoryError) -> (commit: ObjectID, branch: String)? {
    if let branch { return try tip(ofBranch: branch, at: remote).map { ($0, branch) } }
    let result = try ask([
      "ls-remote", "--symref", remote.name, "HEAD", "refs/heads/*", "refs/pull/*",
      "refs/merge-requests/*",
    ])
    guard result.succeeded else {
      throw failure("git could not ask '\(remote.name)' for its branches", result)
    }
    var tips: [String: ObjectID] = [:]
    var own: String?
    for line in result.output.split(separator: 10) {
      let words = line.split(separator: 9).map { String(decoding: $0, as: UTF8.self) }
      guard words.count == 2 else { continue }
      if words[1] == "HEAD", words[0].hasPrefix("ref: refs/heads/") {
        own = String(words[0].dropFirst("ref: refs/heads/".count))
      } else if words[1] != "HEAD" {
        tips[words[1]] = ObjectID(hex: words[0])
      }
    }
    guard let own, let tip = tips["refs/heads/\(own)"], !tips.values.contains(commit) else {
      return nil
    }
    return (tip, own)
  }

  /// Whether a remote has a commit, in a branch or a tag or under any name; nil if it does not tell.
  ///
  /// What the last fetch or push brought counts, and else what the remote says now.
  package func isPublished(
    _ commit: ObjectID, at remote: GitRemote
  ) throws(RepositoryError) -> Bool? {
    let tracked = try ask(
      ["for-each-ref", "--count=1", "--contains", commit.hex, "refs/remotes/\(remote.name)/"])
    if tracked.succeeded, !tracked.output.isEmpty { return true }
    let listing = try ask(["ls-remote", remote.name])
    guard listing.succeeded else {
      throw failure("git could not ask '\(remote.name)' for its branches", listing)
    }
    var tips: Set<ObjectID> = []
    for line in listing.output.split(separator: 10) {
      let words = line.split(separator: 9)
      guard words.count == 2, let id = ObjectID(hex: String(decoding: words[0], as: UTF8.self))
      else { continue }
      if id == commit { return true }
      // A tag that is an object of its own has a second line, with its commit.
      let name = String(decoding: words[1], as: UTF8.self)
      if name.hasPrefix("refs/heads/") || name.hasSuffix("^{}") { tips.insert(id) }
    }
    if try !shallowBoundary().isEmpty {
      let asked = try fetch(["--deepen=1", "--refmap=", remote.name, commit.hex])
      if asked.succeeded { return true }
      return String(decoding: asked.error, as: UTF8.self).contains("not our ref") ? false : nil
    }
    let ids = tips.map(\.hex).sorted()
    var missing: [String] = []
    for tip in tips where try !has(tip) { missing.append(tip.hex) }
    if !missing.isEmpty, try !fetch(["--refmap=", remote.name] + missing).succeeded { return nil }
    let beyond = try ask(
      ["rev-list", "--max-count=1", "--stdin"],
      input: Array(([commit.hex] + ids.map { "^\($0)" }).joined(separator: "\n").utf8) + [10])
    return beyond.succeeded ? beyond.output.isEmpty : nil
  }

  /// Whether a commit is here.
  private func has(_ commit: ObjectID) throws(RepositoryError) -> Bool {
    try with("GIT_NO_LAZY_FETCH", "1").ask(["cat-file", "-e", "\(commit.hex)^{commit}"]).succeeded
  }

  private func fetch(_ arguments: [String]) throws(RepositoryError) -> ProcessResult {
    // Errors are told by whoever has no other way left.
    try ask(["fetch", "--quiet"] + Self.alone + arguments)
  }

  /// What keeps a fetch from changing anything else.
  private static let alone = [
    "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-gc",
  ]
}
