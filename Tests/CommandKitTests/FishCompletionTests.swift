import CommandKit
import Foundation
import TestSupport
import Testing

/// What a real fish offers; where it is not installed, the test is skipped and says so.
@Suite(.enabled("fish is not installed") { try isInstalled("fish") })
struct FishCompletionTests {
  @Test(arguments: [
    ("sample r", ["remote", "rollback"]),
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
  ])
  func `fish offers what the declarations say`(_ line: String, _ offered: [String]) throws {
    let directory = try TemporaryDirectory()
    let script = try #require(
      sampleTool().parse(["--generate-completion-script", "fish"]).printed)
    try script.write(
      toFile: directory.appending("completion.fish"), atomically: true, encoding: .utf8)
    let program = directory.appending("sample")
    try "#!/bin/sh\necho sales\n".write(toFile: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let driver = "set -p PATH $PWD; source completion.fish; complete -C $argv[1]"
    let result = try run(
      "/usr/bin/env", ["fish", "-c", driver, line], cwd: directory.path,
      env: ["HOME": directory.path])
    #expect(result.stderr == "")
    #expect(result.status == 0)
    let words = result.stdout.split(separator: "\n").map { $0.prefix { $0 != "\t" } }
    #expect(Set(words.map(String.init)) == Set(offered))
  }
}
