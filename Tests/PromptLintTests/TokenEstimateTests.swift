import CanonicalJSON
import PromptLint
import PromptTemplate
import TestSupport
import Testing

/// The estimate beside what three vocabularies count, which `Fixtures/tokens/count` has stored.
@Suite struct TokenEstimateTests {
  /// A prompt's estimate and its counts by vocabulary.
  private struct Row {
    let estimate: Int
    let counts: [String: Int]
  }

  private static func rows() throws -> [Row] {
    let script = """
      import csv, json, sys
      folder = f"{sys.argv[1]}/Fixtures/tokens"
      with open(f"{folder}/prompts.csv", newline="", encoding="utf-8") as lines:
        texts = [row["prompt"] for row in csv.DictReader(lines)]
      for row in csv.DictReader(open(f"{folder}/counts.csv", newline="")):
        text = texts[int(row.pop("row")) - 1]
        print(json.dumps([text, {name: int(count) for name, count in row.items()}]))
      """
    let output = try run("python3", ["-c", script, RealPrompts.projectRoot])
    return try output.outputBytes.split(separator: 10).map { line in
      let pair = try #require(try JSONValue(parsing: Array(line)).array)
      let text = try #require(pair.first?.string)
      let counts = try #require(pair.last?.object)
      return Row(
        estimate: TokenEstimate.count(of: Template(text)),
        counts: Dictionary(
          uniqueKeysWithValues: counts.map { ($0.key, $0.value.integer ?? 0) }))
    }
  }

  @Test func isNearWhatRealTokenizersCount() throws {
    let rows = try Self.rows()
    #expect(rows.count == 60)
    for vocabulary in ["o200k", "anthropic", "tekken"] {
      let errors = try rows.map { row in
        let count = try #require(row.counts[vocabulary])
        return abs(Double(row.estimate) / Double(count) - 1)
      }.sorted()
      #expect(errors[30] <= 0.06, "\(vocabulary): median \(errors[30])")
      #expect(errors[53] <= 0.15, "\(vocabulary): nine tenths \(errors[53])")
    }
  }

  // Each by the rule in the page, added up by hand.
  @Test(arguments: [
    ("", 0), ("a", 1), ("abcdefghi", 1), ("abcdefghij", 2), ("abcdefghijklmn", 2),
    ("abcdefghijklmno", 3), ("12345", 2), ("1234567", 3), ("one two", 2), ("one  two", 3),
    ("one\ntwo", 3), ("one \n\n two", 3), ("!!", 1), ("!!!!!", 2), ("支持", 2), ("한국어", 3),
    ("да", 1), ("привет", 3), ("🙂", 2), ("→", 1), ("é", 1), ("don't", 3), ("\t", 0), ("\r\n", 1),
  ])
  func countsRunsInTenths(text: String, tokens: Int) {
    #expect(TokenEstimate.count(of: text) == tokens)
    #expect(TokenEstimate.count(of: Template(text)) == tokens)
  }

  @Test func aPlaceholderCountsNothing() {
    let template = Template("Hello {{customer}}, {{{ b }}} and {{c}}")
    #expect(TokenEstimate.count(of: template) == TokenEstimate.count(of: "Hello ") + 1 + 1)
    #expect(TokenEstimate.count(of: Template("{{a}}{{b}}")) == 0)
    // What a backslash makes text in the strict dialect is text.
    #expect(TokenEstimate.count(of: Template("\\{{a}}", dialect: .strict)) > 1)
  }

  @Test(.timeLimit(.minutes(1))) func takesTimeInProportion() {
    for piece in ["a", "1", "!", " ", "\n", "{{", "{{a}}", "🙂", "e\u{301}"] {
      let text = String(repeating: piece, count: 1_048_576 / piece.utf8.count)
      #expect(TokenEstimate.count(of: Template(text)) >= 0)
    }
  }
}
