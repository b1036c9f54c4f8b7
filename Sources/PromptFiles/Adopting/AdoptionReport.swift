public import PromptRepo

/// What an adoption did, or would do.
public struct AdoptionReport: Sendable {
  /// A prompt that got versions or another record.
  public struct Item: Sendable {
    /// The prompt's name.
    public let name: PromptName
    /// The file, from the top of the code repository.
    public let path: String
    /// Whether the prompt was made.
    public let isNew: Bool
    /// How many versions were cut.
    public let versionCount: Int
    /// The number of the latest version.
    public let latest: Int
  }

  /// The prompts that changed, in the order of their files' paths.
  public internal(set) var items: [Item] = []
  /// The prompts that have all that their files' histories hold.
  public internal(set) var unchanged: [PromptName] = []
  /// Revisions and files that were left out, and why.
  public var warnings: [String] = []

  /// How many versions were cut.
  public var versionCount: Int { items.reduce(0) { $0 + $1.versionCount } }
}
