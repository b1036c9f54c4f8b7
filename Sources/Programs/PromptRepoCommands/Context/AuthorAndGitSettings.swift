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

  /// A setting in git's configuration, such as `user.name`: as `git -c` gives it, else of the
  /// repository, else of the user, else of the machine; `nil` if none of them has it.
  ///
  /// Outside of every repository, the user's and the machine's count.
  func configuration(_ key: String) throws -> String? {
    if let value = try commandSettings()[key] { return value }
    if let location = try findLocation(), location.kind == .git {
      let git = try git(at: location)
      let value = try git.configuration(key)
      return git is PlainGitRepository ? value : try settingBeyondLibrary(key) ?? value
    }
    let sources = try settingsSources()
    for source in sources {
      if try isStores(source) {
        if let value = try gitsSettingOfStore(key)?.value { return value }
      } else if try sources.contains(where: includesByPlace),
        let value = try gitsSettingOfPlace(key)?.value
      {
        return value
      }
      if let value = try settings(source)[key] { return value }
    }
    return nil
  }

  /// A setting that libgit2 passes over: of one work tree, or of an include by a remote; `nil` where it
  /// tells all.
  private func settingBeyondLibrary(_ key: String) throws -> String? {
    let sources = try settingsSources()
    if let own = sources.first, own.path.utf8.suffix(9).elementsEqual(".worktree".utf8),
      let value = try settings(own)[key]
    {
      return value
    }
    guard try sources.contains(where: { try settings($0).includes(by: "hasconfig:") }) else {
      return nil
    }
    return try gitsSettingOfPlace(key)?.value
  }

  /// Whether a file has includes that depend on the place.
  private func includesByPlace(_ source: SettingsSource) throws -> Bool {
    try settings(source).includes(by: "")
  }

  /// Whether a file of settings is a directory store's own.
  private func isStores(_ source: SettingsSource) throws -> Bool {
    guard let location = try findLocation(), location.kind == .directory else { return false }
    return source.path.utf8.elementsEqual("\(location.store)/config".utf8)
  }

  /// A setting as git finds it here; `nil` where nothing sets it, and where there is no git.
  func gitsSetting(_ key: String) throws -> GitsSetting? {
    try gitsSettingOfStore(key) ?? gitsSettingOfPlace(key)
  }

  /// A setting of a directory store itself, if its file has includes that depend on the place.
  private func gitsSettingOfStore(_ key: String) throws -> GitsSetting? {
    guard let location = try findLocation(), location.kind == .directory,
      try includesByPlace(("\(location.store)/config", .repository))
    else { return nil }
    return try GitsSetting(
      key, from: location.root ?? directory, store: location.store, isStores: true, environment)
  }

  /// A setting as git finds it in the repository around, or in a directory store that is in none.
  private func gitsSettingOfPlace(_ key: String) throws -> GitsSetting? {
    let location = try findLocation()
    let isEnclosed = try location?.root.flatMap(enclosingWorkTree) != nil
    let store = location?.kind == .directory && !isEnclosed ? location?.store : nil
    return try GitsSetting(key, from: location?.root ?? directory, store: store, environment)
  }

  /// The settings that `git -c` and variables give to one command; they go before all files.
  func commandSettings() throws -> GitSettings {
    // No file of settings has such a path.
    try session.settings("-c") { try GitSettings(ofCommandIn: environment, files) }
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
      let shared = "\(try commonDirectory(of: git))/config"
      if GitConfig.bool(try settings(shared)["extensions.worktreeconfig"] ?? "false") == true {
        sources.append(("\(try linkedDirectory(of: git))/config.worktree", .repository))
      }
      sources.append((shared, .repository))
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
  func target(
    in file: String, after prefix: String, from base: String
  ) throws -> String? {
    guard let bytes = try files.readFileIfPresent(file, maxBytes: 65_536),
      bytes.starts(with: prefix.utf8)
    else { return nil }
    let path = bytes.dropFirst(prefix.utf8.count).prefix { $0 != 10 && $0 != 13 }
    return Path.join(base, String(decoding: path, as: UTF8.self))
  }
}
