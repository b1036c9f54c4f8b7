import CanonicalJSON
import Foundation
import PromptLint
import PromptRepo
import TestSupport
import Testing
import VisibleText

@testable import PromptReview

/// The formats of a review but for Markdown.
@Suite struct ReviewFormatTests {
  // MARK: Text

  @Test(arguments: [false, true])
  func textHoldsNoControlsButOurStyles(_ isColoured: Bool) throws {
    var options = ReviewFormat.Options()
    options.isColoured = isColoured
    let texts = try HostileTexts.andMixtures(100).map {
      try ReviewFormat.text.text(of: try HostileReview($0).review, options)
    }
    let answer = try PythonPackages.run(
      """
      import re, unicodedata
      # The styles that are documented, each ended.
      style = re.compile("\\x1b\\\\[(1|2|31|32|33|36)m[^\\x1b]*\\x1b\\\\[m")
      hidden = {"Cc", "Zl", "Zp"}
      turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
      answer = []
      for text in data:
          styles = len(style.findall(text))
          bare = style.sub(lambda found: re.sub("\\x1b\\\\[[0-9]*m", "", found.group()), text)
          bad = {sign for sign in bare if unicodedata.category(sign) in hidden and sign not in "\\n\\t"
                 or unicodedata.bidirectional(sign) in turning
                 or unicodedata.category(sign) == "Cf" and sign != "\\u200d"}
          answer.append([styles, sorted(hex(ord(sign)) for sign in bad)])
      """, on: .array(texts.map { .string($0) }))
    let rows = try #require(answer.array)
    #expect(rows.count == texts.count)
    for (row, text) in zip(rows, HostileTexts.andMixtures(100)) {
      #expect(row.array?.last == [], "\(text.prefix(100).debugDescription): \(row)")
      #expect((row.array?.first?.integer ?? 0 > 20) == isColoured)
    }
  }

  @Test func onlyOurStylesMakeTheDifference() throws {
    let review = try ExampleReview.make()
    var options = ReviewFormat.Options()
    let plain = try ReviewFormat.text.text(of: review, options)
    options.isColoured = true
    let coloured = try ReviewFormat.text.text(of: review, options)
    let bare = coloured.replacing(/\u{1B}\[\d*m/, with: "")
    // Colours stand for the brackets around words.
    #expect(
      bare
        == plain.replacing(/\[-|-\]|\{\+|\+\}/, with: ""))
    #expect(bare != coloured)
  }

  // MARK: GitHub

