import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Commands that fail after what they did stands: the message says so.
@Suite struct AfterChangeTests {
  /// Commands that change the ledger, one after the other, and the same with `--json`.
  private static let commands = [
    "rollback a", "activate a@3", "env add staging", "env add production --requires staging",
    "deploy a --env staging", "promote a --from staging --to production",
    "deploy a@1 --env staging",
    "rollback a --env staging", "release create r a", "release deploy r --env staging", "undo a",
    "set a --title New", "archive a", "unarchive a", "mv a b", "mv b a", "import rows.jsonl",
    "commit", "delete a --yes --force", "env set staging --protected", "env remove production",
  ]

  private func prepared() throws -> PromptRepo {
    let repo = try PromptRepo()
    for number in 1...3 { try repo.commit("a", "text \(number)") }
    try repo.write("rows.jsonl", "{\"name\":\"row\",\"template\":\"text\"}\n")
    return repo
  }

  private func ledger(_ repo: PromptRepo) throws -> String {
    try repo.git("for-each-ref", "--format=%(objectname) %(refname)").stdout
  }

  @Test(arguments: [false, true])
  func aFullStandardOutputIsNoUndoing(json: Bool) throws {
    let repo = try prepared()
    for command in Self.commands {
      if command == "commit" { try repo.write("prompts/new.prompt", "new") }
      let before = try ledger(repo)
      let result = try repo.shell("promptrepo \(command)\(json ? " --json" : "") > /dev/full")
      #expect(result.status == 1, "\(command): \(result.stderr)")
      #expect(try ledger(repo) != before, "\(command): \(result.stderr)")
      if json {
        let error = try JSONValue(parsing: result.errorBytes.dropLast()).object?["error"]?.object
        #expect(error?["changed"]?.bool == true, "\(command): \(result.stderr)")
      } else {
        #expect(
          result.stderr.contains("Error: the ledger was changed, but cannot write"),
          "\(command): \(result.stderr)")
        #expect(result.stderr.contains("promptrepo audit"), "\(command): \(result.stderr)")
      }
    }
    try repo.expectCleanFsck()
  }

  /// What changes nothing says nothing of a change.
  @Test func whatOnlyReadsSaysNothingOfAChange() throws {
    let repo = try prepared()
    for command in ["list", "show a", "log a", "status", "diff a@1 2", "rollback a --to 9"] {
      let result = try repo.shell("promptrepo \(command) > /dev/full")
      #expect(result.status == 1, "\(command)")
      #expect(result.stderr.hasPrefix("Error: "), "\(command): \(result.stderr)")
      #expect(!result.stderr.contains("changed"), "\(command): \(result.stderr)")
    }
  }

  /// A reader that has gone, and a stream that was never open.
  @Test func closedStreamsTakeNoChangeBack() throws {
    let repo = try prepared()
    let piped = try repo.shell(
      "(sleep 0.3; promptrepo rollback a; echo $? > code) | true; sleep 0.8; cat code")
    #expect(piped.stdout == "141\n")
    #expect(piped.stderr.contains("the ledger was changed"), "\(piped.stderr)")
    #expect(try repo.ok("show", "a") == "text 2")
    // Without standard streams, the files that are opened must not be taken for them.
    for closing in [">&-", "<&-", "2>&-", ">&- <&- 2>&-"] {
      let result = try repo.shell("promptrepo set a --description '\(closing)' \(closing)")
      #expect(result.status == 0, "\(closing): \(result.stderr)")
      #expect(try repo.json("list").first?.text("description") == closing)
    }
    try repo.expectCleanFsck()
  }

  /// A file that is in the way of the one that a prompt takes along.
  @Test func aRenameSaysWhatIsLeftToDo() throws {
    let repo = try prepared()
    try repo.write("prompts/folder", "in the way")
    let result = try repo.run("mv", "a", "folder/a")
    #expect(result.status == 1)
    #expect(result.stderr.contains("'a' is 'folder/a' in the ledger now"), "\(result.stderr)")
    #expect(result.stderr.contains("`promptrepo mv a folder/a` goes on"), "\(result.stderr)")
    try repo.remove("prompts/folder")
    try repo.ok("mv", "a", "folder/a")
    #expect(try repo.read("prompts/folder/a.prompt") == "text 3")
    #expect(!repo.exists("prompts/a.prompt"))
    #expect(try repo.run("status", "--exit-code").status == 0)
  }

  /// The secret of a key that nobody saw is of no use.
  @Test func aKeyWhoseSecretIsLostIsNamed() throws {
    let repo = try prepared()
    let data = try repo.elsewhere("data")
    let result = try repo.shell(
      "promptrepo key create --owner me --data \(data) > /dev/full")
    #expect(result.status == 1)
    let id = try #require(try repo.json("key", "list", "--data", data).first?.text("id"))
    #expect(result.stderr.contains("the key \(id) was made, but"), "\(result.stderr)")
    #expect(result.stderr.contains("key revoke \(id)"), "\(result.stderr)")
  }

  /// A git that was killed in a fetch leaves its locks; who comes next is told which, and since when.
  @Test(arguments: ["pull", "push", "fetch"])
  func locksOfKilledGitsAreNamed(command: String) throws {
    let team = try Team()
    try team.first.commit("a", "one", "--first")
    try team.first.ok("push")
    let clone = try team.clone("clone")
    try clone.ok("pull")
    try team.first.commit("a", "two")
    try team.first.ok("push")
    let lock = ".git/refs/promptrepo/remotes/origin/prompts/a/@versions.lock"
    try clone.write(lock, "")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -3 * 3_600 - 60)],
      ofItemAtPath: "\(clone.path)/\(lock)")
    for arguments in [[command], [command, "--json"]] {
      let result = try clone.run(arguments)
      #expect(result.status == 1, "\(result.stderr)")
      #expect(result.stderr.contains(lock), "\(result.stderr)")
      #expect(result.stderr.contains("3 hours"), "\(result.stderr)")
      #expect(result.stderr.contains("remove the file"), "\(result.stderr)")
    }
    try clone.remove(lock)
    try clone.ok(command)
    // A change of our own waits for such a lock, and names it too.
    try clone.ok("pull")
    let own = ".git/refs/prompts/a/@active.lock"
    try clone.write(own, "")
    let refused = try clone.refusal("rollback", "a", "--to", "1")
    #expect(refused.contains(own) && refused.contains("second"), "\(refused)")
  }
}
