import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// What programs and people read: exit codes, JSON, colour, exact bytes.
@Suite struct OutputContractTests {
  let repo: PromptRepo

  init() throws {
    repo = try PromptRepo()
    try repo.commit("support/reply", "Hi {{name}}", "-m", "first")
    try repo.commit("support/reply", "Hey {{name}}", "-m", "second")
    try repo.commit("sales", "Buy now")
  }

  @Test func exitCodesTellHowItWent() throws {
    #expect(try repo.run("list").status == 0)
    #expect(try repo.run("show", "missing").status == 1)
    #expect(try repo.run("frobnicate").status == 64)
    #expect(try repo.run("list", "--frobnicate").status == 64)
    #expect(try repo.run("show").status == 64)
    #expect(try repo.run("list", "--limit", "0").status == 64)
    #expect(try repo.run("activate", "sales").status == 64)
    #expect(try repo.run("grep", "Buy").status == 0)
    #expect(try repo.run("grep", "nowhere").status == 1)
    #expect(try repo.run("grep", "(").status == 64)
    #expect(try repo.run("status", "--exit-code").status == 0)
    #expect(try repo.run("diff", "sales", "--exit-code").status == 0)
    #expect(try repo.run("diff", "support/reply@1", "2", "--exit-code").status == 1)
    #expect(try repo.run("diff", "missing", "--exit-code").status == 3)
    #expect(try repo.run("-C", "/", "status", "--exit-code").status == 3)
  }

  @Test func helpAndVersionAreOnStandardOutput() throws {
    for arguments in [
      ["--help"], ["help"], ["help", "commit"], ["commit", "--help"], ["--version"],
    ] {
      let result = try repo.run(arguments)
      #expect(result.status == 0 && result.stderr.isEmpty && !result.stdout.isEmpty)
    }
    #expect(try repo.run("comit").stderr.contains("commit"))
  }

  @Test func jsonLinesKeepTheirKeys() throws {
    func keys(_ objects: [JSONObject]) -> [String] { objects.first?.map(\.key) ?? [] }
    #expect(
      keys(try repo.json("list")) == [
        "id", "object", "name", "active_version", "latest_version", "metadata", "created_at",
        "updated_at",
      ])
    let version = [
      "id", "object", "prompt_id", "name", "version", "hash", "template_hash", "commit", "author",
      "message", "created_at",
    ]
    #expect(keys(try repo.json("log", "sales")) == version + ["active"])
    #expect(Set(keys(try repo.json("show", "sales"))) == Set(version + ["template"]))
    #expect(
      Set(keys(try repo.json("log", "sales", "--pointers"))) == [
        "object", "name", "pointer", "version", "previous_version", "hash", "commit", "rollback",
        "operation", "author", "created_at",
      ])
    #expect(
      keys(try repo.json("status")).starts(with: [
        "object", "name", "path", "state", "latest_version", "base_version",
      ]))
    #expect(keys(try repo.json("grep", "Buy")) == ["object", "name", "version", "line", "text"])
    #expect(
      keys(try repo.json("export", "sales")) == [
        "id", "name", "template", "version", "author", "created_at", "prompt_created_at", "active",
        "promptrepo",
      ])
    let move = try #require(try repo.json("rollback", "support/reply", "-m", "why").first)
    #expect(move.text("reason") == "why" && move.number("version") == 1)
  }

  @Test func errorsAreJSONToo() throws {
    let result = try repo.run("show", "missing", "--json")
    #expect(result.status == 1 && result.outputBytes.isEmpty)
    let lines = result.errorBytes.split(separator: 10)
    #expect(lines.count == 1)
    let error = try JSONValue(parsing: Array(lines[0])).object?["error"]?.object
    #expect(error?.text("code") == "not_found")
    #expect(error?.text("message").contains("missing") == true)
  }

  @Test func updatedIsNeverBeforeCreated() throws {
    for prompt in try repo.json("list") {
      #expect(prompt.text("updated_at") >= prompt.text("created_at"))
    }
  }

  @Test(arguments: ["log", "status", "diff", "list"])
  func colourIsForTerminalsOnly(_ command: String) throws {
    try repo.write("prompts/sales.prompt", "Buy later")
    // A pager writes commands for the terminal of its own.
    let arguments =
      ["--no-pager", command] + (["list", "status"].contains(command) ? [] : ["sales"])
    func onTerminal(_ repo: PromptRepo) throws -> String {
      let script = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)"
      return try TestSupport.run(
        "python3", ["-c", script, PromptRepo.program] + arguments, cwd: repo.path,
        env: repo.environment
      ).stdout
    }
    let coloured = repo.with(["NO_COLOR": "", "TERM": "xterm"])
    #expect(try onTerminal(coloured).contains("\u{1B}["))
    #expect(try !onTerminal(repo).contains("\u{1B}["))
    #expect(try !onTerminal(coloured.with(["TERM": "dumb"])).contains("\u{1B}["))
    #expect(try !coloured.run(arguments).stdout.contains("\u{1B}["))
  }

  @Test(arguments: [
    "a\r\nb\r\n", "no end", "two ends\n\n", "\n", " ", "é e\u{301} 支持 🙂", "\u{1B}[31mred", "a\tb",
    "---\nname: x\n---\nbody", "{{x}} {{{y}}} \\{{z}}",
  ])
  func showGivesTheExactBytes(_ template: String) throws {
    let row: JSONObject = ["name": "exact", "template": .string(template)]
    try repo.ok(
      "import", "-", "--format", "jsonl",
      stdin: String(decoding: JSONValue.object(row).utf8(), as: UTF8.self))
    let bytes = try repo.run("show", "exact").outputBytes
    #expect(bytes == Array(template.utf8))
    #expect(
      try repo.git("show", "refs/prompts/exact/@active:template.txt").outputBytes == bytes)
    // The working file comes back as the same text.
    try repo.ok("checkout", "exact")
    #expect(try repo.run("status", "--exit-code").status == 0)
    #expect(try repo.ok("commit").contains("Nothing to commit"))
  }

  @Test func aClosedPipeIsSilent() throws {
    // More than a pipe holds.
    let name = String(repeating: "long/", count: 30)
    let rows = (0..<500).map { #"{"name":"\#(name)\#($0)","template":"t"}"# }
      .joined(separator: "\n")
    try repo.ok("import", "-", "--format", "jsonl", stdin: rows)
    for command in ["list", "export", "grep t", "list --json"] {
      let result = try repo.shell("set -o pipefail; promptrepo \(command) | head -1 >/dev/null")
      #expect(result.stderr.isEmpty, "\(command): \(result.stderr)")
      #expect([0, 141].contains(result.status), "\(command): \(result.status)")
    }
  }

  @Test func outputThatCannotBeWrittenIsAnError() throws {
    let result = try repo.shell("promptrepo show sales >/dev/full")
    #expect(result.status == 1)
    #expect(result.stderr.contains("No space left"), "\(result.stderr)")
  }
}
