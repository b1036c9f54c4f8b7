import CanonicalJSON
import PromptLint
import TestSupport
import Testing
import VisibleText

/// What GitHub's runner carries out of what we print.
@Suite struct GitHubTests {
  @Test func everyAnnotationSaysWhatTheFindingSays() throws {
    let findings = HostileTexts.andMixtures(100).map { text in
      Finding(
        "placeholder-unclosed", .error,
        at: FindingPlace(
          "prompts/\(text).prompt", prompt: "a", line: 3, column: 1, endLine: 3, endColumn: 9), text
      )
    }
    let outputs = findings.map { FindingReport([$0]).gitHub }
    for (found, finding) in zip(try RunnerLog.commands(in: outputs), findings) {
      let message = finding.message.visibleLine
      let isLong = message.unicodeScalars.count > 2_000
      let shown =
        isLong
        ? String(String.UnicodeScalarView(message.unicodeScalars.prefix(2_000))) + "…" : message
      let expected = RunnerLog.Command(
        "error",
        [
          "title=placeholder-unclosed", "file=\(finding.place.path.visibleLine)", "line=3",
          "endLine=3", "col=1", "endColumn=9",
        ], shown)
      #expect(found == [expected], "\(finding.message.prefix(100).debugDescription)")
    }
  }

  @Test func linesAloneHaveNoColumns() {
    let report = FindingReport([
      Finding("a", .note, at: FindingPlace("p", prompt: nil, line: 4), "m"),
      Finding(
        "b", .warning,
        at: FindingPlace("p", prompt: nil, line: 4, column: 2, endLine: 6, endColumn: 1), "n"),
    ])
    #expect(
      report.gitHub == """
        ::warning title=b,file=p,line=4,endLine=6::n
        ::notice title=a,file=p,line=4::m

        """)
  }

  @Test func errorsComeFirstAndTheTenthSaysHowManyMoreThereAre() throws {
    let findings = (0..<40).map { number in
      Finding(
        "r", FindingLevel.allCases[number % 3], at: FindingPlace("p\(number % 4)", prompt: nil),
        "m\(number)", allowedBecause: number == 2 ? "so" : nil)
    }
    // 13 errors without the suppressed one, 13 warnings, 14 notes.
    let found = try #require(
      try RunnerLog.commands(in: [FindingReport(findings).gitHub]).first)
    #expect(
      found.map(\.name)
        == ["error", "warning", "notice"].flatMap { Array(repeating: $0, count: 10) })
    let files = found.map { $0.properties[1] }
    for level in 0..<3 {
      let ofLevel = Array(files[level * 10..<level * 10 + 10])
      #expect(ofLevel == ofLevel.sorted())
    }
    let more = found.enumerated().filter { $0.element.data.contains("more of this level") }
    #expect(more.map(\.offset) == [9, 19, 29])
    #expect(
      more.map { $0.element.data.split(separator: "(and ").last ?? "" } == [
        "2 more of this level, in the output of this step)",
        "3 more of this level, in the output of this step)",
        "4 more of this level, in the output of this step)",
      ])
  }

  @Test func tenAreAllThereAre() {
    let findings = (0..<10).map {
      Finding("r", .error, at: FindingPlace("p", prompt: nil, line: $0 + 1), "m")
    }
    #expect(!FindingReport(findings).gitHub.contains("more"))
  }

  @Test func nothingInAGroupIsACommand() throws {
    let token = "0123456789abcdef0123456789abcdef"
    let texts = HostileTexts.andMixtures(100).map { "\($0)\nx \($0)\n \($0)\n" }
    let outputs = texts.map { GitHubCommand.group($0, title: "Title: 100%", token: token) }
    let expected: [RunnerLog.Command] = [
      .init("group", [], "Title: 100%"), .init("stop-commands", [], token), .init(token, [], ""),
      .init("endgroup", [], ""),
    ]
    for (found, text) in zip(try RunnerLog.commands(in: outputs), texts) {
      #expect(found == expected, "\(text.prefix(100).debugDescription)")
    }
    // Nor for a reader that does not know how to stop.
    let careless = try RunnerLog.commands(in: outputs, knowsStops: false)
    for (found, text) in zip(careless, texts) {
      #expect(
        found == [expected[0], expected[1], expected[3]], "\(text.prefix(100).debugDescription)")
    }
    // The reader does find commands in such texts.
    let bare = try RunnerLog.commands(in: HostileTexts.all, knowsStops: false)
    #expect(bare.count { !$0.isEmpty } > 12)
  }

  @Test func tokensAreLongAndNeverTheSame() {
    let tokens = Set((0..<100).map { _ in GitHubCommand.randomToken() })
    #expect(tokens.count == 100)
    for token in tokens {
      #expect(token.utf8.count == 32 && token.allSatisfy { "0123456789abcdef".contains($0) })
    }
  }
}
