import Foundation
import TestSupport
import Testing

/// What people read is true, names what it is about, and counts as people count.
@Suite struct WordingTests {
  @Test func aServerThatDoesNotStartSaysWhatToChange() throws {
    let repo = try PromptRepo()
    let noFolder = try repo.run("serve", "--listen", "127.0.0.1:0", "--pid-file", "none/pid")
    repo.expectRefusal(noFolder, status: 1, "no folder for the number")
    #expect(noFolder.stderr.contains("to '\(repo.path)/none/pid': No such file"))
    // An address that is kept for documentation.
    let elsewhere = try repo.run("serve", "--listen", "192.0.2.1:8080", "--plain-http")
    repo.expectRefusal(elsewhere, status: 1, "an address of no interface")
    #expect(elsewhere.stderr.contains("No network interface of this machine has that address"))
  }

  @Test func oneIsNotPlural() throws {
    let repo = try PromptRepo()
    try repo.write("one.jsonl", #"{"name":"a","template":"x"}"# + "\n")
    #expect(
      try repo.ok("import", "one.jsonl")
        == "Imported 1 version: 1 new prompt, 0 changed, 0 unchanged, 0 rows left out\n"
        + "No files were written: `promptrepo checkout` writes them.\n")
    #expect(
      try repo.ok("export", "--output", "out.jsonl") == "Wrote 1 version of 1 prompt to out.jsonl\n"
    )
    #expect(
      try repo.ok("export", "--format", "files", "-o", "out") == "Wrote 1 prompt to out\n")
  }

  @Test(arguments: [
    ["new", "b", "--file", "none.txt"], ["render", "a", "--vars", "none.txt"],
    ["import", "none.txt"], ["export", "--output", "none.txt/x"],
  ])
  func aFileThatIsNotThereIsNamed(arguments: [String]) throws {
    let repo = try PromptRepo()
    try repo.commit("a", "x")
    let result = try repo.run(arguments)
    repo.expectRefusal(result, status: 1, "\(arguments)")
    #expect(result.stderr.contains("none.txt"))
  }

  @Test func checkoutDoesNotCallFilesUpToDateThatAreNot() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "x")
    #expect(try repo.ok("checkout") == "The files are up to date.\n")
    try repo.remove("prompts/a.prompt")
    #expect(try repo.ok("checkout").hasPrefix("Nothing to update; "))
    #expect(
      try repo.ok("status")
        == "missing  prompts/a.prompt  `promptrepo checkout a` writes it again, "
        + "`promptrepo archive a` puts the prompt away\n")
    try repo.ok("checkout", "a")
    #expect(try repo.ok("status") == "1 unchanged\n")
  }

  @Test func anInvalidFileIsNamedOnce() throws {
    let repo = try PromptRepo()
    try repo.write("prompts/a.prompt", "---\nx: 1\nx: 2\n---\ntext\n")
    try repo.write("prompts/Not a name.prompt", "text\n")
    let lines = try repo.ok("status").split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix("invalid  prompts/a.prompt           line 3, column 1: "))
    #expect(lines.allSatisfy { $0.components(separatedBy: ".prompt").count == 2 })
    let refusal = try repo.refusal("diff", "a")
    #expect(refusal.contains("prompts/a.prompt has no version yet"))
  }

  @Test func aVersionHasTheSameTimeWhereverItIsShown() throws {
    let repo = try PromptRepo()
    try repo.write("prompts/a.prompt", "x")
    let made = try repo.json("commit").map { $0.text("created_at") }
    #expect(try repo.json("show", "a").map { $0.text("created_at") } == made)
    try repo.commit("a", "y")
    let moved = try repo.json("rollback", "a").map { $0.text("created_at") }
    #expect(
      try repo.json("log", "a", "--pointers", "-n", "1").map { $0.text("created_at") } == moved)
  }

  @Test func aNameStaysOrBecomesAnother() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "x")
    try repo.refusal("mv", "a", "a", status: 64)
    try repo.refusal("new", "b", "--template", "", status: 1)
    #expect(!repo.exists("prompts/b.prompt"))
  }

  @Test func strictRenderingNamesTheOptionsToGive() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "Hi {{who}} and {{where}}")
    let missing = try repo.refusal("render", "a", "--strict", "--var", "who=you")
    #expect(missing.contains("no value for 'where' (line 1, column 16)"))
    #expect(missing.contains("Give --var where=VALUE."))
    let both = try repo.refusal("render", "a", "--strict", "--var", "what=x")
    #expect(both.contains("Give --var who=VALUE --var where=VALUE, and leave out 'what'."))
  }

  @Test func aVersionWhereAPromptGoesIsCalledSo() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "x")
    let message = try repo.refusal("mv", "a@1", "b", status: 64)
    #expect(message.contains("Leave out '@1'"))
  }

  @Test func anInvalidFileIsNotToBeMerged() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "x")
    try repo.write("prompts/a.prompt", "---\nx: 1\n")
    let message = try repo.refusal("checkout", "a", "--merge", status: 2)
    #expect(message.contains("prompts/a.prompt:1: ") && message.contains("--force"))
    #expect(!message.contains("--merge"))
    try repo.ok("checkout", "a", "--force")
    #expect(try repo.read("prompts/a.prompt") == "x")
  }

  @Test func theRecordStandsInOneOrder() throws {
    let repo = try PromptRepo()
    try repo.ok("new", "a", "--title", "T", "--template", "x")
    try repo.ok("commit")
    try repo.ok("set", "a", "--metadata", #"{"k":1}"#)
    try repo.ok("set", "a", "--description", "D")
    #expect(
      try repo.read("prompts/a.prompt")
        == "---\ntitle: T\ndescription: D\nmetadata:\n  k: 1\n---\nx\n")
  }
}
