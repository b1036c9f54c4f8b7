internal import CanonicalJSON
internal import PromptLint
internal import PromptRepo
internal import TextDiff

/// The words of two texts that are not the same, as reports show them: visible, without secrets.
struct ReviewWords {
  private let phrases: ChangedPhrases

  /// The line of the newer file on which its text begins, from 1.
  private let firstLine: Int

  /// Compares the two texts of a change.
  ///
  /// - Parameter templateLine: The line of the newer file on which its text begins, from 1.
  init(_ change: ContentChange, templateLine: Int) {
    let old = change.from?.template ?? ""
    let new = change.to?.template ?? ""
    let visible = (old: ReportText.lines(old), new: ReportText.lines(new))
    // Made visible first: a secret may lie in several stretches of the difference.
    let isExact = visible.old.hasSameBytes(as: old) && visible.new.hasSameBytes(as: new)
    phrases = ChangedPhrases(
      isExact ? change.words : WordDiff(old: visible.old, new: visible.new))
    firstLine = max(templateLine, 1)
  }

  /// Whether nothing of the difference can be seen.
  var isEmpty: Bool { phrases.hunks.isEmpty }

  /// The lines that changed, each stretch under `@@ LINE @@`, with `[-removed-]{+inserted+}` or, in
  /// colours, red and green.
  func terminalLines(isColoured: Bool) -> [String] {
    phrases.report(isColoured ? .ansi : .plain, firstLine: firstLine)
  }

  /// The lines of a fence of differences: each changed phrase on a line of its own, behind `-` or `+`,
  /// and behind a blank a little of what stayed around it.
  var fenceLines: [String] { phrases.fence(firstLine: firstLine) }
}

/// How a piece of a report is shown on a terminal, as ECMA-48 numbers.
enum TerminalStyle: Int {
  case bold = 1
  case faint = 2
  case red = 31
  case green = 32
  case yellow = 33
  case cyan = 36

  /// The text in this style, where there are styles.
  func styled(_ text: String, _ isColoured: Bool = true) -> String {
    isColoured && !text.utf8.isEmpty ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
  }
}
