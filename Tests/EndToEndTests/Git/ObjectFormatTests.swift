import Foundation
import TestSupport
import Testing

/// A git repository that names its objects by SHA-256 is refused by every command alike.
@Suite struct ObjectFormatTests {
  private func repository(_ arguments: String...) throws -> PromptRepo {
    let repo = try PromptRepo.inWorkTree(initialised: false)
    let result = try TestSupport.run(
      "git", ["init", "-q", "--object-format=sha256"] + arguments + ["../sha256"], cwd: repo.path,
      env: repo.environment)
    try #require(result.status == 0, "\(result.stderr)")
    return try repo.beside("sha256")
  }

  private func files(_ repo: PromptRepo) throws -> String {
    try TestSupport.run(
      "sh", ["-c", "find . -type f -exec sha1sum {} + | sort -k2"], cwd: repo.path
    ).stdout
  }

  @Test(arguments: [
    "init", "new a --template x", "status", "commit", "checkout", "list", "review", "lint",
    "lint --staged", "hook install", "hook remove", "gc", "import x.csv", "adopt prompts",
    "config list", "config set commit.activate false", "config set folder texts", "push", "pull",
    "fetch", "ci", "env add staging", "key create --owner me", "key list",
    "remote add hosted http://127.0.0.1:9", "convert --to directory", "remote setup", "serve",
  ])
  func everyCommandRefusesIt(command: String) throws {
    let repo = try repository()
    let before = try files(repo)
    let result = try repo.run(command.split(separator: " ").map(String.init))
    let status: Int32 = ["review", "lint --staged"].contains(command) ? 3 : 1
    repo.expectRefusal(result, status: status, command)
    #expect(result.stderr.contains("names its objects by sha256"), "\(result.stderr)")
    #expect(try files(repo) == before)
  }

  @Test(arguments: [
    "hook install --server", "hook remove --server", "config set pushers me", "serve", "list",
    "config set allowDeletions true", "hook receive",
  ])
  func aBareOneIsRefusedToo(command: String) throws {
    let repo = try repository("--bare")
    let before = try files(repo)
    let result = try repo.run(command.split(separator: " ").map(String.init))
    repo.expectRefusal(result, command)
    #expect(result.stderr.contains("names its objects by sha256"), "\(result.stderr)")
    #expect(try files(repo) == before)
  }

  @Test func doctorSaysSoOnce() throws {
    let result = try repository().run("doctor")
    #expect(result.status == 1)
    let problems = result.stdout.split(separator: "\n").filter { $0.hasPrefix("problem ") }
    #expect(problems.count == 1 && problems[0].contains("names its objects by sha256"))
  }
}
