internal import GitFiles
internal import GitRemotes
internal import Platform
internal import PromptFiles
internal import PromptRepo

/// The code's revisions, as a fresh clone sees them, asked of the user's git.
///
/// Git merges in a ``TrialRepository``, so that renames, attributes and merge bases are judged as
/// they will be. What it writes for that goes there; in the other repository nothing changes.
final class GitRevisions: CodeRevisions {
  private let git: any GitAccess
  /// The user's git at work on the other repository. What it has to write or, in a partial clone, to
  /// fetch for an answer goes into this one.
  private let program: GitProgram
  /// Whether the other repository is a partial clone, whose objects git fetches when it needs them.
  private let isPartial: Bool
  /// The folder of the working files.
  private let folder: PromptFolder
  private let files: FileSystem
  private let environment: EnvironmentVariables
  /// The trial.
  private let repository: TrialRepository
  /// What is asked of the trial. To begin with it takes time in proportion to the index of the other
  /// repository, whose files tell which attributes there are.
  private let control: any SourceControl

  /// Makes a trial repository for the questions to come; ``remove()`` ends it.
  ///
  /// - Parameters:
  ///   - git: The repository whose objects it borrows.
  ///   - program: The user's git, at work on that repository.
  ///   - folder: The folder of the working files.
  init(
    of git: any GitAccess, _ program: GitProgram, _ folder: PromptFolder, _ files: FileSystem,
    _ environment: EnvironmentVariables
  ) throws(RepositoryError) {
    self.git = git
    self.folder = folder
    self.files = files
    self.environment = environment
    isPartial = try git.isPartialClone()
    repository = try TrialRepository(borrowingFrom: git.commonDirectory, files, environment)
    self.program = program.with("GIT_OBJECT_DIRECTORY", "\(repository.path)/objects")
    do throws(RepositoryError) {
      control = try git.sourceControl(of: repository.path)
    } catch {
      repository.remove()
      throw error
    }
  }

  /// Removes the trial.
  func remove() { repository.remove() }

  private var path: String { repository.path }

  /// The user's git at work in the trial, without the user's settings.
  private var trial: GitProgram {
    var variables = environment.variables
    for (name, value) in GitRevisions.identity { variables[name] = value }
    return GitProgram(
      gitDirectory: path, workTree: repository.workTree, messages: .captured, environment: variables
    )
  }

  private static let identity = [
    "GIT_AUTHOR_NAME": "promptrepo", "GIT_AUTHOR_EMAIL": "promptrepo@localhost",
    "GIT_COMMITTER_NAME": "promptrepo", "GIT_COMMITTER_EMAIL": "promptrepo@localhost",
    "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_CONFIG_COUNT": "0", "GIT_CONFIG_PARAMETERS": "", "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
  ]
}

// Revisions and what commits have.
extension GitRevisions {
  func commit(_ revision: String) throws(RepositoryError) -> ObjectID {
    let result = try program.ask([
      "rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}",
    ])
    guard result.succeeded, let id = ObjectID(hex: firstLine(result.output)) else {
      throw RepositoryError(
        .notFound, "there is no commit '\(revision)' in this git repository",
        hint: "`git fetch` brings what a remote has; its branches are called origin/NAME here")
    }
    return id
  }

  func mergeBase(
    of first: ObjectID, and second: ObjectID
  ) throws(RepositoryError) -> ObjectID {
    let result = try program.ask(["merge-base", first.description, second.description])
    guard result.succeeded, let id = ObjectID(hex: firstLine(result.output)) else {
      guard result.status == .exited(1) else {
        throw RepositoryError.git("git found no merge base", result)
      }
      throw RepositoryError(
        .notFound,
        "\(first.short()) and \(second.short()) have no commit in common, or this clone has too little of "
          + "their histories",
        hint: "`git fetch --unshallow` brings the rest; in a CI job, check out with "
          + "`fetch-depth: 0`")
    }
    return id
  }

  func changes(
    from old: ObjectID, to new: ObjectID
  ) throws(RepositoryError) -> [FileChange] {
    let result = try program.ask([
      "diff-tree", "-r", "-z", "--name-status", "-M", "-l1000", "--no-ext-diff", old.description,
      new.description, "--", folder.path,
    ])
    guard result.succeeded else {
      throw program.failure("git could not compare two commits", result)
    }
    if isPartial {
      // Brings all contents that differ at once, as for a difference of their lines.
      _ = try program.ask([
        "diff-tree", "-r", "--shortstat", "--no-renames", "--no-ext-diff", old.description,
        new.description, "--", folder.path,
      ])
    }
    var words = result.output.split(separator: 0, omittingEmptySubsequences: true)[...]
    func next() -> String { words.popFirst().map { String(decoding: $0, as: UTF8.self) } ?? "" }
    var changes: [FileChange] = []
    while !words.isEmpty {
      let status = next()
      switch status.utf8.first {
      case UInt8(ascii: "A"): changes.append(FileChange(oldPath: nil, newPath: next()))
      case UInt8(ascii: "D"): changes.append(FileChange(oldPath: next(), newPath: nil))
      case UInt8(ascii: "R"):
        let path = next()
        changes.append(FileChange(oldPath: path, newPath: next()))
      default:
        let path = next()
        changes.append(FileChange(oldPath: path, newPath: path))
      }
    }
    return changes.sorted { left, right in
      (left.newPath ?? left.oldPath ?? "").utf8
        .lexicographicallyPrecedes((right.newPath ?? right.oldPath ?? "").utf8)
    }
  }

