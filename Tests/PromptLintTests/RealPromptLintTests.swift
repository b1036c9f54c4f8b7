import CanonicalJSON
import PromptFiles
import PromptLint
import TestSupport
import Testing

/// What the rules find in the large public collection of real prompts, counted once by hand and by
/// scripts. A rule that begins to find more there has begun to raise false alarms.
@Suite(.enabled(if: RealPrompts.hasAll, "the collection is not beside the project"))
struct RealPromptLintTests {
  /// How many prompts each rule finds something in, all rules being on.
  private static let known = [
    "control-character": 15, "invisible-character": 1, "line-separator": 1, "no-break-space": 11,
    "placeholder-foreign": 7, "too-long": 2, "trailing-space": 183, "title-clash": 19,
    "same-text": 18,
  ]

  @Test func theRulesFindWhatTheyAreKnownToFind() throws {
    let linter = Linter(.everything)
    let sources = try RealPrompts.loadAll().enumerated().map { place, prompt in
      let bytes = Array(prompt.template.utf8)
      return LintSource(
        path: "\(place).txt", prompt: nil, bytes: bytes, title: prompt.title, body: bytes.indices)
    }
    #expect(sources.count == 1_529)
    var files: [String: Int] = [:]
    for source in sources {
      for rule in Set(linter.findings(in: source).map(\.rule)) { files[rule, default: 0] += 1 }
    }
    for finding in linter.findings(among: sources) { files[finding.rule, default: 0] += 1 }
    #expect(files == Self.known)
  }

  /// Mending them all leaves nothing to mend, and a prompt that needs nothing as it is.
  @Test func mendingThemIsDoneOnce() throws {
    let linter = Linter(.everything)
    var count = 0
    for prompt in try RealPrompts.loadAll() {
      let source = LintSource(text: prompt.template, path: "a.txt")
      func read(_ bytes: [UInt8]) -> LintSource {
        LintSource(text: String(decoding: bytes, as: UTF8.self), path: "a.txt")
      }
      let fixed = linter.fixing(source, read: read)
      #expect(fixed.fixed.isEmpty == (fixed.source.bytes == source.bytes))
      #expect(linter.findings(in: fixed.source).allSatisfy { $0.fix?.isSeen != false })
      count += fixed.fixed.isEmpty ? 0 : 1
    }
    #expect(count > 183)
  }
}
