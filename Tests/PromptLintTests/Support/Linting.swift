import PromptFiles
import PromptLint
import PromptRepo

/// What all rules, also those that are off by default, find in a working file.
func lint(_ file: String) throws -> [Finding] {
  Linter(.everything).findings(in: try source(file))
}

/// A working file as the rules see it.
func source(_ file: String) throws -> LintSource {
  LintSource(Array(file.utf8), path: "prompts/a.prompt", name: try PromptName("a"))
}

extension RuleLevels {
  /// All rules are on.
  static let everything: RuleLevels = {
    var levels = RuleLevels.standard
    for rule in Rule.all where rule.level == nil { levels.set(rule, to: .note) }
    return levels
  }()
}

extension Finding {
  /// `line:column-line:column`.
  var span: String {
    "\(place.line):\(place.column ?? 0)-\(place.endLine):\(place.endColumn ?? 0)"
  }
}
