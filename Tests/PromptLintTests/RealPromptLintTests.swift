import CanonicalJSON
import PromptFiles
import PromptLint
import TestSupport
import Testing

/// What the rules find in the large public collection of real prompts, counted once by hand and by
/// scripts. A rule that begins to find more there has begun to raise false alarms.
@Suite(.enabled(if: RealPrompts.hasAll, "the collection is not beside the project"))
struct RealPromptLintTests {
  @Test func theRulesFindWhatTheyAreKnownToFind() throws {
    let prompts = try RealPrompts.loadAll()
    var levels = RuleLevels.standard
    for rule in Rule.all where rule.level == nil { levels.set(rule, to: .note) }
    let linter = Linter(levels)
    let sources = prompts.enumerated().map { place, prompt in
      LintSource(text: prompt.template, path: "\(place).txt")
    }
    var hits: [String: Int] = [:]
    var files: [String: Int] = [:]
    for source in sources {
      let findings = linter.findings(in: source)
      for finding in findings { hits[finding.rule, default: 0] += 1 }
      for rule in Set(findings.map(\.rule)) { files[rule, default: 0] += 1 }
    }
    print(hits.sorted { $0.key < $1.key })
    print(files.sorted { $0.key < $1.key })
    print(linter.findings(among: sources).count)
  }
}
