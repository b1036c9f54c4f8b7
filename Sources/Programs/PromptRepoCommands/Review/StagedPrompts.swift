internal import GitStore
internal import Platform
internal import PromptFiles
internal import PromptLint
internal import PromptRepo

/// The prompt files that are staged in the git repository of a folder.
///
/// Needs no library: a hook runs before each commit. `GIT_INDEX_FILE` names the index where git has
/// made one of its own, as for `git commit -a` and `git commit FILE`.
struct StagedPrompts {
  private let context: CommandContext
  private let root: String
  /// The folder of the working files.
  let folder: PromptFolder
  private let staged: StagedFiles
  private let all: [StagedFiles.File]

  /// Finds the repository and reads its index.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` outside of a git work tree.
  init(_ context: CommandContext) throws {
    self.context = context
    guard let root = try context.enclosingWorkTree(of: context.directory) else {
      throw RepositoryError(
        .notFound, "'\(context.directory)' is in no git work tree, so nothing is staged",
        hint: "Leave out --staged, or go to the repository's folder")
    }
    self.root = root
    folder = try context.promptFolder(from: root)
    let git = Path.join(root, RepositoryLocation.gitName)
    let common = try context.commonDirectory(of: git)
    try GitStore.checkFormat(of: common, context.files)
    let directory = try context.gitDirectory(of: git)
    staged = StagedFiles(
      CodeReader(
        gitDirectory: directory, commonDirectory: common, layout: .prompts, files: context.files))
    // Git names it from the top of the work tree.
    let index = context.environment["GIT_INDEX_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    all =
      try staged.files(
        below: "\(folder)/",
        index: index.map { Path.join(root, $0) } ?? "\(directory)/index")
      ?? StagedPrompts.askGit(root, folder, context.environment)
  }

  /// The staged files that HEAD does not have so.
  func changed() throws -> [StagedFiles.File] {
    try staged.changed(all)
  }

  /// The bytes of a staged file, as git keeps them.
  func bytes(of file: StagedFiles.File) throws(RepositoryError) -> [UInt8] {
    try staged.bytes(of: file, limit: PromptFile.maximumLength)
  }

  /// The levels of the staged `lint.yml`; the rules' own without one.
  func ruleLevels() throws -> RuleLevels {
    guard let file = all.first(where: { $0.path == folder.lintSettings }) else { return .standard }
    let bytes = try bytes(of: file)
    do throws(PromptFileError) {
      return try RuleLevels(parsing: bytes, path: file.path)
    } catch {
      throw RepositoryError(error)
    }
  }

  /// The files of an index that is split or sparse, as git tells them.
  private static func askGit(
    _ root: String, _ folder: PromptFolder, _ environment: EnvironmentVariables
  ) throws -> [StagedFiles.File] {
    func git(_ arguments: [String]) throws -> [ArraySlice<UInt8>] {
      let result = try Subprocess(
        "git", arguments + ["--", folder.path], environment: environment,
        workingDirectory: root
      ).captureOutput()
      guard case .exited(0) = result.status else {
        throw RepositoryError(
          .unsupported,
          "the index of this git repository is split or sparse, and git cannot list it",
          hint: "`git ls-files --stage` says why")
      }
      return result.output.split(separator: 0)
    }
    // Of a file that git was only told of, as by `git add -N`, nothing is staged.
    let intended = Set(
      try git(["diff-files", "--no-ext-diff", "--diff-filter=A", "--name-only", "-z"]))
    // MODE OBJECT STAGE, a tab, PATH.
    return try git(["ls-files", "--stage", "-z"]).compactMap { line in
      guard let tab = line.firstIndex(of: 9) else { return nil }
      let words = line[..<tab].split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
      guard words.count == 3, words[0].utf8.starts(with: "100".utf8), words[2] == "0",
        let blob = ObjectID(hex: words[1]), !intended.contains(line[(tab + 1)...])
      else { return nil }
      return StagedFiles.File(
        path: String(decoding: line[(tab + 1)...], as: UTF8.self), blob: blob)
    }
  }
}

extension CommandContext {
  /// The git directory of a work tree: its `.git`, or what a file of that name leads to.
  fileprivate func gitDirectory(of git: String) throws -> String {
    guard try !files.isDirectory(git),
      let bytes = try files.readFileIfPresent(git, maxBytes: 65_536)
    else { return git }
    let prefix = "gitdir: ".utf8
    guard bytes.starts(with: prefix) else { return git }
    let path = bytes.dropFirst(prefix.count).prefix { $0 != 10 && $0 != 13 }
    return Path.join(git.parentDirectory, String(decoding: path, as: UTF8.self))
  }
}
