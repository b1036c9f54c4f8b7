internal import CanonicalJSON
internal import GitFiles
internal import GitRemotes
internal import Platform
internal import PromptRepo

extension CommandContext {
  /// Refuses a commit on another branch than the one that `promptrepo.commit.branch` names.
  ///
  /// A job of continuous integration checks out a commit and no branch. There it counts whether that
  /// commit is where the branch ends, here or at a remote as of the last fetch: an older one would
  /// be a text that somebody has replaced already.
  ///
  /// - Throws: ``RepositoryError/Code/protected``.
  func refuseOtherBranch() throws {
    guard let setting = try text(of: .commitBranch) else { return }
    let heads = "refs/heads/"
    func short(_ name: String) -> String {
      name.utf8.starts(with: heads.utf8) ? String(name.dropFirst(heads.count)) : name
    }
    let branch = short(setting)
    let location = try location()
    let key = Setting.commitBranch.key
    guard let git = try codeDirectory(of: location) else {
      let folder = location.root ?? location.store
      return warn("\(key) does not apply: '\(folder)' is in no git work tree")
    }
    let head = try files.readFileIfPresent("\(git.directory)/HEAD", maxBytes: 4_096)
    let place: String
    switch LooseReference(head ?? []) {
    case .symbolic(let name):
      if name.hasSameBytes(as: heads + branch) { return }
      place = "the branch '\(short(name))'"
    case .target(let commit):
      if try isTip(commit, of: branch, git) { return }
      place = "\(commit.short()), where no branch '\(branch)' ends"
    case .damaged: place = "a HEAD that cannot be read"
    }
    throw RepositoryError(
      .protected, "versions are created on the branch '\(branch)' only, and this is \(place)",
      hint: "The setting \(key) says so: merge into '\(branch)' and commit there, or give --anyway")
  }

  /// The git directory of the work tree that the working files are in, and that tree's top; `nil` if
  /// they are in none.
  private func codeDirectory(
    of location: RepositoryLocation
  ) throws -> (directory: String, top: String)? {
    if location.kind == .git {
      let git = try git(at: location)
      return git.workTree.map { (git.gitDirectory, $0) }
    }
    guard let top = try location.root.flatMap(enclosingWorkTree) else { return nil }
    return (try linkedDirectory(of: Path.join(top, RepositoryLocation.gitName)), top)
  }

  private func isTip(
    _ commit: ObjectID, of branch: String, _ git: (directory: String, top: String)
  ) throws -> Bool {
    let program = GitProgram(
      gitDirectory: git.directory, workTree: git.top, messages: .captured,
      environment: environment.variables)
    let result = try program.ask([
      "for-each-ref", "--points-at", commit.description, "--format=%(refname)",
      "refs/heads/\(branch)", "refs/remotes/*/\(branch)",
    ])
    guard result.succeeded else {
      throw program.failure("git could not list its branches", result)
    }
    return !result.output.isEmpty
  }
}
