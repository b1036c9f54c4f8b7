internal import CommandKit
internal import GitFiles
internal import PromptFiles
internal import PromptRepo

/// A setting of this program. It is in git's configuration, below `promptrepo.`: a repository's own
/// file comes before the user's, and that before the machine's.
struct Setting: Sendable, Hashable {
  /// The name below `promptrepo.`, such as `commit.activate`.
  let name: String
  /// What the value is.
  let kind: Kind
  /// The value where nothing is set; `nil` where there is none.
  let standard: String?
  /// One line that says what it does.
  let help: String
  /// Whether only the repository's own file counts, and neither the user's nor the machine's.
  var isOfRepository = false

  /// What the value of a setting is.
  enum Kind: String, Sendable, Hashable {
    /// `true` or `false`, in any of git's words.
    case flag
    /// The name of an environment.
    case environment
    /// The name of a branch.
    case branch
    /// A folder, from the top of the repository.
    case folder
    /// The words that an alias stands for.
    case words
    /// Names of people, with commas between.
    case names
    /// The name of an environment variable.
    case variable
  }

  /// The name in git's configuration.
  var key: String { "promptrepo.\(name)" }

  /// All settings, in the order in which they are listed.
  static let all =
    [folder, environment, commitActivate, commitBranch]
    + [allowDeletions, allowFutureSteps, pushers, pusherVariable]

  static let folder = Setting(
    name: "folder", kind: .folder, standard: "prompts", help: "The folder of the prompt files.")
  static let environment = Setting(
    name: "environment", kind: .environment, standard: nil,
    help: "The environment that --env means where it may be left out.")
  static let commitActivate = Setting(
    name: "commit.activate", kind: .flag, standard: "true",
    help: "Whether `commit` makes its versions active; --activate does so all the same.")
  static let commitBranch = Setting(
    name: "commit.branch", kind: .branch, standard: nil,
    help: """
      The only branch on which `commit` may create versions, or at whose tip if no branch is \
      checked out; --anyway does so elsewhere.
      """)

  // What the hook of a server goes by.
  static let allowDeletions = Setting(
    name: "allowDeletions", kind: .flag, standard: "false",
    help: """
      In a bare repository with the hook that checks pushes: whether a push may delete prompts.
      """, isOfRepository: true)
  static let allowFutureSteps = Setting(
    name: "allowFutureSteps", kind: .flag, standard: "false",
    help: """
      In such a repository: whether a push may bring steps that a wrong clock dated more than a day \
      ahead.
      """, isOfRepository: true)
  static let pushers = Setting(
    name: "pushers", kind: .names, standard: nil,
    help: """
      In such a repository: who may push prompts, with commas between; if nobody is named, \
      everybody who may push.
      """, isOfRepository: true)
  static let pusherVariable = Setting(
    name: "pusherVariable", kind: .variable, standard: nil,
    help: """
      In such a repository: the variable that has the name of whoever pushes; by default \
      GL_USERNAME, else REMOTE_USER, else USER.
      """, isOfRepository: true)

  /// What an alias is as a setting.
  static func alias(_ name: String) -> Setting {
    Setting(
      name: "alias.\(name)", kind: .words, standard: nil, help: "What the command stands for.")
  }
}

extension CommandContext {
  /// The text of a setting; its standard where nothing is set, or nothing but an empty value.
  func text(of setting: Setting) throws -> String? {
    try textThatIsSet(of: setting) ?? setting.standard
  }

  /// The same, and `nil` where nothing is set.
  func textThatIsSet(of setting: Setting) throws -> String? {
    guard setting.isOfRepository else {
      return try configuration(setting.key).flatMap { $0.isEmpty ? nil : $0 }
    }
    let texts = try ownTexts(of: setting).filter { !$0.isEmpty }
    return setting.kind == .names && !texts.isEmpty ? texts.joined(separator: ", ") : texts.last
  }

  /// All values that the repository's own file has for a setting.
  func ownTexts(of setting: Setting) throws -> [String] {
    try settingsSources().first { $0.origin == .repository }.map { source in
      try settings(source).all(setting.key)
    } ?? []
  }

