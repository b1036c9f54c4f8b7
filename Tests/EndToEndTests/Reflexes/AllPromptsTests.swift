import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `log`, `diff` and `status` without a name are about all prompts.
@Suite struct AllPromptsTests {
  let repo: PromptRepo

  /// Five versions, a minute apart, of two prompts in turn.
  init() throws {
    repo = try PromptRepo()
    for (minute, name) in ["a", "b/c", "a", "b/c", "a"].enumerated() {
      try repo.with(["PROMPTREPO_DATE": "2026-03-01T10:0\(minute):00Z"])
        .commit(name, "text \(minute)", "-m", "message \(minute)")
    }
  }

  @Test func logIsNewestFirstOverAllPrompts() throws {
    let all = try repo.json("log").map { "\($0.text("name"))@v\($0.number("version"))" }
    #expect(all == ["a@v3", "b/c@v2", "a@v2", "b/c@v1", "a@v1"])
    #expect(
      try repo.json("log", "-n", "2").map { $0.text("message") } == ["message 4", "message 3"])
    let lines = try repo.ok("log").split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.map { $0.contains("*") } == [true, true, false, false, false])
    #expect(lines[0].contains("a@v3") && lines[4].contains("a@v1"))
    // One object of one prompt is the same, whoever asks for it.
    #expect(try repo.json("log").filter { $0.text("name") == "a" } == repo.json("log", "a"))
  }

  @Test func logOfPointersAndEnvironmentsIsToo() throws {
    try repo.ok("env", "add", "qa")
    try repo.ok("deploy", "a@v1", "-e", "qa")
    try repo.ok("rollback", "b/c")
    let moves = try repo.json("log", "--pointers")
    #expect(moves.count == 6)
    #expect(moves.first?.text("name") == "b/c" && moves.first?["rollback"] == .bool(true))
    #expect(try repo.json("log", "-e", "qa").map { $0.text("pointer") } == ["env/qa"])
    #expect(try repo.ok("log", "--env", "qa").contains("  a  - -> v1  deploy"))
    #expect(try repo.refusal("log", "-e", "qq").contains("there is no environment 'qq'"))
  }

  /// What git says of the same references is what `-p` and `--oneline` show.
  @Test func logShowsWhatEachVersionChanged() throws {
    let text = try repo.ok("log", "a", "-p")
    for part in [
      "*  a@v3  ", "--- a@v2\n+++ a@v3\n", "text [-2-]{+4+}", "--- /dev/null\n+++ a@v1\n",
      "{+text 0+}",
    ] { #expect(text.contains(part), "\(text)") }
    #expect(try repo.ok("log", "-p", "-n", "1").contains("--- a@v2\n+++ a@v3\n"))
    let lines = try repo.ok("log", "a", "--oneline").split(separator: "\n")
    let hashes = try repo.json("log", "a").map { $0.text("hash").dropFirst(7).prefix(12) }
    #expect(
      lines.map(String.init) == [
        "\(hashes[0]) a@v3 (active) message 4", "\(hashes[1]) a@v2 message 2",
        "\(hashes[2]) a@v1 message 0",
      ])
    let patch = try #require(try repo.json("log", "a", "-p", "-n", "1").first).text("template_diff")
    #expect(try applied(patch, to: "text 2") == "text 4")
    let first = try #require(try repo.json("log", "a", "-p").last).text("template_diff")
    #expect(first.hasPrefix("--- /dev/null\n+++ a@v1\n"))
    // As git shows them: each line, and below it what changed.
    let short = try repo.ok("log", "a", "-p", "--oneline")
    #expect(short.hasPrefix("\(hashes[0]) a@v3 (active) message 4\n--- a@v2\n+++ a@v3\n"))
    #expect(short.contains("\n\(hashes[1]) a@v2 message 2\n--- a@v1\n"), "\(short)")
    try repo.refusal("log", "a", "-p", "--pointers", status: 64)
  }

  @Test func diffIsOfEveryEditedFile() throws {
    #expect(try repo.ok("diff") == "")
    #expect(try repo.run("diff", "--exit-code").status == 0)
    try repo.write("prompts/a.prompt", "text edited")
    try repo.write("prompts/b/c.prompt", "other text")
    try repo.write("prompts/new.prompt", "new")
    let text = try repo.ok("diff")
    #expect(text == (try repo.ok("diff", "a")) + (try repo.ok("diff", "b/c")))
    #expect(try repo.json("diff").map { $0["from"]?.object?.text("label") } == ["a@v3", "b/c@v2"])
    #expect(try repo.run("diff", "--exit-code").status == 1)
  }

  /// A file that cannot be read hides no other, and is no difference.
  @Test func diffTellsOfFilesThatCannotBeRead() throws {
    try repo.write("prompts/a.prompt", "---\nx: [\n---\n")
    try repo.write("prompts/b/c.prompt", "other text")
    let result = try repo.run("diff")
    #expect(result.status == 1)
    #expect(result.stdout.contains("+++ prompts/b/c.prompt"))
    #expect(result.stderr.hasPrefix("Error: prompts/a.prompt: line "), "\(result.stderr)")
    #expect(try repo.run("diff", "--exit-code").status == 3)
  }

  @Test func diffComparesVersionsOfTwoPrompts() throws {
    let text = try repo.ok("diff", "a@v1", "b/c@v1")
    #expect(text.hasPrefix("--- a@v1\n+++ b/c@v1\n"))
    #expect(try repo.ok("diff", "a", "v1", "v3").hasPrefix("--- a@v1\n+++ a@v3\n"))
    #expect(try repo.ok("diff", "a", "v1").hasPrefix("--- a@v1\n+++ prompts/a.prompt\n"))
    #expect(try repo.refusal("diff", "a@1", "2", "3", status: 64).contains("Name two versions"))
    #expect(try repo.refusal("diff", "a", "b/c@1", status: 64).contains("a@latest"))
    try repo.commit("z", "z")
    #expect(try repo.refusal("diff", "a", "z").contains("'z' is a prompt; name a version of each"))
  }

  /// Where git has a mark for it, the line is that of `git status --short`.
  @Test func shortStatusHasGitsMarks() throws {
    let work = try PromptRepo.inWorkTree()
    for name in ["changed", "missing", "same"] { try work.commit(name, "text") }
    try work.gitCommit("Add prompts")
    try work.write("prompts/changed.prompt", "other")
    try work.remove("prompts/missing.prompt")
    try work.write("prompts/new.prompt", "new")
    #expect(try work.ok("status", "-s") == work.workTree("status", "--short") + "\n")
    try work.write("prompts/wrong.prompt", "---\nx: [\n---\n")
    #expect(try work.ok("status", "-s", "wrong") == " X prompts/wrong.prompt\n")
    #expect(try work.ok("status", "-s", "same") == "")
    try work.commit("same", "text 2")
    try work.ok("checkout", "same@v1")
    #expect(try work.ok("status", "-s", "same") == " < prompts/same.prompt\n")
    try work.ok("checkout", "same@v2")
    try work.ok("rollback", "same")
    #expect(try work.ok("status", "-s", "same") == " ~ prompts/same.prompt\n")
    #expect(try work.json("status", "-s", "same").map { $0.text("object") } == ["status"])
  }

  /// What `patch` makes of a text.
  private func applied(_ patch: String, to text: String) throws -> String {
    try repo.write("text", text)
    try repo.write("text.patch", patch)
    let result = try TestSupport.run(
      "patch", ["--silent", "text", "text.patch"], cwd: repo.path, env: repo.environment)
    #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
    return try repo.read("text")
  }
}
