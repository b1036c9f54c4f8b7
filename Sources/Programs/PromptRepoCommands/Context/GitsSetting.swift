internal import Platform
internal import PromptRepo

/// A setting as the user's git finds it: git knows which includes hold in a place.
struct GitsSetting {
  let value: String
  /// Whose it is: `local`, `worktree`, `global`, `system` or `command`.
  let scope: String
  /// The file that has it; `nil` for what is in none.
  let file: String?

  /// Asks git from a folder.
  ///
  /// - Parameters:
  ///   - store: A directory store, which is the repository that git is to look at: it finds none there
  ///     by itself.
  ///   - isStores: Whether only the settings of that repository count.
  /// - Returns: `nil` where nothing sets it, and where there is no git.
  /// - Throws: ``RepositoryError/Code/invalid`` with git's own words where it cannot read settings.
  init?(
    _ key: String, from folder: String, store: String? = nil, isStores: Bool = false,
    _ environment: EnvironmentVariables
  ) throws {
    var variables = environment.variables
    // In a hook these name the repository that git works in, whatever folder is meant here.
    for name in ["GIT_DIR", "GIT_WORK_TREE"] { variables[name] = nil }
    let git = Subprocess(
      "git",
      ["-C", folder] + (store.map { ["--git-dir=\($0)"] } ?? [])
        + ["config", "--null", "--show-scope", "--show-origin", "--includes"]
        + (isStores ? ["--local"] : []) + ["--get", key],
      environment: EnvironmentVariables(variables))
    let result: ProcessResult
    do throws(SystemError) {
      result = try git.capture()
    } catch {
      guard error.errno == .noEntry else { throw error }
      return nil
    }
    // 1 says that nothing sets it.
    if result.status == .exited(1) { return nil }
    let fields = result.output.split(separator: 0, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard result.succeeded, fields.count >= 3 else {
      throw RepositoryError(
        .invalid,
        "git cannot read the setting \(key): \(String(decoding: result.error, as: UTF8.self).firstLine)"
      )
    }
    scope = fields[0]
    value = fields[2]
    let path = fields[1].utf8.starts(with: "file:".utf8) ? String(fields[1].dropFirst(5)) : nil
    file = path.map { Path.join(folder, $0) }
  }
}
