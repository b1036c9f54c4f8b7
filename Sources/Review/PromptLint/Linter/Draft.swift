/// A finding as a rule makes it, before it has a level and a place in lines.
struct Draft {
  /// The rule.
  let rule: Rule
  /// The bytes of the file that it is about; nil for the whole file.
  var range: Range<Int>?
  /// What is there and what to do.
  let message: String
  /// The text that it is about.
  var matched: String
  /// How to mend it.
  var fix: Fix?
  /// Its level unless one is set, where it is not the rule's.
  var level: FindingLevel?

  /// What is written in place of bytes.
  struct Fix {
    let range: Range<Int>
    let text: String
    let description: String
  }

  init(
    _ rule: Rule, _ range: Range<Int>?, _ message: String, matched: String = "", fix: Fix? = nil,
    level: FindingLevel? = nil
  ) {
    self.rule = rule
    self.range = range
    self.message = message
    self.matched = matched
    self.fix = fix
    self.level = level
  }
}
