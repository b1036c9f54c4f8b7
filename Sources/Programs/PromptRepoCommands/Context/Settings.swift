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
  }

  /// The name in git's configuration.
  var key: String { "promptrepo.\(name)" }

  /// All settings, in the order in which they are listed.
  static let all = [folder, environment, commitActivate, commitBranch]

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

  /// What an alias is as a setting.
  static func alias(_ name: String) -> Setting {
    Setting(
      name: "alias.\(name)", kind: .words, standard: nil, help: "What the command stands for.")
  }
}

extension CommandContext {
  /// The text of a setting; its standard where nothing is set, or nothing but an empty value.
  func text(of setting: Setting) throws -> String? {
    try configuration(setting.key).flatMap { $0.isEmpty ? nil : $0 } ?? setting.standard
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
      return try PromptFolder(text).path
    case .words:
      let words = try AliasWords(text, of: name)
      guard !words.words.isEmpty else {
        throw refusal(text, "it says no command")
      }
    }
    return text
  }

  private func refusal(_ text: String, _ reason: String) -> RepositoryError {
    RepositoryError(
      .invalid, "'\(text)' is no value of the setting '\(name)': \(reason)", hint: help)
  }
}
