import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// The options of `commit` that people of git type by habit, and what a dry run says.
@Suite struct CommitOptionTests {
  /// Every file below a folder with its bytes and the time at which it was written.
  private func contents(of folder: String) throws -> [String: String] {
    var contents: [String: String] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      let full = "\(folder)/\(path)"
      let attributes = try FileManager.default.attributesOfItem(atPath: full)
      let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
      let time = try #require(attributes[.modificationDate] as? Date).timeIntervalSince1970
      let data = isFolder ? Data() : try Data(contentsOf: URL(fileURLWithPath: full))
      contents[path] = "\(time) \(data.base64EncodedString())"
    }
    return contents
  }

  @Test func allAndAMessageAreTypedAsForGit() throws {
    let repo = try PromptRepo()
    try repo.write("prompts/a.prompt", "one\n")
    try repo.write("prompts/b.prompt", "two\n")
    #expect(try repo.ok("commit", "-am", "First draft").contains("b: v1 sha256:"))
    #expect(try repo.json("log", "a").map { $0.text("message") } == ["First draft"])
    try repo.write("prompts/a.prompt", "three\n")
    #expect(try repo.ok("commit", "-a", "-m", "Second").hasPrefix("a: v2 sha256:"))
    #expect(try repo.ok("commit", "--all") == "Nothing to commit.\n")
    try repo.refusal("commit", "-a", "a", status: 64)
    // A message from a file and from standard input.
    try repo.write("prompts/a.prompt", "four\n")
    try repo.ok("commit", "-F", "-", stdin: "Third\n")
    #expect(try repo.json("log", "a").first?.text("message") == "Third")
    try repo.refusal("commit", "-F", "x", "-m", "y", status: 64)
  }

  /// What a commit says after a dry run of it is what the dry run said, and the dry run leaves every
  /// byte and every time of the store as it was.
  @Test(arguments: [true, false]) func aDryRunSaysWhatACommitDoes(isInGit: Bool) throws {
    let repo = isInGit ? try PromptRepo.inWorkTree() : try PromptRepo()
    let store = "\(repo.path)/\(isInGit ? ".git" : ".promptrepo")"
    for name in ["a", "b", "c", "d"] { try repo.write("prompts/\(name).prompt", "\(name) one\n") }
    try repo.ok("commit", "-m", "First")
    try repo.commit("b", "b two\n")
    try repo.ok("rollback", "b", "-m", "Too long")
    try repo.ok("env", "add", "production")
    try repo.ok("deploy", "a@v1", "--env", "production")
    try repo.write("prompts/a.prompt", "a two\n")
    try repo.write("prompts/b.prompt", "b three\n")
    try repo.write("prompts/c.prompt", "---\ntitle: C\n---\nc one\n")
    try repo.write("prompts/e.prompt", "e one\n")
    try repo.write("prompts/broken.prompt", "---\nmodel: [\n---\nx\n")
    let before = try contents(of: store)
    let files = try contents(of: "\(repo.path)/prompts")
    let text = try repo.run("commit", "--dry-run")
    let plan = try repo.run("commit", "-n", "--json")
    #expect(try contents(of: store) == before)
    #expect(try contents(of: "\(repo.path)/prompts") == files)

    let done = try repo.run("commit", "--json")
    #expect(text.status == 1 && plan.status == 1 && done.status == 1)
    #expect(plan.stderr == done.stderr, "the same errors, in the same words")
    func objects(_ result: RunResult) throws -> [JSONObject] {
      try result.outputBytes.split(separator: 10).map { line in
        try #require(try JSONValue(parsing: Array(line)).object)
      }
    }
    let (planned, made) = (try objects(plan), try objects(done))
    #expect(planned.map { $0.text("name") } == ["a", "b", "c", "e"])
    for (one, other) in zip(planned, made) {
      #expect(one.text("object") == "commit.plan")
      #expect(one["version"] == other["version"] ?? .null && one["hash"] == other["hash"] ?? .null)
      #expect(one["active"]?.bool == (other["active"]?.bool ?? false))
      for key in ["name", "created", "record_edited", "held_back"] {
        #expect(one[key] == other[key], "\(one.text("name")) \(key)")
      }
    }
    let lines = text.stdout.split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.hasPrefix("a: v2 sha256:") && $0.hasSuffix(" would be active") })
    #expect(lines.contains("  production keeps v1"))
    #expect(
      lines.contains { $0.hasPrefix("b: v3 sha256:") && $0.hasSuffix(" would not be active") })
    #expect(lines.contains("c: record would be edited"))
    #expect(lines.last == "This was a dry run: nothing was written.")
    #expect(try repo.run("commit", "--dry-run").stdout == "")
  }

  @Test func aDryRunFailsAsACommitFails() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "one\n")
    try repo.write("prompts/a.prompt", "<<<<<<< ours\none\n=======\ntwo\n>>>>>>> theirs\n")
    let dry = try repo.run("commit", "-n")
    let real = try repo.run("commit")
    #expect(dry.status == 2 && real.status == 2 && dry.stderr == real.stderr && dry.stdout == "")
    let nobody = repo.with(["PROMPTREPO_AUTHOR_NAME": "", "PROMPTREPO_AUTHOR_EMAIL": ""])
    try repo.write("prompts/a.prompt", "two\n")
    nobody.expectRefusal(try nobody.run("commit", "--dry-run"))
  }
}
