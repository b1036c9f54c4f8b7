import Foundation
import TestSupport
import Testing

/// `--quiet`: nothing of what only confirms, all of what was asked for.
@Suite struct QuietTests {
  /// Runs a command that changes something, and expects that it says nothing.
  private func quietly(
    _ repo: PromptRepo, _ arguments: String..., at location: SourceLocation = #_sourceLocation
  ) throws {
    let result = try repo.run(arguments + ["--quiet"])
    #expect(result.status == 0, "\(arguments): \(result.stderr)", sourceLocation: location)
    #expect(
      result.stdout + result.stderr == "", "\(arguments)", sourceLocation: location)
  }

  @Test func changesAreSilent() throws {
    let repo = try PromptRepo(initialised: false).with(["EDITOR": "true"])
    try quietly(repo, "init")
    try quietly(repo, "new", "a", "--template", "Hi {{who}}")
    try quietly(repo, "edit", "a")
    try quietly(repo, "commit", "-m", "First")
    try repo.write("prompts/a.prompt", "Hey {{who}}\n")
    try quietly(repo, "commit")
    #expect(try repo.json("list").first?.number("active_version") == 2)
    try repo.write("prompts/c.prompt", "---\ndialect: chat\n---\n{{> a}}\n")
    try quietly(repo, "pin")
    #expect(try repo.read("prompts/c.prompt").contains("a: sha256:"))
    try repo.remove("prompts/c.prompt")
    try quietly(repo, "export", "--output", "all.jsonl")
    try quietly(repo, "export", "--format", "files", "--output", "all")
    try quietly(repo, "rollback", "a")
    try quietly(repo, "activate", "a@2")
    try quietly(repo, "undo")
    try quietly(repo, "set", "a", "--title", "A")
    try quietly(repo, "env", "add", "staging")
    try quietly(repo, "env", "add", "production")
    try quietly(repo, "env", "set", "production", "--requires", "staging")
    try quietly(repo, "deploy", "a@1", "--env", "staging")
    try quietly(repo, "promote", "a", "--from", "staging", "--to", "production")
    try quietly(repo, "release", "create", "spring", "a@2")
    try quietly(repo, "release", "deploy", "spring", "--env", "staging")
    try quietly(repo, "release", "rollback", "--env", "staging")
    try quietly(repo, "env", "remove", "production", "--force")
    try quietly(repo, "mv", "a", "b")
    #expect(try repo.json("list").map { $0.text("name") } == ["b"])
    try quietly(repo, "archive", "b")
    try quietly(repo, "unarchive", "b")
    try quietly(repo, "gc")
    try quietly(repo, "delete", "b", "--yes", "--force")
    #expect(try repo.json("list").isEmpty)
    try quietly(repo, "import", "all.jsonl")
    try quietly(repo, "checkout")
    #expect(repo.exists("prompts/a.prompt"))
    try quietly(repo, "remote", "add", "hosted", "http://127.0.0.1:8080")
    try quietly(repo, "remote", "remove", "hosted")
    let secret = try repo.run("key", "create", "--owner", "me", "-q")
    #expect(secret.stderr == "")
    #expect(secret.stdout.split(separator: "\n").count == 1)
    let id = try #require(repo.json("key", "list").first).text("id")
    let next = try repo.run("key", "rotate", id, "-q")
    #expect(next.stderr == "")
    #expect(next.stdout.wholeMatch(of: /promptrepo_\w+\n/) != nil, "\(next.stdout)")
    try quietly(repo, "key", "revoke", id)
    try quietly(repo, "config", "set", "commit.activate", "false")
    try quietly(repo, "config", "commit.activate", "true")
    try quietly(repo, "config", "unset", "commit.activate")
    try repo.expectCleanFsck()
  }

  @Test func changesWithGitAreSilent() throws {
    let team = try Team()
    let repo = team.first
    try quietly(repo, "hook", "install")
    try quietly(repo, "hook", "remove")
    try repo.write("prompts/a.prompt", "Hi\n")
    try repo.gitCommit("Write a prompt")
    try quietly(repo, "adopt", "prompts", "--first")
    try quietly(repo, "remote", "setup")
    try quietly(repo, "push")
    let other = try team.clone("other")
    try quietly(other, "fetch")
    try quietly(other, "pull")
    #expect(try other.json("list").map { $0.text("name") } == ["a"])
    try quietly(other, "gc")
    try quietly(other, "convert", "--to", "directory")
    try quietly(other, "convert", "--to", "git")
    try quietly(team.server, "hook", "install", "--server")
    try team.publish("Hey\n", "Edit it")
    let job = try team.job("job")
    // What git hears from the server's hook is the server's.
    try quietly(job, "ci")
    #expect(try job.json("log", "a").count == 2)
    try quietly(job, "ci")
    try quietly(team.server, "hook", "remove", "--server")
    try team.expectSound(other)
  }

  /// Every command prints what was asked for, or is one of those that these tests run quietly.
  @Test func everyCommandIsLookedAt() throws {
    let asked = [
      "tour", "config list", "config get", "status", "diff", "review", "lint", "blame", "bisect",
      "hook receive", "merge-file", "list", "show", "log", "render", "grep", "matrix", "env list",
      "release list", "release show", "audit", "verify-remote", "remote list", "serve",
      "key create", "key rotate", "key list", "doctor", "vars", "reach", "mcp",
    ]
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let calls = /quietly\([a-z.]+, "([a-z]+(?:-[a-z]+)?)"(?:, "([a-z]+)")?/
    let words =
      source.matches(of: calls).flatMap { match in
        [String(match.output.1), "\(match.output.1) \(match.output.2 ?? "")"]
      }
    for command in try PromptRepo.commands() where command != "help" {
      #expect(
        asked.contains(command) != words.contains(command),
        "\(command) says what is done, or what was asked for")
    }
  }

  @Test func syncIsSilent() throws {
    let pair = try SyncedRepo()
    try pair.local.commit("a", "Hi")
    try quietly(pair.local, "sync")
    try pair.local.commit("a", "Hey")
    try quietly(pair.local, "push")
    try quietly(pair.local, "fetch")
    try quietly(pair.local, "pull")
    try quietly(pair.local, "push", "--delete", "a", "--yes")
    try pair.served.expectGoodEnd(pair.server)
  }

  /// What was asked for is printed as ever.
  @Test func resultsStay() throws {
    let repo = try PromptRepo()
    try repo.ok("env", "add", "staging")
    try repo.commit("a", "Hi")
    try repo.write("prompts/a.prompt", "Hey {{you}}\n")
    try repo.ok("export", "--output", "all.jsonl")
    for arguments in [
      ["list"], ["show", "a"], ["render", "a"], ["log", "a"], ["audit"], ["matrix"], ["status"],
      ["diff", "a"], ["grep", "Hi"], ["blame", "a"], ["lint"], ["env", "list"], ["export"],
      ["import", "all.jsonl", "--dry-run"], ["deploy", "a", "--env", "staging", "--dry-run"],
    ] {
      let plain = try repo.run(arguments)
      let quiet = try repo.run(arguments + ["-q"])
      #expect(plain.stdout != "", "\(arguments)")
      #expect(quiet.stdout == plain.stdout && quiet.status == plain.status, "\(arguments)")
    }
    #expect(try repo.ok("commit", "--quiet", "--json").contains("\"object\":\"prompt.version\""))
  }

  /// Errors, warnings and what is left to do stay.
  @Test func troubleIsTold() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "One")
    #expect(try repo.refusal("rollback", "a", "--quiet").hasPrefix("Error: "))
    try repo.write("rows.jsonl", "{\"name\": \"b\", \"template\": \"B\"}\nno row\n")
    let result = try repo.run("import", "rows.jsonl", "--quiet")
    #expect(result.status == 1)
    #expect(result.stdout == "")
    #expect(result.stderr.contains("line 2"))
    // A merge that leaves conflicts says where.
    try repo.commit("a", "Two")
    try repo.ok("checkout", "--force", "a@1")
    try repo.write("prompts/a.prompt", "Three\n")
    let merge = try repo.run("checkout", "--merge", "a", "--quiet")
    #expect(merge.status == 2)
    #expect(merge.stdout.contains("1 conflict"))
  }
}
