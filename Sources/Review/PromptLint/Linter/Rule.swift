/// A rule that findings are named after, with what is to be known of it.
public struct Rule: Sendable, Hashable {
  /// The name in words, such as `variable-misspelt`.
  public let id: String

  /// The level of its findings unless somebody sets another; nil if it is off.
  public let level: FindingLevel?

  /// What it finds, in one line that begins in lower case and has no full stop.
  public let summary: String

  /// Why that matters, as a paragraph of Markdown.
  public let why: String

  /// A text or a change that it finds, as Markdown.
  public let example: String

  /// What to do, as a paragraph of Markdown.
  public let remedy: String

  /// How its findings can be mended by a program.
  public let fix: Fix

  /// What it looks at.
  public let scope: Scope

  /// How findings of a rule are mended.
  public enum Fix: String, Sendable, Hashable {
    /// A person has to.
    case none
    /// By a change that a reader of the text does not see.
    case unseen
    /// By a change that a reader of the text sees; made only where the rule is named.
    case seen
  }

  /// What a rule looks at.
  public enum Scope: String, Sendable, Hashable {
    /// One file.
    case file
    /// All files together.
    case files
    /// A change of a prompt.
    case change
    /// The ledger beside the files.
    case ledger
  }

  /// Makes a rule.
  public init(
    _ id: String, _ level: FindingLevel?, _ scope: Scope = .file, fix: Fix = .none,
    finds summary: String, why: String, example: String, remedy: String
  ) {
    self.id = id
    self.level = level
    self.scope = scope
    self.fix = fix
    self.summary = summary
    self.why = why
    self.example = example
    self.remedy = remedy
  }

  /// The rule of a name; nil if there is none.
  public static func named(_ id: String) -> Rule? {
    all.first { $0.id == id }
  }
}

extension Rule {
  /// All rules, in the order of the page Rules: those for texts, then those for changes.
  public static let all: [Rule] =
    RuleFamily.all.flatMap(\.rules) + FilesRules.rules
    + SuppressionRules.rules + FileProblems.rules + ChangeRules.rules

  /// The rule's section of the page Rules, from its heading on.
  public var section: String {
    """
    ### `\(id)`

    \(help)
    """
  }

  /// What the section says below its heading, as Markdown: summary, level, why, example, remedy.
  public var help: String {
    """
    \(summary.prefix(1).uppercased() + summary.dropFirst()). \(levelSentence)\(fixSentence)

    \(why)

    \(example)

    \(remedy)

    """
  }

  private var levelSentence: String {
    level.map { "Level: \($0.rawValue)." } ?? "Level: off, unless set."
  }

  private var fixSentence: String {
    switch fix {
    case .none: ""
    case .unseen: " `--fix` mends it, by a change that no reader sees."
    case .seen: " `--fix --rule \(id)` mends it, by a change that a reader sees."
    }
  }
}
