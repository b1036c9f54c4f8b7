internal import GitFiles
public import GitStore
internal import Platform
internal import PromptFiles
package import PromptRepo

/// Opens git repositories in which nothing is out of the common, from their files alone.
///
/// Others are left to the companion program, which has libgit2: those of other users, linked work
/// trees, shallow and partial clones, settings that depend on the place, and conversions of files.
struct PlainGitSupport: GitSupport {
  let files: FileSystem
  let environment: EnvironmentVariables
  var libraries: [LinkedLibrary] { [] }

  func open(_ folder: String) throws(RepositoryError) -> any GitAccess {
    try PlainGitRepository(folder, files, environment)
  }
}

/// A git repository in which nothing is out of the common.
struct PlainGitRepository: GitAccess {
  let gitDirectory: String
  let workTree: String?
  var commonDirectory: String { gitDirectory }

  private let files: FileSystem
  private let environment: EnvironmentVariables
  /// The settings of the machine, the user, the repository and the command; the last one wins.
  private let settings: [GitSettings]

  /// Opens the repository whose work tree or git directory a folder is.
  ///
  /// - Throws: An error whose cause is a ``HandOver`` where libgit2 is needed.
  init(
    _ folder: String, _ files: FileSystem, _ environment: EnvironmentVariables
  ) throws(RepositoryError) {
    self.files = files
    self.environment = environment
    do {
      let git = Path.join(folder, RepositoryLocation.gitName)
      let hasWorkTree = try files.exists(git)
      gitDirectory = hasWorkTree ? git : folder
      workTree = hasWorkTree ? folder : nil
      let own = try GitSettings("\(gitDirectory)/config", files, environment)
      settings = try PlainGitRepository.settings(around: own, files, environment)
      try refuseFormat(own)
      guard try isPlain() else { throw RepositoryError.needsCompanion }
    } catch let error as RepositoryError {
      throw error
    } catch {
      // Whatever is wrong with it, the companion explains it.
      throw .needsCompanion
    }
  }

  func store() throws(RepositoryError) -> any ExclusiveStore { try openStore() }

  func noteMove(to path: String?) throws(RepositoryError) { try openStore().noteMove(to: path) }

  private func openStore() throws(RepositoryError) -> GitStore {
    try GitStore(opening: gitDirectory, layout: .prompts, files: files) {
      [settings] (key) throws(RepositoryError) in
      PlainGitRepository.value(of: key, in: settings)
    }
  }

  func configuration(_ key: String) throws(RepositoryError) -> String? {
    PlainGitRepository.value(of: key, in: settings)
  }

  func remotes() throws(RepositoryError) -> [String] {
    settings.flatMap { Array($0.subsections(of: "remote")) }.sorted()
  }

  func sourceControl() throws(RepositoryError) -> (any SourceControl)? {
    guard let workTree else { return nil }
    let code = CodeReader(
      gitDirectory: gitDirectory, commonDirectory: gitDirectory, layout: .prompts, files: files)
    guard try isOwn(workTree), try !hasConversions(workTree, code) else { throw .needsCompanion }
    return GitWorkTree(code, filters: NoFilters())
  }

  func sourceControl(of gitDirectory: String) throws(RepositoryError) -> any SourceControl {
    let code = CodeReader(
      gitDirectory: gitDirectory, commonDirectory: gitDirectory, layout: .prompts, files: files)
    if let workTree {
      let own = CodeReader(
        gitDirectory: self.gitDirectory, commonDirectory: self.gitDirectory, layout: .prompts,
        files: files)
      guard try !hasConversions(workTree, own) else { throw .needsCompanion }
    }
    return GitWorkTree(code, filters: NoFilters())
  }

  func history(of paths: [String], branch: String?) throws(RepositoryError) -> AdoptionSource {
    throw .needsCompanion
  }
}

// What is out of the common.
extension PlainGitRepository {
  /// Refuses a repository of a format that this version does not handle, whatever a command wants
  /// of it; most say nothing of their format, and are not looked at.
  private func refuseFormat(_ own: GitSettings) throws(RepositoryError) {
    guard own.hasSection("extensions") || own.hasFormatVersion else { return }
    try GitStore.checkFormat(of: gitDirectory, files)
  }

