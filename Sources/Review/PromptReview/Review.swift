public import PromptLint
internal import PromptRepo

/// A report of what a change does to prompts: to their texts, to those who render them, and to the
/// ledger.
///
/// Its formats are in ``ReviewFormat``. Text of prompts in it is as it is; each format makes it
/// visible and keeps it in its place.
public struct Review: Sendable {
  /// What is compared.
  public let subject: Subject

  /// The prompts that are not the same, in the order of their names.
  public let prompts: [ReviewedPrompt]

  /// Findings that are about no prompt, such as changed rules.
  public let findings: [Finding]

  /// What else should be said, one line each, such as files that cannot be read.
  public let notes: [String]

  /// What two sides a review compares, as its first line says it.
  public enum Subject: Sendable, Hashable {
    /// The latest versions and the working files.
    case workingFiles
    /// Two commits of a code repository; `base` is the merge base with `name`.
    case commits(base: String, head: String, name: String)
    /// What is live in an environment, and the working files or, with `head`, those of a commit.
    case live(environment: String, head: String?)
    /// What is live in two environments.
    case environments(from: String, to: String)
    /// What a deployment would change in an environment.
    case deployment(to: String)
  }

  /// Makes a report.
  public init(
    _ subject: Subject, _ prompts: [ReviewedPrompt], findings: [Finding] = [], notes: [String] = []
  ) {
    self.subject = subject
    self.prompts = prompts
    self.findings = findings
    self.notes = notes
  }

  /// The partials that prompts here include in another version, each pair of versions once; without
  /// those that are prompts of the review themselves.
  public var partialChanges: [PartialChange] {
    var found: [PartialChange] = []
    for partial in prompts.flatMap({ $0.change?.partials ?? [] }) {
      let isKnown = found.contains {
        $0.name == partial.name && $0.from == partial.from && $0.to == partial.to
      }
      let isPrompt = prompts.contains {
        $0.name == partial.name && $0.change?.from?.hash == partial.from
          && $0.change?.to?.hash == partial.to
      }
      if !isKnown, !isPrompt { found.append(partial) }
    }
    return found
  }

  /// All findings that no suppression covers: first those about no prompt, then prompt by prompt.
  public var openFindings: [Finding] {
    (findings + prompts.flatMap(\.findings)).filter { $0.allowedBecause == nil }
  }

  /// How many findings have a level.
  public func count(of level: FindingLevel) -> Int {
    openFindings.count { $0.level == level }
  }

  /// Whether there is a finding of a level or above it.
  public func hasFindings(from level: FindingLevel) -> Bool {
    openFindings.contains { $0.level >= level }
  }
}
