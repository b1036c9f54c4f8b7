import Foundation
import TestSupport
import Testing

/// What README.md says works as it says.
@Suite struct ReadmeTests {
  private let readme: Readme

  init() throws {
    readme = try Readme()
  }

  @Test func everyCommandRuns() throws {
    let folder = try TemporaryDirectory()
    let output = try readme.runCommands(
      of: "README.md", in: folder,
      then: """
        cd '\(folder.path)/demo'
        echo '== state'
        promptrepo list --json
        """)
    // The greetings of the example's active version and of the five minutes' second one.
    let greeting = "Hey you! We got your message about billing and are on it."
    #expect(output.components(separatedBy: greeting).count == 3)
    #expect(output.contains("support/reply: v1 is active (was v2)\n"))
    #expect(output.contains("\trefs/prompts/support/reply/@versions\n"))
    let state = try #require(output.components(separatedBy: "== state\n").last)
    #expect(state.contains(#""active_version":2,"latest_version":2"#))
    // The review that is shown is the one that the commands print, but for the commits' ids.
    func withoutIDs(_ text: String) -> String { text.replacing(/\b[0-9a-f]{8}\b/, with: "ID") }
    let review = try #require(readme.blocks(of: "console").first).joined(separator: "\n")
    #expect(withoutIDs(output).contains(withoutIDs(review)), "\(output)")
    try expectServed(output, log: "\(folder.path)/demo/server.log")
  }

  /// Expects what the sections about the server and about sync make happen.
  private func expectServed(_ output: String, log: String) throws {
    #expect(output.contains(#""status":"ready""#))
    #expect(output.contains(#""rendered_template":"Hi you!""#))
    #expect(output.contains(#""active_version":1,"latest_version":2"#))
    // What Langfuse's clients are answered.
    #expect(output.contains(#""type":"text","name":"support/reply""#))
    let log = try String(contentsOfFile: log, encoding: .utf8)
    #expect(log.contains(#""operation":"rollbackPrompt""#))
    // What was synced with it is there.
    #expect(output.contains("support/refund: created at hosted, pushed v1\n"))
    #expect(output.contains("greeting: activated v2 at hosted\n"))
    #expect(log.hasSuffix("\"event\":\"stopped\"}\n"), "\(log)")
  }

  @Test func theTableOfCommandsIsTheProgramsOwn() throws {
    let rows = try readme.rows(below: "## Commands").dropFirst()
    let listed = try rows.map { row in
      try #require(row.first?.firstMatch(of: /^`promptrepo ([a-z][a-z-]*(?: [a-z]+)?) ?(.*)`$/))
        .output
    }
    #expect(try PromptRepo.commands().sorted() == listed.map { String($0.1) }.sorted())
    for (row, entry) in zip(rows, listed) {
      let help = try run(
        PromptRepo.program, ["help"] + entry.1.split(separator: " ").map(String.init)
      ).stdout
      #expect(paragraph("OVERVIEW: ", of: help) == row[1])
      // The names of arguments are written as in man pages; options are left to the help.
      let usage = try #require(paragraph("USAGE: promptrepo \(entry.1)", of: help))
      let arguments = usage.replacing(/\ \[--[^\]]*\]/, with: "")
        .replacingOccurrences(of: " [-]", with: "").replacingOccurrences(of: " ...", with: "…")
        .trimmingCharacters(in: .whitespaces)
        .replacing(/<(.*?)>/) { match in match.output.1.uppercased() }
      #expect(arguments == String(entry.2))
    }
  }

  @Test func theTableOfClientsHasWhatKeyCreatePrints() throws {
    let repo = try PromptRepo().with(["XDG_STATE_HOME": ""])
    let rows = try readme.rows(below: "## Clients of other systems").dropFirst()
    #expect(rows.count == 5)
    for row in rows {
      let surface = row[1].filter { $0 != "`" }
      let printed = try repo.run(["key", "create", "--owner", "app", "--for", surface]).stdout
      let masked = printed.replacing(/=(key|promptrepo)_[0-9a-f_]+/) { "=\($0.output.1)_…" }
      let lines = row[2].replacingOccurrences(of: "`", with: "").components(separatedBy: "<br>")
      #expect(masked == lines.map { "\($0)\n" }.joined())
    }
  }

  @Test func theSwiftSnippetIsTheOneThatIsTested() throws {
    let file = try Readme("Tests/EndToEndTests/Readme/ReadmeSnippet.swift").text
    let parts = file.components(separatedBy: "// README.md begins\n").dropFirst()
      .map { $0.components(separatedBy: "// README.md ends")[0] }
    let compiled = parts.map { unindented($0) }.joined(separator: "\n\n")
    let blocks = readme.blocks(of: "swift")
    #expect(blocks.count == 1)
    #expect(blocks.first?.joined(separator: "\n") == compiled)
  }

  /// A paragraph of a help on one line, without what it begins with.
  private func paragraph(_ start: String, of help: String) -> String? {
    help.components(separatedBy: "\n\n").first { $0.hasPrefix(start) }.map { paragraph in
      paragraph.dropFirst(start.count).split(separator: /\n */).joined(separator: " ")
    }
  }

  /// Lines without what all of them are indented by, and without blank ones at the ends.
  private func unindented(_ text: String) -> String {
    let lines = text.components(separatedBy: "\n")
    let indentation =
      lines.filter { !$0.allSatisfy(\.isWhitespace) }
      .map { $0.prefix { $0 == " " }.count }.min() ?? 0
    return lines.map { String($0.dropFirst(indentation)) }.joined(separator: "\n")
      .trimmingCharacters(in: .newlines)
  }
}
