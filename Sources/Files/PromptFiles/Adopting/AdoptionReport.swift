internal import CanonicalJSON
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
    /// What was withdrawn by a rollback, and keeps the latest version from being active; nil if
    /// nothing does.
    public let withdrawal: Withdrawal?
  }

  /// The prompts that changed, in the order of their files' paths.
  public internal(set) var items: [Item] = []
  /// The prompts that have all that their files' histories hold.
  public internal(set) var unchanged: [PromptName] = []
  /// A file whose prompt was not brought up to date.
  public struct HeldUp: Sendable {
    /// The file, from the top of the code repository.
    public let path: String
    /// The prompt, if it is known which.
    public let name: PromptName?
    /// Why: ``RepositoryError/Code/conflict`` with what is in the ledger, or
    /// ``RepositoryError/Code/invalid`` if what the file holds now is no prompt.
    public let reason: RepositoryError
  }

  /// The files whose prompts stay what they were, in the order of their paths.
  public internal(set) var heldUp: [HeldUp] = []
  /// Files that are of no known kind.
  public internal(set) var passedOver = PassedOver()
  /// Revisions and files that were left out, and why.
  public var warnings: [String] = []

  /// Whether there was no prompt's file at all.
  public var isOfNothing: Bool { items.isEmpty && unchanged.isEmpty && heldUp.isEmpty }

  /// How many versions were cut.
  public var versionCount: Int { items.reduce(0) { $0 + $1.versionCount } }

  /// What was held up as one error; nil if nothing was.
  public var refusal: RepositoryError? {
    var seen: Set<UTF8Key> = []
    let hints = heldUp.compactMap(\.reason.hint).map(UTF8Key.init)
      .filter { seen.insert($0).inserted }
    return .joining(
      heldUp.map(\.reason), "were not adopted",
      hint: hints.isEmpty ? nil : hints.map(\.text).joined(separator: ". "))
  }

  /// A report of what was found, to be filled.
  init(_ source: AdoptionSource) {
    warnings = source.warnings
    passedOver = source.passedOver
  }

  /// Puts all in the order of the files' paths.
  mutating func sort() {
    items.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    heldUp.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    unchanged.sort()
  }
}
