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
    let checkout = folder.appending("checkout")
    try FileManager.default.createDirectory(atPath: checkout, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: "\(RealPrompts.projectRoot)/.promptrepo-example",
      toPath: "\(checkout)/.promptrepo-example")
    // Setting up and building have been done by whoever runs this test.
    let lines = try readme.commands().filter { line in
      ![".ci/setup", "swift ", "export PATH="].contains { line.hasPrefix($0) }
    }
    let script = lines.joined(separator: "\n")
    #expect(script.contains("/tmp/prompts-demo"))
    let programs = URL(fileURLWithPath: PromptRepo.program).deletingLastPathComponent().path
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let result = try run(
      "bash",
      [
        "-c",
        """
        set -euo pipefail
        trap 'echo "README.md: this command failed: $BASH_COMMAND" >&2' ERR
        # A server that is left over would keep the output open.
        trap 'kill $(jobs -p) 2> /dev/null || true' EXIT
        port=$(python3 -c '
        import socket
        with socket.socket() as free:
          free.bind(("127.0.0.1", 0))
          print(free.getsockname()[1])')
        \(moved(script, to: folder.path))
        echo '== team'
        promptrepo log support/reply --pointers
        cd \(folder.path)/demo
        echo '== state'
        promptrepo list --json
        """,
      ], cwd: checkout,
      env: [
        "HOME": folder.path, "PATH": "\(programs):\(path)", "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A user", "GIT_AUTHOR_EMAIL": "user@example.com",
        "GIT_COMMITTER_NAME": "A user", "GIT_COMMITTER_EMAIL": "user@example.com",
        "NO_COLOR": "1", "PROMPTREPO_DATE": "", "GIT_AUTHOR_DATE": "", "XDG_STATE_HOME": "",
      ])
    #expect(result.status == 0, "\(result.stderr)")
    // The greetings of the example's active version and of the five minutes' second one.
    let greeting = "Hey you! We got your message about billing and are on it."
    #expect(result.stdout.components(separatedBy: greeting).count == 3)
    #expect(result.stdout.contains("support/reply: v1 is active (was v2)\n"))
    #expect(result.stdout.components(separatedBy: "== team").last?.contains("Too chatty") == true)
    let state = try #require(result.stdout.components(separatedBy: "== state\n").last)
    #expect(state.contains(#""active_version":2,"latest_version":2"#))
    try expectServed(result.stdout, log: "\(folder.path)/demo/server.log")
  }

  /// Expects what the section about the server makes happen, in curl's part and in Python's.
  private func expectServed(_ output: String, log: String) throws {
    #expect(output.contains(#""status":"ready""#))
    #expect(output.contains(#""rendered_template":"Hi you!""#))
    #expect(output.contains(#""active_version":1,"latest_version":2"#))
    #expect(output.contains("\nHi you!\n"))
    let log = try String(contentsOfFile: log, encoding: .utf8)
    #expect(log.contains(#""operation":"rollbackPrompt""#))
    // What was synced with it is there.
    #expect(output.contains("support/refund: created at hosted, gave v1\n"))
    #expect(output.contains("greeting: activated v2 at hosted\n"))
    #expect(log.hasSuffix("\"event\":\"stopped\"}\n"), "\(log)")
  }

  /// A script with the folders, the port and the Python of a test.
  private func moved(_ script: String, to folder: String) -> String {
    [
      "/tmp/prompts-": "\(folder)/", "127.0.0.1:8080": "127.0.0.1:$port",
      "promptrepo serve": "promptrepo serve --listen 127.0.0.1:$port",
      "python3 - <<": "'\(PythonPackages.interpreter)' - <<",
    ].reduce(script) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
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
      let arguments = usage.components(separatedBy: " [--")[0]
        .replacingOccurrences(of: " [-]", with: "").replacingOccurrences(of: " ...", with: "…")
        .trimmingCharacters(in: .whitespaces)
        .replacing(/<(.*?)>/) { match in match.output.1.uppercased() }
      #expect(arguments == String(entry.2))
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
