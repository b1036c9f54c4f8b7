internal import DirectoryStore
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
    let name = try identity("NAME", "user.name")
    let email = try identity("EMAIL", "user.email")
    guard let name, let email else {
      throw RepositoryError(
        .invalid, "the author's \(name == nil ? "name" : "address") is not known",
        hint: "Set it once with git config --global user.name and user.email, or for one command "
          + "with PROMPTREPO_AUTHOR_NAME and PROMPTREPO_AUTHOR_EMAIL")
    }
    return Signature(name: name, email: email, time: try now())
  }

  /// The time of the command: `PROMPTREPO_DATE`, then `GIT_AUTHOR_DATE`, then the clock's.
  func now() throws -> Timestamp {
    for variable in ["PROMPTREPO_DATE", "GIT_AUTHOR_DATE"] {
      if let text = environment[variable], !text.isEmpty { return try Timestamp(text) }
    }
    let milliseconds = SystemClock.nowMilliseconds()
    return Timestamp(
      milliseconds: milliseconds,
      offset: SystemClock.localOffsetMinutes(atSeconds: milliseconds / 1000))
  }

  private func identity(_ variable: String, _ key: String) throws -> String? {
    for prefix in ["PROMPTREPO_AUTHOR_", "GIT_AUTHOR_"] {
      if let value = environment[prefix + variable], !value.isEmpty { return value }
    }
    for path in try configPaths() {
      guard let bytes = try files.readFileIfPresent(path) else { continue }
      let config = try GitConfig(parsing: bytes, path: path)
      if let value = config[key], !value.isEmpty { return value }
    }
    return nil
  }

  /// Where settings are, the most particular first.
  private func configPaths() throws -> [String] {
    var paths: [String] = []
    if let location = try findLocation() {
      paths.append("\(location.store)/config")
      if let git = try enclosing(".git", from: location.root), try files.isDirectory(git) {
        paths.append("\(git)/config")
      }
    }
    if let home = environment["HOME"] {
      paths.append("\(home)/.gitconfig")
      let xdg = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 }
      paths.append("\(xdg ?? "\(home)/.config")/git/config")
    }
    return paths + ["/etc/gitconfig"]
  }
}
