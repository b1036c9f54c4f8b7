internal import GitFiles
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
  enum Kind: Sendable, Hashable {
    /// `true` or `false`, in any of git's words.
    case flag
    /// The name of an environment.
    case environment
    /// The name of a branch.
    case branch
    /// A folder, from the top of the repository.
    case folder
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
        hint: "Set it to true or false with `git config \(setting.key) true`")
    }
    return value
  }
}
