import CommandKit
import Foundation
import TestSupport
import Testing

/// Each script is read by its own shell; where that shell is not installed, the test is skipped and
/// says so.
@Suite struct ShellSyntaxTests {
  @Test func `bash accepts its script`() throws {
    try check("bash")
  }

  @Test(.enabled("zsh is not installed") { try isInstalled("zsh") })
  func `zsh accepts its script`() throws {
    try check("zsh")
  }

  @Test(.enabled("fish is not installed") { try isInstalled("fish") })
  func `fish accepts its script`() throws {
    try check("fish")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `every visible name is in the script, and no hidden one`(_ shell: String) throws {
    let program = sampleTool()
    let script = try #require(
      program.parse(["--generate-completion-script", shell]).printed)
    for command in program.declaration.commands where !command.isHidden {
      for name in [command.word] + command.aliases { #expect(script.contains(name)) }
      for name in command.parameters.flatMap(\.names) where name.utf8.count > 2 {
        #expect(script.contains(shell == "fish" ? "-l \(name.dropFirst(2)) " : name))
      }
    }
    #expect(!script.contains("fail)"))
    #expect(!script.contains("'fail"))
    #expect(!script.contains("debug"))
  }

  private func check(_ shell: String) throws {
    let script = try #require(
      sampleTool().parse(["--generate-completion-script=\(shell)"]).printed)
    let directory = try TemporaryDirectory()
    let path = directory.appending("script")
    try script.write(toFile: path, atomically: true, encoding: .utf8)
    let result = try run("/usr/bin/env", [shell, "-n", path])
    #expect(result.stderr == "")
    #expect(result.status == 0)
  }
}

/// Whether there is a program of this name.
func isInstalled(_ shell: String) throws -> Bool {
  try run("/bin/sh", ["-c", "command -v \(shell)"]).status == 0
}
