/// Something in a prompt's file, or in a change of it, that somebody should look at.
///
/// `lint` and `review` both report findings, and every format of a report shows them.
public struct Finding: Sendable, Hashable {
  /// The rule's name in words, such as `variable-misspelt`; a section of the page Rules has it.
  public let rule: String

  /// How much it matters.
  public let level: FindingLevel

  /// Where it is.
  public let place: FindingPlace

  /// What is there and what to do, in one line. It may hold text of the prompt as it is; whoever
  /// shows it makes that visible.
  public let message: String

  /// The text that the finding is about, such as the misspelt name, or empty for a whole file. With
  /// rule and prompt it tells the finding from others though lines move.
  public let matched: String

  /// How `--fix` mends it; nil if it cannot.
  public let fix: FindingFix?

  /// The reason that a suppression in the file gives for it; nil if it is not suppressed.
  public let allowedBecause: String?

  /// Makes a finding.
  public init(
    _ rule: String, _ level: FindingLevel, at place: FindingPlace, _ message: String,
    matched: String = "", fix: FindingFix? = nil, allowedBecause: String? = nil
  ) {
    self.rule = rule
    self.level = level
    self.place = place
    self.message = message
    self.matched = matched
    self.fix = fix
    self.allowedBecause = allowedBecause
  }
}

/// How much a finding matters, from little to much.
public enum FindingLevel: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Something to know of.
  case note
  /// Something that is probably wrong.
  case warning
  /// Something that has to be put right first.
  case error

  /// Whether the first matters less.
  public static func < (left: FindingLevel, right: FindingLevel) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .error: 2
    }
  }
}

/// A stretch of a file; lines and columns count from 1, columns in Unicode code points.
public struct FindingPlace: Sendable, Hashable {
  /// The file, relative to the top of the repository: `prompts/a.prompt`.
  public let path: String

  /// The prompt; nil for a file that is none, such as `prompts/lint.yml`.
  public let prompt: String?

  /// The line on which it begins.
  public let line: Int

  /// The column in which it begins; nil for a finding about the whole line or file.
  public let column: Int?

  /// The line on which it ends.
  public let endLine: Int

  /// The column behind its last character; nil where ``column`` is.
  public let endColumn: Int?

  /// A place that begins in a column and ends before another.
  public init(
    _ path: String, prompt: String?, line: Int, column: Int, endLine: Int, endColumn: Int
  ) {
    self.path = path
    self.prompt = prompt
    self.line = line
    self.column = column
    self.endLine = endLine
    self.endColumn = endColumn
  }

  /// A whole line; without one, the whole file.
  public init(_ path: String, prompt: String?, line: Int = 1) {
    self.path = path
    self.prompt = prompt
    self.line = line
    column = nil
    endLine = line
    endColumn = nil
  }
}

/// What to write in place of a stretch of the file.
public struct FindingFix: Sendable, Hashable {
  /// The stretch that is replaced.
  public let place: FindingPlace

  /// The same stretch in bytes of the file.
  public let range: Range<Int>

  /// What is written instead; empty to remove.
  public let text: String

  /// What it does, as one sentence: `Write amount.`
  public let description: String

  /// Whether a reader of the text sees the difference. `--fix` makes only those that nobody sees,
  /// unless the rule is named.
  public let isSeen: Bool

  /// Makes a fix.
  public init(
    at place: FindingPlace, _ range: Range<Int>, _ text: String, description: String, isSeen: Bool
  ) {
    self.place = place
    self.range = range
    self.text = text
    self.description = description
    self.isSeen = isSeen
  }
}
