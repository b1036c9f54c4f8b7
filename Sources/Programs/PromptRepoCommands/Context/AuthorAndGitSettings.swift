internal import DirectoryStore
internal import GitFiles
internal import Platform
internal import PromptRepo

extension CommandContext {
  /// Who makes a change, and when.
  ///
  /// The name and address come from `PROMPTREPO_AUTHOR_NAME` and `_EMAIL`, then `GIT_AUTHOR_*`,
  /// then the repository's and the user's git settings.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` that says how to set them.
  func author() throws -> Signature {
    // Whatever is out of the common about the repository has to show before anything is changed:
    // the companion begins the command anew.
    _ = try workspaceIfAny()
    return try authorOutside()
  }

  /// The same where no repository need be.
  func authorOutside() throws -> Signature {
    let (name, email) = try identity()
    guard let name, let email else {
      throw RepositoryError(
        .invalid, "the author's \(name == nil ? "name" : "address") is not known",
        hint: "Set it once with git config --global user.name and user.email, or for one command "
          + "with PROMPTREPO_AUTHOR_NAME and PROMPTREPO_AUTHOR_EMAIL")
    }
    return Signature(name: name, email: email, time: try now())
  }

  /// Who moves references to commits that are there already, which only logs of references tell, or
  /// only plans a change.
  ///
  /// That is the author; and where nobody has said who that is, as in jobs of continuous
  /// integration, the program.
  func mover() throws -> Signature {
    _ = try workspaceIfAny()
    let (name, email) = try identity()
    guard let name, let email else {
      return Signature(name: "promptrepo", email: "promptrepo@localhost", time: try now())
    }
    return Signature(name: name, email: email, time: try now())
  }

  /// The time of the command: `PROMPTREPO_DATE`, then `GIT_AUTHOR_DATE`, then the clock's.
  func now() throws -> Timestamp {
    for variable in ["PROMPTREPO_DATE", "GIT_AUTHOR_DATE"] {
      if let text = environment[variable], !text.isEmpty {
        return try GitDate.parse(text, from: variable)
      }
    }
    return Timestamp(milliseconds: SystemClock.nowMilliseconds()).inLocalZone
  }

  private func identity() throws -> (name: String?, email: String?) {
    (try identity("NAME", "user.name"), try identity("EMAIL", "user.email"))
  }

  private func identity(_ variable: String, _ key: String) throws -> String? {
    for prefix in ["PROMPTREPO_AUTHOR_", "GIT_AUTHOR_"] {
      if let value = environment[prefix + variable], !value.isEmpty { return value }
    }
    return try configuration(key).flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A setting in git's configuration, such as `user.name`: of the repository, else of the user,
  /// else of the machine; `nil` if none of them has it.
  ///
  /// Outside of every repository, the user's and the machine's count.
  func configuration(_ key: String) throws -> String? {
    if let location = try findLocation(), location.kind == .git {
      // libgit2 also follows includes that depend on where the repository is.
      return try git(at: location).configuration(key)
    }
    for source in try settingsSources() {
      if let value = try settings(source)[key] { return value }
    }
    return nil
  }

  /// The settings in a file; those of the user count only where they can be read, as in git.
  func settings(_ source: SettingsSource) throws -> GitSettings {
    do {
      return try settings(source.path)
    } catch let error as SystemError
      where source.origin == .user && error.errno == .accessDenied
    {
      warn("'\(source.path)' is passed over: \(error.message)")
      return GitSettings()
    }
  }

  /// The settings in a file; none where it is not there.
  func settings(_ path: String) throws -> GitSettings {
    try session.settings(path) { try GitSettings(path, files, environment) }
  }

  /// A file of settings, and whose they are.
  typealias SettingsSource = (path: String, origin: SettingValue.Origin)

  /// Where settings are, the most particular first.
  ///
  /// - Parameter start: Another folder than the command's.
  func settingsSources(from start: String? = nil) throws -> [SettingsSource] {
    var sources: [SettingsSource] = []
    let location = try findLocation(from: start)
    if let location, location.kind == .directory {
      sources.append(("\(location.store)/config", .repository))
    }
    if let workTree = try location?.root.flatMap(enclosingWorkTree) {
      let git = Path.join(workTree, RepositoryLocation.gitName)
      sources.append(("\(try commonDirectory(of: git))/config", .repository))
    } else if let location, location.kind == .git {
      sources.append(("\(location.store)/config", .repository))
    }
    sources += GitSettings.usersPaths(environment).map { ($0, .user) }
    sources += GitSettings.systemPaths(environment).map { ($0, .machine) }
    return sources
  }

  /// Says which of the user's settings the git repository is used without, as git does.
  func warnOfUnreadableSettings() {
    for path in GitSettings.usersPaths(environment) {
      do {
        try files.open(path, .read).close()
      } catch  where error.errno == .accessDenied {
        warn("'\(path)' is passed over: \(error.message)")
      } catch {
        // One that is not there says nothing; of any other the library will say what is wrong.
      }
    }
  }

  /// The git directory that all work trees share whose `.git` this is.
  func commonDirectory(of git: String) throws -> String {
    let linked = try linkedDirectory(of: git)
    guard linked != git else { return git }
    return try target(in: "\(linked)/commondir", after: "", from: linked) ?? linked
  }

  /// The git directory that a work tree's `.git` stands for: a linked work tree has a file there.
  func linkedDirectory(of git: String) throws -> String {
    guard try !files.isDirectory(git) else { return git }
    return try target(in: git, after: "gitdir: ", from: git.parentDirectory) ?? git
  }

  /// The path that a file of git's names.
  private func target(
    in file: String, after prefix: String, from base: String
  ) throws -> String? {
    guard let bytes = try files.readFileIfPresent(file, maxBytes: 65_536),
      bytes.starts(with: prefix.utf8)
    else { return nil }
    let path = bytes.dropFirst(prefix.utf8.count).prefix { $0 != 10 && $0 != 13 }
    return Path.join(base, String(decoding: path, as: UTF8.self))
  }
}

/// One file of git settings, with the files that its `include.path` names.
///
/// Conditional includes (`includeIf`) are not followed.
struct GitSettings: Sendable {
  private var config = GitConfig()