  private func isPlain() throws -> Bool {
    // Git and libgit2 refuse the repositories of other users, and say how to trust them.
    guard try isOwn(gitDirectory) else { return false }
    for name in ["shallow", "commondir", "config.worktree", "info/attributes"]
    where try files.exists("\(gitDirectory)/\(name)") { return false }
    let autocrlf = PlainGitRepository.value(of: "core.autocrlf", in: settings)
    if let autocrlf, GitConfig.bool(autocrlf) != false { return false }
    let keys = ["core.worktree", "core.eol", "core.attributesfile"]
    for key in keys where PlainGitRepository.value(of: key, in: settings) != nil { return false }
    for settings in settings {
      guard settings.subsections(of: "includeif").isEmpty,
        settings.subsections(of: "remote").allSatisfy({
          settings["remote.\($0).promisor"] == nil
        })
      else { return false }
    }
    for path in usersAttributes where try files.exists(path) { return false }
    return true
  }

  /// Whether a folder is one of the user's, as git demands it of repositories and work trees.
  private func isOwn(_ path: String) throws(RepositoryError) -> Bool {
    let status = try mappingSystemErrors { () throws(SystemError) in try files.status(path) }
    return status.type == .directory && status.owner == CurrentProcess.userID
  }

  private var usersAttributes: [String] {
    let xdg = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    let home = environment["HOME"].map { "\($0)/.config" }
    return ["/etc/gitattributes"] + [xdg ?? home].compactMap { $0.map { "\($0)/git/attributes" } }
  }

  /// Whether git may convert prompt files, by an attributes file above or among them.
  ///
  /// Git reads one that is in its index and not in the work tree, too; the companion does it.
  private func hasConversions(
    _ workTree: String, _ code: CodeReader
  ) throws(RepositoryError) -> Bool {
    do {
      for path in try code.stagedPaths(named: ".gitattributes")
      where try !files.exists("\(workTree)/\(path)") { return true }
      let text = PlainGitRepository.value(of: Setting.folder.key, in: settings) ?? ""
      let folder = text.isEmpty ? PromptFolder.standard : try PromptFolder(text)
      var folders = ["\(workTree)/\(folder)"]
      if try converts("\(workTree)/.gitattributes") { return true }
      for part in folder.parts.dropLast()
      where try converts("\(workTree)/\(part)/.gitattributes") { return true }
      while let folder = folders.popLast() {
        guard try files.isDirectory(folder) else { continue }
        for entry in try files.listDirectory(folder) {
          let path = "\(folder)/\(entry.name)"
          if entry.name == ".gitattributes", try converts(path) { return true }
          if entry.type == .directory { folders.append(path) }
        }
      }
      return false
    } catch {
      // Whatever is wrong, the companion explains it.
      return true
    }
  }

  /// Whether a file of attributes asks for conversions, of whatever paths.
  private func converts(_ path: String) throws -> Bool {
    guard let bytes = try files.readFileIfPresent(path, maxBytes: 1 << 20) else { return false }
    let conversions = ["text", "crlf", "eol", "filter", "ident", "working-tree-encoding"]
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let pattern = words.first, pattern.first != "#" else { continue }
      // A macro, or a quoted pattern.
      if pattern.first == "[" || pattern.first == "\"" { return true }
      for word in words.dropFirst() where word.first != "-" && word.first != "!" {
        if conversions.contains(String(word.prefix { $0 != "=" })) { return true }
      }
    }
    return false
  }

  private static func value(of key: String, in settings: [GitSettings]) -> String? {
    settings.lazy.reversed().compactMap { $0[key] }.first
  }

  /// The settings of the machine and the user, those of the repository, and those of the command.
  private static func settings(
    around own: GitSettings, _ files: FileSystem, _ environment: EnvironmentVariables
  ) throws -> [GitSettings] {
    let paths =
      GitSettings.systemPaths(environment) + GitSettings.usersPaths(environment).reversed()
    return try paths.map { try GitSettings($0, files, environment) }
      + [own, GitSettings(ofCommandIn: environment, files)]
  }
}

extension RepositoryError {
  /// What the program leaves to its companion for git repositories; ``run(_:git:server:sync:)``
  /// begins the command anew over there.
  static let needsCompanion = RepositoryError(
    .unsupported, "this git repository needs promptrepo-git", cause: HandOver(to: .git))
}

extension GitWorkTree: SourceControl {
  /// The source of a file with these bytes if HEAD has exactly this file; `nil` if it has another
  /// or none.
  package func source(
    of path: String, bytes: [UInt8]
  ) throws(RepositoryError) -> VersionSource? {
    try head(holding: bytes, at: path).map { VersionSource(commit: $0, path: path) }
  }
}
