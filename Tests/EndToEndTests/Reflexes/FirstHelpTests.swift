import Foundation
import TestSupport
import Testing

/// What a person sees who types the program's name for the first time.
@Suite struct FirstHelpTests {
  /// Help begins with four commands, and they are all that it takes to see a prompt.
  @Test func theFirstStepsOfHelpWork() throws {
    let repo = try PromptRepo(initialised: false)
    let help = try repo.run([]).stdout
    #expect(try repo.ok("help") == help && repo.ok("--help") == help)
    let parts = help.components(separatedBy: "\n\n")
    #expect(parts[0].hasPrefix("OVERVIEW: ") && parts[2].hasPrefix("USAGE: "))
    let lines = parts[1].split(separator: "\n")
    #expect(lines.first == "FIRST STEPS:")
    let steps = lines.dropFirst().filter { $0.hasPrefix("  promptrepo ") }
    #expect(steps.count == 4)
    var last = ""
    for step in steps {
      // The words up to two spaces, behind which the explanation begins.
      let line = String(step.dropFirst(2)).components(separatedBy: "  ")[0]
      let words = line.split(separator: " ").dropFirst()
        .map { ["NAME": "greeting", "MESSAGE": "First", "TEXT": "Hi {{name}}!"][$0] ?? String($0) }
      let result = try repo.run(words)
      #expect(result.status == 0, "\(line): \(result.stderr)")
      last = result.stdout
    }
    #expect(last == "Hi {{name}}!")
    #expect(help.contains("'promptrepo tour'"))
    #expect(help.hasSuffix("\n"))
  }

  /// The help of a command is as it was: no first steps.
  @Test(arguments: [["help", "log"], ["log", "--help"], ["help", "env"]])
  func theHelpOfACommandHasNone(_ words: [String]) throws {
    let help = try PromptRepo(initialised: false).run(words).stdout
    #expect(help.hasPrefix("OVERVIEW: ") && !help.contains("FIRST STEPS"))
  }
}
