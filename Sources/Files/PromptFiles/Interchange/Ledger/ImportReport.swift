public import PromptRepo

/// What an import did, or would do.
public struct ImportReport: Sendable {
  /// Prompts that were made.
  public var created: [PromptName] = []
  /// Prompts that were there and got a version or an edit of their record.
  public var changed: [PromptName] = []
  /// How many prompts were there with all that the rows say.
  public var unchangedCount = 0
  /// How many versions were cut, those of new prompts included.
  public var versionCount = 0
  /// Prompts with a template above the hosted API's limit of 100,000 characters.
  public var overHostedLimit: [PromptName] = []
  /// What should be said of rows that were taken.
  public var warnings: [String] = []
  /// Versions that are not active, since what was there before them was withdrawn by a rollback.
  public internal(set) var heldBack: [HeldBack] = []
  /// Rows that were left out, and why.
  public var rejected: [RowError] = []
  /// Environments that were added, as an export lists them.
  public var environments: [EnvironmentName] = []
  /// What an export says and this ledger keeps as it is, and why.
  public var leftAlone: [String] = []

  init() {}

  /// A version that a rollback keeps from being active.
  public struct HeldBack: Sendable {
    /// The prompt.
    public let name: PromptName
    /// The version's number.
    public let version: Int
    /// What was withdrawn.
    public let withdrawal: Withdrawal
  }
}