  @Test func theRunnerCarriesOutOurCommandsAlone() throws {
    var options = ReviewFormat.Options()
    options.stopToken = "0123456789abcdef0123456789abcdef"
    let reviews = try HostileTexts.andMixtures(100).map { try HostileReview($0) }
    let outputs = try reviews.map { try ReviewFormat.github.text(of: $0.review, options) }
    for (found, hostile) in zip(try RunnerLog.commands(in: outputs), reviews) {
      // Three texts at each level of the first prompt, and a warning and a note of the rule file.
      let names =
        ["group", "stop-commands", "0123456789abcdef0123456789abcdef", "endgroup"]
        + Array(repeating: "error", count: 3) + Array(repeating: "warning", count: 4)
        + Array(repeating: "notice", count: 4)
      #expect(found.map(\.name) == names, "\(hostile.text.prefix(100).debugDescription)")
      let open = hostile.review.openFindings
      for command in found.dropFirst(4) {
        #expect(
          open.contains { finding in
            let message = finding.message.visibleLine.unicodeScalars.prefix(2_000)
            return command.data.utf8.starts(with: String(message).utf8)
          })
      }
    }
  }

  @Test func everyRunHasAnotherToken() throws {
    let review = try ExampleReview.make()
    let outputs = try (0..<2).map { _ in try ReviewFormat.github.text(of: review) }
    #expect(outputs[0] != outputs[1])
  }

  // MARK: JSON

  @Test func jsonIsExactAndHasTheDocumentedKeys() throws {
    let reviews = try HostileTexts.andMixtures(100).map { try HostileReview($0) }
    let outputs = try reviews.map { try ReviewFormat.json.text(of: $0.review) }
    let answer = try PythonPackages.run(
      """
      prompt = ["object", "name", "path", "change", "previous_name", "from", "to", "template_diff",
                "variables_added", "variables_removed", "variables_renamed", "config_changes",
                "record_changes", "bytes", "tokens", "prefix", "live", "outcome", "reason",
                "next_version", "goes_live", "findings"]
      summary = ["object", "compared", "base", "head", "prompts", "errors", "warnings", "notes",
                 "failed", "findings", "remarks"]
      answer = []
      for output in data:
          lines = output.encode().splitlines()
          # Hidden characters are escaped: for no reader there are more lines.
          assert len(output.splitlines()) == len(lines) and output.endswith("\\n")
          rows = [json.loads(line) for line in lines]
          assert [row["object"] for row in rows] == ["review.prompt"] * 7 + ["review.summary"]
          for row in rows:
              keys = prompt if row["object"] == "review.prompt" else summary
              assert [key for key in keys if key in row] == list(row), list(row)
              assert set(keys) - set(row) <= {"previous_name", "reason"}
          assert [row["change"] for row in rows[:7]] == [
              "added", "changed", "removed", "renamed", "record", "changed", "changed"]
          for row in rows[:5]:
              assert set(row["bytes"]) == {"from", "to"}
              assert set(row["tokens"]) == {"from", "to", "estimate"}
              assert set(row["prefix"]) == {"from", "to", "equal"}
          prints = [each["fingerprint"] for row in rows for each in row["findings"]]
          assert len(set(prints)) == len(prints)
          reason = rows[1]["reason"]
          answer.append([reason.encode().hex(), rows[7]["remarks"][0].encode().hex(),
                         rows[7]["errors"], rows[7]["failed"]])
      """, on: .array(outputs.map { .string($0) }))
    for (row, hostile) in zip(try #require(answer.array), reviews) {
      let parts = row.array ?? []
      #expect(
        parts[0].string == Self.hex(hostile.text) && parts[1].string == Self.hex(hostile.text))
      #expect(parts[2] == .integer(3) && parts[3] == true)
    }
  }

  private static func hex(_ text: String) -> String {
    text.utf8.reduce(into: "") { $0 += String($1 >> 4, radix: 16) + String($1 & 15, radix: 16) }
  }

  @Test func theDifferenceInJSONIsOneThatPatchApplies() throws {
    for (place, text) in HostileTexts.all.enumerated() where place % 7 == 0 {
      let review = try HostileReview(text).review
      let changed = review.prompts[1]
      let old = try #require(changed.change?.from?.template)
      let new = try #require(changed.change?.to?.template)
      let output = try ReviewFormat.json.text(of: review)
      let line = try #require(output.utf8.split(separator: 10).dropFirst().first)
      // Python's reader takes NUL too, which ours refuses.
      let parsed = try PythonPackages.run(
        "answer = json.loads(data)[\"template_diff\"]", on: .string(String(line) ?? ""))
      let folder = try TemporaryDirectory()
      let file = folder.appending("text")
      try Data(old.utf8).write(to: URL(fileURLWithPath: file))
      try Data(try #require(parsed.string).utf8).write(
        to: URL(fileURLWithPath: folder.appending("diff")))
      let result = try TestSupport.run(
        "patch", ["--binary", "-s", "text", "diff"], cwd: folder.path)
      #expect(result.status == 0, "\(text.debugDescription): \(result.stdout)\(result.stderr)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data(new.utf8))
    }
  }

  @Test func noFormatGivesAwayASecretOrThePartOfItThatChanged() throws {
    // Put together here, so that no scanner takes this file for a leak.
    let secrets = ["aB3dE5gH7", "aB3dE5gH8"].map { "ghp_" + String(repeating: $0, count: 4) }
    let contents = try secrets.map {
      try VersionContent(template: "Key: \($0)\n", config: ["key": .string($0)])
    }
    let setting = SettingChange(
      ["metadata", "key"], from: .string(secrets[0]), to: [.string(secrets[1])])
    let prompt = ReviewedPrompt(
      try PromptName("a"), path: "prompts/a.prompt", .changed,
      change: ContentChange(from: contents[0], to: contents[1]), record: [setting], live: [],
      outcome: .conflict(reason: "see \(secrets[0])"),
      findings: [
        Finding(
          "secret", .error, at: FindingPlace("prompts/a.prompt", prompt: "a"),
          "'\(secrets[1])' is a key", matched: secrets[1])
      ])
    let review = Review(.workingFiles, [prompt], notes: ["it was \(secrets[0])"])
    for format in ReviewFormat.allCases {
      let text = try format.text(of: review)
      for part in secrets + ["gH8", "gH7"] { #expect(!text.contains(part), "\(format)") }
      #expect(text.contains("ghp_…"), "\(format)")
    }
    #expect(try ReviewFormat.text.text(of: review).contains("differs in what nobody sees"))
  }

  @Test(arguments: [FindingLevel.error, .warning, .note, nil])
  func aReviewFailsFromTheAskedLevelOn(_ level: FindingLevel?) throws {
    var options = ReviewFormat.Options()
    options.failingLevel = level
    let finding = Finding("r", .warning, at: FindingPlace("p", prompt: nil), "m")
    let text = try ReviewFormat.json.text(
      of: Review(.workingFiles, [], findings: [finding]), options)
    let fails = level == .warning || level == .note
    #expect(text.contains("\"failed\":\(fails)"))
  }

  // MARK: Hosts

  @Test func hostsGetAllFindingsOfAReview() throws {
    let review = try ExampleReview.make()
    var options = ReviewFormat.Options()
    options.programVersion = "1.2"
    let sarif = try JSONValue(
      parsing: Array(try ReviewFormat.sarif.text(of: review, options).utf8))
    let run = try #require(sarif.object?["runs"]?.array?.first?.object)
    let rules = try #require(run["results"]?.array).compactMap { $0.object?["ruleId"]?.string }
    #expect(rules == review.prompts.flatMap(\.findings).map(\.rule))
    #expect(run["tool"]?.object?["driver"]?.object?["version"] == "1.2")
    let gitLab = try JSONValue(parsing: Array(try ReviewFormat.gitlab.text(of: review).utf8))
    #expect(gitLab.array?.count == 5)
  }

  @Test func allFormatsTakeTimeInLineWithTheText() throws {
    let growth = try Growth(of: 20) { count in
      let text = String(repeating: "It's `a` 'b' (c) | d{{e}} ``` <x> @f \u{200B}\n", count: count)
      let review = try HostileReview(text).review
      for format in ReviewFormat.allCases { _ = try format.text(of: review) }
    }
    #expect(growth.isLinear, "\(growth)")
  }
}
