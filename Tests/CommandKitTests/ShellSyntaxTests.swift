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
  func `a script is small and leaves every name to the program`(_ shell: String) throws {
    let program = sampleTool()
    let script = try #require(
      program.parse(["--generate-completion-script", shell]).printed)
    #expect(script.split(separator: "\n").count < 60)
    #expect(script.contains(" ---complete "))
    for command in program.declaration.commands { #expect(!script.contains(command.word + " ")) }
  }

  @Test func `every visible name is answered, and no hidden one`() throws {
    let program = sampleTool()
    for command in program.declaration.commands {
      let path = command.name.split(separator: " ").map(String.init)
      let siblings = try #require(
        try program.parse(["---complete"] + path.dropLast() + [""]).candidates)
      #expect(siblings.contains(command.word) == !command.isHidden)
      for name in [command.word] + command.aliases {
        let options = try #require(
          try program.parse(["---complete"] + path.dropLast() + [name, "-"]).candidates)
        #expect(
          Set(options).isSuperset(of: command.parameters.flatMap(\.names)) || command.isHidden)
        #expect(options.isEmpty == command.isHidden)
      }
    }
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
