internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptRepo

let configListCommand = Command<CommandContext>(
  "list", abstract: "List the settings, their values and where those come from."
) { context in try context.showAllSettings() }

let configGetCommand = Command<CommandContext>(
  "get", abstract: "Print the value of a setting.",
  discussion: "Prints nothing, with exit code 1, where a setting has no value.",
  .argument("name", help: "The setting, such as commit.activate.")
) { (context, name: SettingName) in try context.show(name.setting) }

let configSetCommand = Command<CommandContext>(
  "set", abstract: "Change a setting.",
  discussion: """
    Writes the configuration of the git repository, or the store's own file `config`. No clone \
    gets it: set it in each, and in jobs before their commands. With \
    --global, writes your own git configuration, for all repositories; a repository's value goes \
    before it. What is about pushes to a bare repository is set there alone. An empty value of `environment` or `commit.branch` means none.
    """,
  .argument("name", help: "The setting, such as commit.activate."),
  .argument("value", help: "Its value.", completion: Completion.none),
  .globalSettings
) { (context, name: SettingName, value: String, isGlobal: Bool) in
  try context.set(name.setting, value, isGlobal: isGlobal)
}

let configUnsetCommand = Command<CommandContext>(
  "unset", abstract: "Take a setting back to what it was without the repository's value.",
  discussion: "With --global, takes it out of your own git configuration.",
  .argument("name", help: "The setting, such as commit.activate."),
  .globalSettings
) { (context, name: SettingName, isGlobal: Bool) in
  try context.unset(name.setting, isGlobal: isGlobal)
}

/// The spelling of older versions of git: `config NAME`, `config NAME VALUE`, `config --unset NAME`.
let configShortCommand = Command<CommandContext>(
  "config", isHidden: true, abstract: "Print or change a setting.",
  .optionalArgument("name", help: "The setting, such as commit.activate."),
  .optionalArgument("value", help: "Its new value.", completion: Completion.none),
  .globalSettings,
  .flag("--unset", help: "Take the setting back."),
  .flag("--get", help: "Print the setting."),
  .flag("-l", "--list", help: "List the settings.")
) {
  (
    context, name: SettingName?, value: String?, isGlobal: Bool, isUnset: Bool, isGet: Bool,
    isList: Bool
  ) in
  guard [isUnset, isGet, isList].count(where: { $0 }) < 2 else {
    throw UsageError("Give one of --unset, --get and --list.")
  }
  if isList {
    guard name == nil else { throw UsageError("--list lists all settings.") }
    return try context.showAllSettings()
  }
  guard let setting = name?.setting else { throw UsageError("Name a setting.") }
  guard let value else {
    if isUnset { return try context.unset(setting, isGlobal: isGlobal) }
    guard !isGlobal else {
      throw UsageError(
        "--global goes with a value or --unset; without, the value that counts is shown.")
    }
    return try context.show(setting)
  }
  guard !isUnset, !isGet else { throw UsageError("A value goes with neither --unset nor --get.") }
  try context.set(setting, value, isGlobal: isGlobal)
}

extension Parameter<Bool> {
  /// Whether the user's own settings are meant.
  fileprivate static var globalSettings: Parameter {
    .flag("--global", help: "Use your own git configuration, for all repositories.")
  }
}

extension CommandContext {
  fileprivate func showAllSettings() throws {
    let values = try allSettings()
    guard !json else { return try values.forEach { try output.json($0.json) } }
    var table = Table()
    table.add(heading: "NAME", "VALUE", "FROM", "MEANING")
    for value in values {
      table.add(
        .init(value.setting.name, .bold), .init(value.value ?? "-"),
        .init(value.origin.rawValue, .faint), .folded(value.setting.help))
    }
    try results.table(table)
  }

  fileprivate func show(_ setting: Setting) throws {
    let value = try value(of: setting)
    if json { return try output.json(value.json) }
    guard let text = value.value else { throw CommandExit.noMatch }
    try results.line(text)
  }

