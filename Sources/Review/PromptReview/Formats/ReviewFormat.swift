internal import CanonicalJSON
public import PromptLint
public import PromptRepo

/// The forms of a review, for people, programs and hosts of code.
///
/// Text of prompts, names in it, values of settings and messages are taken for hostile: no format
/// lets them leave their place, turn the direction of text, or give commands to what shows it.
public enum ReviewFormat: String, Sendable, Hashable, CaseIterable {
  /// For a terminal.
  case text
  /// A comment of a pull request.
  case markdown
  /// A `review.prompt` object a line for each prompt, then a `review.summary`.
  case json
  /// The text in a group, then annotations: what GitHub's runner reads from a step's output.
  case github
  /// A log of SARIF 2.1.0 with the findings.
  case sarif
  /// A code quality report of GitLab with the findings.
  case gitlab

  /// The longest comment that GitHub takes, in characters: 65,536.
  public static let commentLimit = 65_536

  /// The smallest limit that a report can keep to, in characters.
  public static let smallestLimit = 2_000

  /// What else a report depends on.
  public struct Options: Sendable {
    /// Whether ``ReviewFormat/text`` has colours, as ECMA-48 has them.
    public var isColoured = false

    /// The level from which findings make the review fail; nil if none do.
    public var failingLevel: FindingLevel? = .error

    /// The program's version, for ``ReviewFormat/sarif``.
    public var programVersion: String?

    /// What ends the stop of commands in ``ReviewFormat/github``: letters and digits that nobody can
    /// guess; nil for 128 random bits.
    public var stopToken: String?

    /// The usual options: no colour, failing from errors, a random token.
    public init() {}
  }

  /// The report as text that ends with a line end.
  ///
  /// - Parameters:
  ///   - review: What is reported.
  ///   - limit: How many characters ``markdown`` may have, counted as UTF-16 does, which is never
  ///     less than what a host counts. The largest differences go first, and a line says which.
  ///   - options: What else the report depends on.
  /// - Throws: ``RepositoryError/Code/invalid`` for a limit below ``smallestLimit``.
  public func text(
    of review: Review, limit: Int = commentLimit, _ options: Options = Options()
  ) throws(RepositoryError) -> String {
    guard limit >= Self.smallestLimit else {
      throw RepositoryError(
        .invalid, "a report cannot be kept to \(limit) characters",
        hint: "Give a limit of at least \(Self.smallestLimit.grouped)")
    }
    return switch self {
    case .text: ReviewText(review, isColoured: options.isColoured).text
    case .markdown: ReviewMarkdown(review).text(limit: limit)
    case .json: review.json(failingFrom: options.failingLevel)
    case .github: gitHub(review, options)
    case .sarif:
      FindingReport(review.allFindings)
        .sarif(of: "review", version: options.programVersion)
    case .gitlab: FindingReport(review.allFindings).gitLab
    }
  }

  private func gitHub(_ review: Review, _ options: Options) -> String {
    let text = ReviewText(review, isColoured: false).text
    let group = GitHubCommand.group(
      text, title: "Review of prompts", token: options.stopToken ?? GitHubCommand.randomToken())
    return group + FindingReport(review.allFindings).gitHub
  }
}

extension Review {
  /// All findings, suppressed ones too: first those about no prompt, then prompt by prompt.
  var allFindings: [Finding] { findings + prompts.flatMap(\.findings) }
}
