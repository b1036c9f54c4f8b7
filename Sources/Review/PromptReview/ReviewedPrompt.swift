public import PromptLint
public import PromptRepo

/// One prompt of a review.
public struct ReviewedPrompt: Sendable {
  /// The prompt's name; of a renamed one the new one.
  public let name: PromptName

  /// The file: `prompts/NAME.prompt`; of a removed one the file that was there.
  public let path: String

  /// What happened to it.
  public let kind: Kind

  /// The comparison of the contents; nil where one cannot be read.
  public let change: ContentChange?

  /// The differences of title, description and metadata.
  public let record: [SettingChange]

  /// The number of the version before, where the older side is a version.
  public let fromVersion: Int?

  /// The number of the version after, where the newer side is a version.
  public let toVersion: Int?

  /// Where which version is live; nil if there is no ledger here that says so.
  public let live: [LivePointer]?

  /// What `promptrepo commit` will do with the prompt after the merge, or with the working file.
  public let outcome: LedgerOutcome

  /// What somebody should look at, those of suppressions too, in the order of lines.
  public let findings: [Finding]

  /// The line of the newer file on which the template begins, from 1; 1 where the newer side is no
  /// file. Differences of words are shown with the lines of the file, as findings are.
  public let templateLine: Int

  /// The kinds of change.
  public enum Kind: Sendable, Hashable {
    /// There was no such prompt.
    case added
    /// Its content is another.
    case changed
    /// There is no such prompt any more.
    case removed
    /// Its file has another name, and maybe another content.
    case renamed(from: PromptName)
    /// Only title, description or metadata differ.
    case recordOnly
    /// Only comments of the header differ, which is no content.
    case commentsOnly

    /// The kind as reports name it: `added`, `changed`, `removed`, `renamed`, `record` or
    /// `comments`.
    public var label: String {
      switch self {
      case .added: "added"
      case .changed: "changed"
      case .removed: "removed"
      case .renamed: "renamed"
      case .recordOnly: "record"
      case .commentsOnly: "comments"
      }
    }
  }

  /// What is live under a pointer.
  public struct LivePointer: Sendable, Hashable {
    /// `active`, or the environment's name.
    public let name: String
    /// The number of the version.
    public let version: Int

    /// Makes a pointer.
    public init(_ name: String, version: Int) {
      self.name = name
      self.version = version
    }
  }

  /// Makes a prompt of a review.
  public init(
    _ name: PromptName, path: String, _ kind: Kind, change: ContentChange?,
    record: [SettingChange] = [], fromVersion: Int? = nil, toVersion: Int? = nil,
    live: [LivePointer]?, outcome: LedgerOutcome, findings: [Finding] = [],
    templateLine: Int = 1
  ) {
    self.name = name
    self.path = path
    self.kind = kind
    self.change = change
    self.record = record
    self.fromVersion = fromVersion
    self.toVersion = toVersion
    self.live = live
    self.outcome = outcome
    self.findings = findings
    self.templateLine = templateLine
  }
}