  /// How deep includes may be nested, as in git.
  private static let maximumDepth = 10

  /// No settings.
  init() {}

  /// All values of a setting, in the order of the file.
  func all(_ key: String) -> [String] { config.all(key) }

  /// Reads a file; one that is not there has no settings.
  init(_ path: String, _ files: FileSystem, _ environment: EnvironmentVariables) throws {
    try read(path, files, environment, depth: 0)
  }

  /// The files of the user's own settings, the most particular first.
  static func usersPaths(_ environment: EnvironmentVariables) -> [String] {
    if let global = environment["GIT_CONFIG_GLOBAL"] { return [global] }
    guard let home = environment["HOME"] else { return [] }
    let xdg = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    return ["\(home)/.gitconfig", "\(xdg ?? "\(home)/.config")/git/config"]
  }

  /// The file of the machine's settings; none where the environment switches them off.
  static func systemPaths(_ environment: EnvironmentVariables) -> [String] {
    let isOff = environment["GIT_CONFIG_NOSYSTEM"].map { !["", "0", "false"].contains($0) }
    return isOff == true ? [] : [environment["GIT_CONFIG_SYSTEM"] ?? "/etc/gitconfig"]
  }

  subscript(key: String) -> String? { config[key] }

  /// Whether there is a setting in a section.
  func hasSection(_ section: String) -> Bool {
    config.entries.contains { $0.section == section }
  }

  /// Whether they name another format of repositories than the first one.
  var hasFormatVersion: Bool { config["core.repositoryformatversion"].map { $0 != "0" } ?? false }

  /// The names of a section's subsections, such as the remotes of git.
  func subsections(of section: String) -> Set<String> {
    Set(config.entries.filter { $0.section == section }.compactMap(\.subsection))
  }

  /// The names of the settings in a section, each once, with their subsection before them.
  func names(below section: String) -> [String] {
    let names = config.entries.filter { $0.section == section }.map { entry in
      (entry.subsection.map { "\($0)." } ?? "") + entry.name
    }
    return Set(names).sorted()
  }

  /// The names of the settings in a subsection.
  func names(in section: String, _ subsection: String) -> Set<String> {
    Set(
      config.entries.filter { $0.section == section && $0.subsection == subsection }.map(\.name))
  }

  private mutating func read(
    _ path: String, _ files: FileSystem, _ environment: EnvironmentVariables, depth: Int
  ) throws {
    guard depth <= GitSettings.maximumDepth, let bytes = try files.readFileIfPresent(path) else {
      return
    }
    // An included file stands in the place of its include, so that what follows wins over it.
    for entry in try GitConfig(parsing: bytes, path: path).entries {
      config.append(GitConfig([entry]))
      guard entry.section == "include", entry.subsection == nil, entry.name == "path",
        let included = entry.value
      else { continue }
      let base = path.parentDirectory
      let home = environment["HOME"]
      let target =
        included.utf8.starts(with: "~/".utf8) && home != nil
        ? (home ?? "") + included.dropFirst() : Path.join(base, included)
      try read(target, files, environment, depth: depth + 1)
    }
  }
}
