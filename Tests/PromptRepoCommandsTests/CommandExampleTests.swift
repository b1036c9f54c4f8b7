import Testing

@testable import CommandKit
@testable import PromptRepoCommands

/// The examples in the help of commands.
@Suite struct CommandExampleTests {
  /// Every command that people type has one; the others are called by git.
  @Test func everyCommandHasAnExample() {
    let commands = PromptRepoProgram.make().declaration.commands.filter { !$0.isHidden }
    let examples = ProgramGuide.Example.all.map(\.command)
    let calledByGit = ["hook receive", "merge-file", "config"]
    #expect(
      Set(commands.map(\.name)).subtracting(calledByGit) == Set(examples))
    #expect(Set(examples).count == examples.count)
  }

  /// A line without words in quotes is read as its command, and fits the narrowest usual terminal.
  @Test func examplesAreUnderstood() {
    let program = PromptRepoProgram.make()
    for example in ProgramGuide.Example.all {
      #expect("promptrepo \(example.line)".count <= 78, "\(example.line)")
      guard !example.line.contains("'") else { continue }
      let words = example.line.split(separator: " ").map(String.init)
      guard case .run(let invocation) = program.parse(words) else {
        Issue.record("\(example.line)")
        continue
      }
      #expect(invocation.command == example.command)
    }
  }
}