  func files(of commit: ObjectID) throws(RepositoryError) -> [String] {
    let result = try trial.ask([
      "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit.description, "--",
      folder.path,
    ])
    guard result.succeeded else {
      throw program.failure("git could not list the files of a commit", result)
    }
    return result.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  func contents(of path: String, in commit: ObjectID) throws(RepositoryError) -> [UInt8]? {
    if let bytes = try control.contents(of: path, in: commit) { return bytes }
    guard isPartial, try fetchFile(path, in: commit) else { return nil }
    return try git.sourceControl(of: self.path).contents(of: path, in: commit)
  }

  /// Has git fetch a file of a commit that a partial clone may lack; false if the commit has no file
  /// there.
  private func fetchFile(
    _ path: String, in commit: ObjectID
  ) throws(RepositoryError) -> Bool {
    let entry = try program.ask([
      "ls-tree", "-z", "--full-tree", commit.description, "--", ":(literal)\(path)",
    ])
    guard entry.succeeded else { throw lacking(path, in: commit, entry) }
    // MODE, KIND and OBJECT, then a tab and PATH.
    let words = entry.output.prefix { $0 != 9 }.split(separator: 0x20)
      .map { String(decoding: $0, as: UTF8.self) }
    guard words.count == 3, words[0].utf8.starts(with: "100".utf8) else { return false }
    let blob = try program.ask(["cat-file", "-e", words[2]])
    guard blob.succeeded else { throw lacking(path, in: commit, blob) }
    return true
  }

  private func lacking(
    _ path: String, in commit: ObjectID, _ result: ProcessResult
  ) -> RepositoryError {
    program.failure(
      "this is a partial clone, and git could not fetch '\(path)' of \(commit.short())", result)
  }

  func trailers(
    _ key: String, from base: ObjectID, to head: ObjectID
  ) throws(RepositoryError) -> [String] {
    let result = try program.ask([
      "log", "-z", "--no-show-signature", "--no-color",
      "--format=%(trailers:key=\(key),valueonly,unfold)", "\(base)..\(head)", "--",
    ])
    guard result.succeeded else {
      throw program.failure("git could not read the messages of the branch", result)
    }
    return result.output.split { $0 == 0 || $0 == 10 }
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private func firstLine(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
  }
}

// Merges.
extension GitRevisions {
  func merge(
    _ head: ObjectID, into base: ObjectID, since common: ObjectID
  ) throws(RepositoryError) -> TrialMerge {
    if common == base { return .merged(head, conflicts: []) }
    if common == head { return .merged(base, conflicts: []) }
    let merge = [
      "merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", base.description,
      head.description,
    ]
    if isPartial {
      // Only the user's settings tell how to reach the remote that has what is missing.
      let fetching = try program.ask(["-c", "merge.renames=true"] + merge)
      guard [.exited(0), .exited(1), .exited(129)].contains(fetching.status) else {
        return .unknown(reason: reason("git cannot fetch what the merge needs", fetching))
      }
    }
    let result = try trial.ask(merge)
    let words = result.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    guard [.exited(0), .exited(1)].contains(result.status), let tree = words.first,
      ObjectID(hex: tree) != nil
    else {
      return .unknown(
        reason: result.status == .exited(129)
          ? "git 2.38 or later can say what a merge gives, and this one is older"
          : reason("git cannot say what the merge gives", result))
    }
    let made = try trial.ask(
      ["commit-tree", tree, "-p", base.description, "-p", head.description])
    guard made.succeeded, let commit = ObjectID(hex: firstLine(made.output)) else {
      throw RepositoryError.git("git could not write the merge down for a look at it", made)
    }
    return .merged(commit, conflicts: Array(Set(words.dropFirst())).sorted())
  }

  private func reason(_ what: String, _ result: ProcessResult) -> String {
    "\(what): "
      + String(decoding: result.error, as: UTF8.self).split(whereSeparator: \.isNewline)
      .prefix(2).joined(separator: "; ")
  }

  func checkOut(
    _ commit: ObjectID, _ paths: [String]
  ) throws(RepositoryError) -> Workspace {
    for path in paths {
      let contents = try self.contents(of: path, in: commit)
      try mappingSystemErrors { () throws(SystemError) in
        let target = "\(repository.workTree)/\(path)"
        try files.makeDirectories(target.parentDirectory)
        if let contents {
          try files.writeFile(target, contents)
        } else {
          // A link or something else that is no file, and in whose place none can be read.
          try files.makeDirectories(target)
        }
      }
    }
    try mappingSystemErrors { () throws(SystemError) in
      try files.writeFile("\(path)/HEAD", Array("\(commit)\n".utf8))
    }
    // There is no index: nothing was ever written by this program in a fresh clone.
    return Workspace(
      root: repository.workTree, indexPath: "\(path)/no-index", folder: folder, files: files,
      sourceControl: control,
      fileMoves: GitFileMoves(in: folder, head: commit) { [program] in program }
    )
  }
}

extension GitAccess {
  /// Whether the repository was cloned without some of its objects, which git fetches when it needs
  /// them.
  fileprivate func isPartialClone() throws(RepositoryError) -> Bool {
    for remote in try remotes() {
      let value = try configuration("remote.\(remote).promisor")
      if let value, GitConfig.bool(value) == true { return true }
    }
    return false
  }
}
