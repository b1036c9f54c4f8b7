import TestSupport
import Testing

/// The environment that `--env` means where it is left out.
@Suite struct DefaultEnvironmentTests {
  @Test(arguments: ["git", "directory"])
  func itIsWhereThingsMoveAndTheOutputSaysSo(_ kind: String) throws {
    let repo = kind == "git" ? try PromptRepo.inWorkTree() : try PromptRepo()
    try repo.commit("a", "one")
    try repo.commit("a", "two")
    try repo.ok("env", "add", "staging")
    try repo.ok("env", "add", "production")
    let missing = try repo.refusal("deploy", "a", status: 64)
    #expect(missing.contains("Missing expected option '--env <env>'"))
    #expect(missing.contains("'environment'"))
    try repo.ok("config", "set", "environment", "staging")
    #expect(try repo.ok("deploy", "a@1") == "a: v1 is live in staging\n")
    #expect(try repo.ok("deploy", "a") == "a: v2 is live in staging (was v1)\n")
    #expect(
      try repo.ok("deploy", "a@1", "--env", "production") == "a: v1 is live in production\n")
    #expect(try repo.ok("rollback", "a") == "a: v1 is live in staging (was v2)\n")
    #expect(try repo.ok("show", "a") == "two")
    #expect(
      try repo.ok("rollback", "a", "--no-env").hasPrefix("a: v1 is active (was v2)\n"))
    #expect(
      try repo.refusal("rollback", "a", "--checkout", status: 64).contains("say --no-env"))
    try repo.refusal("rollback", "a", "--no-env", "--env", "staging", status: 64)
    try repo.ok("release", "create", "r1", "a@2")
    #expect(
      try repo.ok("release", "deploy", "r1") == "a: v2 is live in staging (was v1)\n")
    #expect(try repo.ok("release", "rollback").hasPrefix("Took back release r1 in staging"))
    #expect(try repo.ok("deploy", "a@2", "--dry-run").contains("staging"))
  }

  @Test func aNameThatCannotBeOneIsToldOf() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("a", "one")
    try repo.workTree("config", "promptrepo.environment", "No Name")
    #expect(try repo.refusal("deploy", "a").contains("promptrepo.environment names no environment"))
    try repo.workTree("config", "promptrepo.environment", "gone")
    #expect(try repo.refusal("rollback", "a").contains("'gone'"))
    #expect(try repo.ok("show", "a") == "one")
  }
}