  fileprivate func set(_ setting: Setting, _ text: String, isGlobal: Bool) throws {
    let text = try setting.checked(text)
    if setting.isOfRepository {
      try refuseGlobal(setting, isGlobal)
      _ = try bareRepository()
    }
    if setting.kind == .folder { try refuseLink(to: text) }
    if setting.kind == .environment, !text.isEmpty, !isGlobal {
      try requireEnvironment(named: text)
    }
    if setting.kind == .words { try refuseCommandName(of: setting) }
    let isChange = try write(setting, text, isGlobal: isGlobal)
    if setting.kind == .words { try warnAboutUnknownCommand(of: setting, text) }
    let value = try value(of: setting)
    try warnIfOverridden(value, text, isGlobal: isGlobal)
    if json { return try output.json(value.json) }
    let place =
      try isGlobal
      ? "for all your repositories"
      : location().kind == .git && location().root != nil
        ? "for this clone" : "for this repository"
    try output.line(
      text.isEmpty
        ? "\(setting.name) is none, \(place)"
        : "\(setting.name) is \(text)\(isChange ? "" : " already"), \(place)")
  }

  /// Warns of a value that was written and does not count here, since another one goes before it.
  private func warnIfOverridden(_ value: SettingValue, _ text: String, isGlobal: Bool) throws {
    let counts = value.origin == .standard && text.isEmpty ? "" : value.value ?? ""
    guard !counts.utf8.elementsEqual(text.utf8) else { return }
    let source =
      switch (value.file, value.origin) {
      case (let file?, _): "'\(file)' sets it"
      case (nil, .command): "the command line or a variable such as GIT_CONFIG_COUNT sets it"
      case (nil, .standard): "that is its standard"
      case (nil, _): "another file sets it"
      }
    warn(
      "\(try writtenFile(isGlobal: isGlobal)) was written, but here \(value.setting.name) is "
        + "\(counts.isEmpty ? "none" : counts): \(source)")
  }

  /// Refuses a folder that is reached through a symbolic link, through which nothing is read.
  private func refuseLink(to folder: String) throws {
    guard let root = try findLocation()?.root else { return }
    for part in try PromptFolder(folder).parts {
      let status = try files.statusIfPresent("\(root)/\(part)", followingLinks: false)
      guard let status, status.type != .directory else { continue }
      let what = status.type == .symbolicLink ? "a symbolic link" : "no folder"
      throw RepositoryError(
        .invalid, "'\(folder)' cannot be the folder of the prompts: '\(part)' is \(what)",
        hint: "Name a folder that is one, or that does not exist yet")
    }
  }

  fileprivate func unset(_ setting: Setting, isGlobal: Bool) throws {
    try refuseGlobal(setting, isGlobal)
    let isChange = try write(setting, nil, isGlobal: isGlobal)
    let value = try value(of: setting)
    if json { return try output.json(value.json) }
    let now = value.value.map { "it is \($0), from: \(value.origin.rawValue)" } ?? "it has no value"
    try output.line(
      isChange ? "Took back \(setting.name); \(now)" : "\(setting.name) was not set; \(now)")
  }

  /// Refuses to write for all repositories what counts in the repository's own file alone.
  private func refuseGlobal(_ setting: Setting, _ isGlobal: Bool) throws {
    guard isGlobal, setting.isOfRepository else { return }
    throw RepositoryError(
      .invalid, "the setting '\(setting.name)' counts only in the repository that is pushed to",
      hint: "Leave out --global, and name the bare repository with -C")
  }

  /// Refuses an environment that the repository has not.
  private func requireEnvironment(named text: String) throws {
    let environments = try repository().environments().map(\.name.rawValue)
    guard !environments.contains(text) else { return }
    throw RepositoryError(
      .notFound, "there is no environment '\(text)'",
      hint: environments.isEmpty
        ? "`promptrepo env add \(text)` adds it"
        : "There are: \(environments.joined(separator: ", ")); `promptrepo env add \(text)` adds it"
    )
  }

  /// Warns of an alias whose words begin with no command, nor with an alias that there is by now.
  private func warnAboutUnknownCommand(of setting: Setting, _ text: String) throws {
    let words = try AliasWords(text, of: setting.name).words
    let program = PromptRepoProgram.make(environment: environment)
    guard let word = program.unknownCommand(in: words), try self.words(ofAlias: word) == nil else {
      return
    }
    warn(
      "'\(word)' is no command, so the alias will not work until there is an alias of that name; "
        + "`promptrepo config unset \(setting.name)` takes it back")
  }

  /// Refuses an alias that would never be used.
  private func refuseCommandName(of setting: Setting) throws {
    let name = setting.name.split(separator: ".").last.map(String.init) ?? ""
    guard PromptRepoProgram.make(environment: environment).isCommand(name) else { return }
    throw RepositoryError(
      .invalid, "'\(name)' is a command, and an alias never hides one",
      hint: "Choose another name for the alias")
  }
}
