internal import DirectoryStore
internal import GitFiles
internal import Platform

/// One file of git settings, with the files that its `include.path` names.
///
/// Conditional includes (`includeIf`) are not followed.
struct Settings {
  private var config = GitConfig()

  /// How deep includes may be nested, as in git.
  private static let maximumDepth = 10

  /// No settings.
  init() {}

  /// Reads a file; one that is not there has no settings.
  init(_ path: String, _ files: FileSystem, _ environment: Environment) throws {
    try read(path, files, environment, depth: 0)
  }

  subscript(key: String) -> String? { config[key] }

  /// The names of a section's subsections, such as the remotes of git.
  func subsections(of section: String) -> Set<String> {
    Set(config.entries.filter { $0.section == section }.compactMap(\.subsection))
  }

  private mutating func read(
    _ path: String, _ files: FileSystem, _ environment: Environment, depth: Int
  ) throws {
    guard depth <= Settings.maximumDepth, let bytes = try files.readFileIfPresent(path) else {
      return
    }
    // An included file stands in the place of its include, so that what follows wins over it.
    for entry in try GitConfig(parsing: bytes, path: path).entries {
      config.append(GitConfig([entry]))
      guard entry.section == "include", entry.subsection == nil, entry.name == "path",
        let included = entry.value
      else { continue }
      let base = Path.parent(of: path) ?? "/"
      let home = environment["HOME"]
      let target =
        included.utf8.starts(with: "~/".utf8) && home != nil
        ? (home ?? "") + included.dropFirst() : Path.join(base, included)
      try read(target, files, environment, depth: depth + 1)
    }
  }
}
