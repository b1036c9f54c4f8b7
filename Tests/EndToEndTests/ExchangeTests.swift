import CanonicalJSON
import TestSupport
import Testing

/// What `export` writes and `import` makes of it, with the real programs.
@Suite struct ExchangeTests {
  /// A repository with a prompt in two environments, one that was rolled back, and an archived one.
  private func full() throws -> PromptRepo {
    let repo = try PromptRepo()
    try repo.commit("support/reply", "One {{x}}\n")
    try repo.commit("support/reply", "Two {{x}}\n", "-m", "Better")
    try repo.ok("rollback", "support/reply", "-m", "Worse")
    try repo.commit("old", "Old\n")
    try repo.ok("archive", "old")
    try repo.ok("env", "add", "staging")
    try repo.ok("env", "add", "production", "--requires", "staging")
    try repo.ok("deploy", "support/reply@2", "--env", "staging")
    try repo.ok("promote", "support/reply", "--from", "staging", "--to", "production", "-m", "Go")
    return repo
  }

  @Test func aLedgerIsTheSameElsewhere() throws {
    let repo = try full()
    try repo.ok("export", "-o", "all.jsonl")
    let other = try PromptRepo()
    let plan = try #require(
      try other.json("import", "\(repo.path)/all.jsonl", "--dry-run").first)
    #expect(plan["environments"] == ["staging", "production"])
    #expect(try other.ok("env", "list") == (try PromptRepo()).ok("env", "list"))
    let printed = try other.ok("import", "\(repo.path)/all.jsonl")
    #expect(printed.contains("Added the environments staging, production\n"))
    for arguments in [
      ["matrix", "--json"], ["env", "list", "--json"],
      ["log", "support/reply", "--json"],
      ["log", "support/reply", "--pointers", "--json"],
      ["log", "support/reply", "--env", "production", "--json"], ["export"],
    ] {
      let (here, there) = (try repo.run(arguments), try other.run(arguments))
      #expect(here.status == 0, "\(arguments): \(here.stderr)")
      #expect(here.stdout == there.stdout, "\(arguments)")
    }
    let references = try other.git("for-each-ref").stdout
    try other.ok("import", "\(repo.path)/all.jsonl")
    #expect(try other.git("for-each-ref").stdout == references)
    // The rules hold there too, and a rollback goes to the same.
    for repo in [repo, other] {
      try repo.refusal("deploy", "support/reply@1", "--env", "production")
      try repo.refusal("rollback", "support/reply", "--env", "production")
      try repo.refusal("deploy", "old", "--env", "staging")
      try repo.expectCleanFsck()
    }
  }

  @Test func whatIsHereIsNotDeployed() throws {
    let repo = try full()
    try repo.ok("export", "-o", "all.jsonl")
    let other = try PromptRepo()
    try other.ok("import", "\(repo.path)/all.jsonl")
    try other.ok("activate", "support/reply@2")
    try other.ok("unarchive", "old")
    let references = try other.git("for-each-ref", "refs/prompts").stdout
    for arguments in [["--dry-run"], []] {
      let result = try other.run(["import", "\(repo.path)/all.jsonl"] + arguments)
      #expect(result.status == 0)
      #expect(
        result.stderr == """
          Left as it is: old: it is not archived here, and in the file
          Left as it is: support/reply: v2 is live here in active, v1 in the file

          """)
      #expect(try other.git("for-each-ref", "refs/prompts").stdout == references)
    }
  }

  @Test func whatRowsDoNotCarryIsNamed() throws {
    let repo = try full()
    try repo.ok("set", "support/reply", "--description", "d")
    try repo.ok("mv", "old", "older")
    try repo.ok("release", "create", "spring", "support/reply")
    try repo.ok("env", "set", "staging", "--protected")
    // Rules do not go by a look at them.
    try repo.refusal("env", "set", "staging", status: 64)
    try repo.refusal("env", "set", "staging", "--protected", "--no-rules", status: 64)
    let result = try repo.run("export")
    let line =
      "records' earlier edits, what a deleted or renamed prompt left, earlier changes of the "
      + "environments, a release"
    #expect(result.stderr == "Left out: 2 \(line)\n")
    let summary = try #require(try repo.json("export", "-o", "all.jsonl").first)
    #expect(summary["left_out"]?.array?.count == 4)
    #expect(summary.number("prompts") == 2 && summary.number("versions") == 3)
    #expect(try repo.run("export", "support/reply").stderr.hasPrefix("Left out: "))
  }

  @Test func aLaterShapeIsRefusedAsAWhole() throws {
    let repo = try full()
    let lines = try repo.ok("export").replacing(#""export":2"#, with: #""export":3"#)
    let other = try PromptRepo()
    try other.write("later.jsonl", #"{"name":"n","template":"t"}"# + "\n" + lines)
    let refusal = try other.refusal("import", "later.jsonl")
    #expect(refusal.contains("was exported by a newer promptrepo, in shape 3"))
    #expect(try other.git("for-each-ref").stdout == "")
  }
}
