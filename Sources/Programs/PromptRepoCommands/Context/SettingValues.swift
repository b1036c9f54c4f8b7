internal import CanonicalJSON
internal import CommandKit
internal import GitFiles
internal import GitRemotes
internal import Platform
internal import PromptRepo

/// A setting with its value, and where that comes from.
struct SettingValue {
  let setting: Setting
  /// The value that counts; `nil` where there is none.
  let value: String?
  let origin: Origin
  /// The file that has it; `nil` where it is in none.
  let file: String?

  /// Where a value comes from.
  enum Origin: String, Sendable {
    /// The repository's own file.
    case repository
    /// The user's settings.
    case user
    /// The machine's settings.
    case machine
    /// What `git -c` or variables give to this one command.
    case command
    /// A file that cannot be named without git, which one of these includes where the place is right.
    case other
    /// Nobody has set it.
    case standard
  }

  /// The value as machine-readable output shows it.
  var json: JSONObject {
    [
      "object": "setting", "name": .string(setting.name), "key": .string(setting.key),
      "value": value.map { .string($0) } ?? .null, "kind": .string(setting.kind.rawValue),
      "standard": setting.standard.map { .string($0) } ?? .null,
      "origin": .string(origin.rawValue), "file": file.map { .string($0) } ?? .null,
      "help": .string(setting.help),
    ]
  }
}

extension CommandContext {
  /// A setting's value, and where it comes from.
  func value(of setting: Setting) throws -> SettingValue {
    guard let set = try textThatIsSet(of: setting) else {
      return SettingValue(setting: setting, value: setting.standard, origin: .standard, file: nil)
    }
    if !setting.isOfRepository, try commandSettings()[setting.key] != nil {
      let file = try commandSettings().file(of: setting.key)
      return SettingValue(setting: setting, value: set, origin: .command, file: file)
    }
    let isConditional = try settingsSources().contains { try settings($0).includes(by: "") }
    if isConditional, !setting.isOfRepository, let value = try valueAsGitSays(of: setting, set) {
      return value
    }
    for source in try settingsSources() {
      guard let value = try settings(source)[setting.key] else { continue }
      guard setting.isOfRepository || value.utf8.elementsEqual(set.utf8) else { break }
      let file = try settings(source).file(of: setting.key)
      return SettingValue(setting: setting, value: set, origin: source.origin, file: file)
    }
    return SettingValue(setting: setting, value: set, origin: .other, file: nil)
  }

  /// Where git says that a value comes from; `nil` where git finds another value, as outside of its
  /// repositories.
  private func valueAsGitSays(of setting: Setting, _ text: String) throws -> SettingValue? {
    guard let gits = try gitsSetting(setting.key),
      gits.value.utf8.elementsEqual(text.utf8)
    else { return nil }
    let origin: SettingValue.Origin? =
      switch gits.scope {
      case "local", "worktree": .repository
      case "global": .user
      case "system": .machine
      default: nil
      }
    guard let origin else { return nil }
    return SettingValue(setting: setting, value: text, origin: origin, file: gits.file)
  }

  /// All settings, the aliases last.
  func allSettings() throws -> [SettingValue] {
    try (Setting.all + aliases().map { .alias($0.name) }).map(value)
  }

  /// The file that ``write(_:_:isGlobal:)`` writes, for messages.
  func writtenFile(isGlobal: Bool) throws -> String {
    if isGlobal { return "your own git configuration" }
    let location = try location()
    return "'\(try commonDirectory(of: location.store))/config'"
  }

  /// Gives a setting a value, or with `nil` none.
  ///
  /// - Parameter isGlobal: Whether that is in the user's own settings, and not in the repository's.
  /// - Returns: Whether there was something to change.
  func write(_ setting: Setting, _ value: String?, isGlobal: Bool) throws -> Bool {
    let isChange = try isGlobal ? writeGlobal(setting, value) : writeLocal(setting, value)
    session.forget()
    return isChange
  }

  /// The settings that a directory store's own file has, or one that it includes.
  func settingsOfStore() throws -> [SettingValue] {
    let own = try settings("\(location().store)/config")
    return try allSettings().filter { value in
      own[value.setting.key] != nil && value.file == own.file(of: value.setting.key)
    }
  }

  /// Writes settings of a store that was left behind; that this fails is only a warning.
  func takeOver(_ values: [SettingValue]) {
    session.forget()
    for value in values {
      do {
        _ = try write(value.setting, value.value, isGlobal: false)
      } catch {
        warn("the setting \(value.setting.name) = \(value.value ?? "") is not taken over: \(error)")
      }
    }
  }

  private func writeLocal(_ setting: Setting, _ value: String?) throws -> Bool {
    let location = try location()
    // The store's own file is written here, so that it needs no git.
    if location.kind == .directory {
      let file = GitConfigFile("\(location.store)/config", files: files)
      return try file.write(setting.key, value)
    }
    return try gitProgram(at: location).write(setting.key, value, isGlobal: false)
  }

  private func writeGlobal(_ setting: Setting, _ value: String?) throws -> Bool {
    let git = GitProgram(
      gitDirectory: Path.join(directory, RepositoryLocation.gitName), workTree: directory,
      messages: .captured, environment: environment.variables)
    return try git.write(setting.key, value, isGlobal: true)
  }
}

/// The name of a setting on the command line, with `promptrepo.` before it or without.
struct SettingName: ArgumentValue {
  let setting: Setting

  init(argument: String) throws {
    let prefix = "promptrepo."
    let name =
      argument.lowercased().hasPrefix(prefix) ? String(argument.dropFirst(prefix.count)) : argument
    let lower = name.lowercased()
    if let setting = Setting.all.first(where: { $0.name.lowercased() == lower }) {
      self.setting = setting
      return
    }
    guard let alias = lower.dropping(prefix: "alias.") else {
      let names = Setting.all.map(\.name) + ["alias."]
      throw UsageError(
        "There is no such setting"
          + suggestion(for: name, among: names, or: "; 'promptrepo config list' shows them."))
    }
    guard AliasWords.isName(alias) else {
      throw UsageError(
        "The name of an alias has letters, digits and '-', and begins with a letter.")
    }
    setting = .alias(alias)
  }

  var argument: String { setting.name }

  static var completion: Completion { .custom("setting") }
}

extension String {
  /// What follows a beginning; `nil` where the text begins otherwise.
  fileprivate func dropping(prefix: String) -> String? {
    utf8.starts(with: prefix.utf8)
      ? String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : nil
  }
}