  /// Whether a setting is true.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` for a value that git would not take for a flag.
  func isOn(_ setting: Setting) throws -> Bool {
    guard let text = try text(of: setting) else { return false }
    guard let value = GitConfig.bool(text) else {
      throw RepositoryError(
        .invalid, "the setting \(setting.key) is '\(text)', which is neither true nor false",
        hint: "Set it with `promptrepo config set \(setting.name) true` or `false`")
    }
    return value
  }

  /// The folder of the prompt files.
  func promptFolder() throws -> PromptFolder {
    try promptFolder(named: text(of: .folder))
  }

  /// The same of another folder than the command's, or where nothing is to be opened: from the files
  /// of settings alone.
  func promptFolder(from start: String) throws -> PromptFolder {
    let key = Setting.folder.key
    if let text = try commandSettings()[key] { return try promptFolder(named: text) }
    let text = try settingsSources(from: start).lazy.compactMap { try self.settings($0)[key] }.first
    return try promptFolder(named: text)
  }

  private func promptFolder(named text: String?) throws -> PromptFolder {
    guard let text, !text.isEmpty, text != PromptFolder.standard.path else { return .standard }
    do throws(RepositoryError) {
      return try PromptFolder(text)
    } catch {
      throw RepositoryError(
        error.code, "the setting \(Setting.folder.key): \(error.message)",
        hint: "`promptrepo config set folder FOLDER` changes it")
    }
  }

  /// The environment that a command works in: the one that `--env` names, else that of the setting;
  /// `nil` where neither is given.
  func environment(orSetting given: EnvironmentName?) throws -> EnvironmentName? {
    if let given { return given }
    guard let text = try text(of: .environment) else { return nil }
    do throws(RepositoryError) {
      return try EnvironmentName(text)
    } catch {
      throw RepositoryError(
        error.code, "the setting \(Setting.environment.key) names no environment: \(error.message)",
        hint: "`promptrepo config set environment ENV` changes it")
    }
  }

  /// The environment of a command that cannot do without one.
  func requiredEnvironment(_ given: EnvironmentName?) throws -> EnvironmentName {
    guard let environment = try environment(orSetting: given) else {
      throw UsageError(
        "Missing expected option '--env <env>'; the setting 'environment' can name the usual one.")
    }
    return environment
  }
}

extension Setting {
  /// A value as it is to be written.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` for what the setting cannot be.
  func checked(_ text: String) throws(RepositoryError) -> String {
    // A value with nothing in it takes back what the user's or the machine's settings say.
    if text.isEmpty, kind == .environment || kind == .branch { return text }
    switch kind {
    case .flag:
      guard !text.isEmpty, let value = GitConfig.bool(text) else {
        throw refusal(text, "it is neither true nor false")
      }
      return value ? "true" : "false"
    case .environment:
      do { _ = try EnvironmentName(text) } catch { throw refusal(text, error.message) }
    case .branch:
      do {
        _ = try ReferenceName("refs/heads/\(text)")
      } catch {
        throw refusal(text, "git has no branches of such a name")
      }
    case .folder:
      guard text.utf8.first != 32, text.utf8.last != 32 else {
        throw refusal(text, "it begins or ends with a space")
      }
      return try PromptFolder(text).path
    case .words:
      let words = try AliasWords(text, of: name)
      guard !words.words.isEmpty else {
        throw refusal(text, "it says no command")
      }
    case .names:
      let names = Setting.names(in: text)
      guard !names.isEmpty else { throw refusal(text, "it names nobody") }
      return names.joined(separator: ", ")
    case .variable:
      let isName = text.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "_") || Character(Unicode.Scalar(byte)).isLetter && byte < 128
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      }
      guard isName, let first = text.utf8.first, first > UInt8(ascii: "9") else {
        throw refusal(text, "it is no name of a variable")
      }
    }
    return text
  }

  /// The names in a text with commas between them, without the spaces around each.
  static func names(in text: String) -> [String] {
    text.split(separator: ",").map { part in
      let bytes = part.utf8.drop { $0 == 32 }.reversed().drop { $0 == 32 }.reversed()
      return String(decoding: bytes, as: UTF8.self)
    }.filter { !$0.isEmpty }
  }

  private func refusal(_ text: String, _ reason: String) -> RepositoryError {
    RepositoryError(
      .invalid, "'\(text)' is no value of the setting '\(name)': \(reason)", hint: help)
  }
}
