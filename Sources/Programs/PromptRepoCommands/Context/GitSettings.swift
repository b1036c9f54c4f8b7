internal import GitFiles
internal import Platform
internal import PromptRepo

/// One file of git settings, with the files that its `include.path` names.
///
/// Conditional includes (`includeIf`) are not followed: where there are some, git is asked.
struct GitSettings: Sendable {
  private var config = GitConfig()
  /// The file of each entry; empty for the command line.
  private var places: [String] = []

  /// How deep includes may be nested, as in git.
  private static let maximumDepth = 10

  /// No settings.
  init() {}

  /// All values of a setting, in the order of the file.
  func all(_ key: String) -> [String] { config.all(key) }

  /// The file that has the value of a setting that counts: the file itself, or one that it includes;
  /// `nil` for a setting that is not there, or that the command line has.
  func file(of key: String) -> String? {
    let place = config.entries.lastIndex { GitConfig([$0])[key] != nil }
    return place.map { places[$0] }.flatMap { $0.isEmpty ? nil : $0 }
  }

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
    let isOff = environment["GIT_CONFIG_NOSYSTEM"].map { GitConfig.bool($0) != false }
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

  /// Whether there are includes under conditions that begin with a text, such as `hasconfig:`.
  func includes(by condition: String) -> Bool {
    config.entries.contains { entry in
      entry.section == "includeif"
        && (entry.subsection?.utf8.starts(with: condition.utf8) ?? false)
    }
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
    for entry in try GitConfig(parsing: bytes, path: path).entries {
      try add(entry, from: path, files, environment, depth: depth)
    }
  }

  /// Adds a setting, and after it what a file has that it includes: so what follows wins over that.
  private mutating func add(
    _ entry: GitConfig.Entry, from path: String, _ files: FileSystem,
    _ environment: EnvironmentVariables, depth: Int
  ) throws {
    config.append(GitConfig([entry]))
    places.append(path)
    guard entry.section == "include", entry.subsection == nil, entry.name == "path",
      let included = entry.value
    else { return }
    let home = environment["HOME"]
    let target =
      included.utf8.starts(with: "~/".utf8) && home != nil
      ? (home ?? "") + included.dropFirst() : Path.join(path.parentDirectory, included)
    try read(target, files, environment, depth: depth + 1)
  }
}

// What one command is given, by `git -c`, `git --config-env` and variables.
extension GitSettings {
  /// Reads what variables say: `GIT_CONFIG_COUNT` with its keys and values, then
  /// `GIT_CONFIG_PARAMETERS`, in which git hands `-c` to the programs that it starts.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` where git would refuse to run.
  init(ofCommandIn environment: EnvironmentVariables, _ files: FileSystem) throws {
    for entry in try CommandSettings.entries(in: environment) {
      if entry.section == "include", entry.subsection == nil, entry.name == "path",
        let path = entry.value, !["/", "~/"].contains(where: { path.utf8.starts(with: $0.utf8) })
      {
        throw RepositoryError(
          .invalid, "the setting include.path of the command line is '\(path)', a relative path",
          hint: "Give an absolute path, as git demands it")
      }
      try add(entry, from: "", files, environment, depth: 0)
    }
  }
}
