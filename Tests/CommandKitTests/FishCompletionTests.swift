import CommandKit
import Foundation
import TestSupport
import Testing

/// What a real fish offers; where it is not installed, the test is skipped and says so.
@Suite(.enabled("fish is not installed") { try isInstalled("fish") })
struct FishCompletionTests {
  @Test(arguments: [
    ("sample r", ["remote", "rollback"]),
    ("./sample r", ["remote", "rollback"]),
    ("~/sample r", ["remote", "rollback"]),
    ("sample -C inner remote ", ["add", "remove"]),
    ("sample remote --json r", ["remove"]),
    ("sample rem ", ["add", "remove"]),
    ("sample remote nothing ", []),
    ("sample remote remove --a", []),
    ("sample push --a", ["--all"]),
    ("sample remote add --p", ["--prompt"]),
    ("sample rem -C inner new -f j", ["jsonl"]),
    ("sample remote add --prompt sa", ["sales"]),
    ("sample rollback sa", ["sales"]),
    ("sample rb --dr", ["--dry-run"]),
    ("sample help i", ["import"]),
    ("sample help remote ", ["add", "remove"]),
    ("sample help rem r", ["remove"]),
    ("sample help import ", []),
    ("sample import x --format=f", ["--format=files"]),
    ("sample -C in", ["in ner/"]),
    ("sample -C ./in", ["./in ner/"]),
    ("sample remote add -f jsonl x in", ["in ner/"]),
    ("sample import in", ["in put.csv", "in ner/"]),
    ("sample import 'in", ["in put.csv", "in ner/"]),
    ("sample rollback --message in", []),
  ])
  func `fish offers what the declarations say`(_ line: String, _ offered: [String]) throws {
    let words = try complete(line).map { $0.prefix { $0 != "\t" } }
    #expect(Set(words.map(String.init)) == Set(offered))
  }

  @Test func `fish shows what a word is for`() throws {
    #expect(try complete("sample push --al") == ["--all\tSend all."])
    #expect(try complete("sample rem a") == ["add\tAdd a repository."])
  }

  @Test func `fish is silent about a program that is not there`() throws {
    let directory = try TemporaryDirectory()
    let script = try #require(sampleTool().parse(["--generate-completion-script", "fish"]).printed)
    try script.write(
      toFile: directory.appending("completion.fish"), atomically: true, encoding: .utf8)
    for line in ["./sample r", "~/sample r", "sample r"] {
      #expect(try offered(line, in: directory.path) == [])
    }
  }

  /// The lines that fish offers, in a folder with a file and a folder.
  private func complete(_ line: String) throws -> [String] {
    let folder = try CompletionFolder("fish", sampleTool())
    return try folder.twice { try offered(line, in: folder.path) }
  }

  /// What fish prints for a line, once it has read the script of a directory.
  private func offered(_ line: String, in folder: String) throws -> [String] {
    let driver = "set -p PATH $PWD; source completion.fish; complete -C $argv[1]"
    let result = try run(
      "/usr/bin/env", ["fish", "-c", driver, line], cwd: folder, env: ["HOME": folder])
    #expect(result.stderr == "")
    #expect(result.status == 0)
    return result.stdout.split(separator: "\n").map(String.init)
  }
}
