import CanonicalJSON
import TestSupport
import Testing

/// Servers that answer without end or measure fill nobody's memory.
@Suite struct EndlessAnswerTests {
  @Test func answersAreReadUpToALimit() throws {
    let repo = try PromptRepo()
    // All cases in the extra suite; of those that take seconds each, two here.
    let some = [
      "blanks", "declared", "chunks", "failure", "refusal", "compressed", "twice", "fields",
      "field",
      "continues", "numbers", "prompts",
    ]
    let run = try TestSupport.run(
      "python3",
      ["\(RealPrompts.projectRoot)/Fixtures/remotes/endless.py", PromptRepo.program, repo.path]
        + (isExtra ? [] : some),
      env: repo.environment)
    try #require(run.status == 0, "\(run.stderr)")
    let cases = try run.outputBytes.split(separator: 10).map { line in
      try #require(try JSONValue(parsing: Array(line)).object)
    }
    #expect(cases.count == (isExtra ? 17 : some.count + 2))
    // A body of 64 MiB, the same once more while it grows, and once more as text.
    let limit = 4 * 64 << 10
    for found in cases {
      let shown = JSONValue.object(found).text()
      #expect(found.number("code") == 1, "\(shown)")
      #expect(found.number("memory") < limit, "\(shown)")
      #expect(found.text("printed").hasPrefix("Error: "), "\(shown)")
    }
    #expect(try repo.git("for-each-ref").stdout == "")
    for name in ["blanks", "declared", "chunks", "failure", "refusal", "compressed"] {
      let found = try #require(cases.first { $0.text("case") == name })
      #expect(
        found.text("printed").contains("the answer is longer than 64 MiB"),
        "\(JSONValue.object(found).text())")
    }
  }
}
