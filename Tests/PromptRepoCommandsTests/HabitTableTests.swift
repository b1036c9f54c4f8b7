import Testing

@testable import CommandKit
@testable import PromptRepoCommands

/// The table of what people type out of habit fits the commands that there are.
@Suite struct HabitTableTests {
  private let program = PromptRepoProgram.make()

  /// A word that a command has would never be looked up, and one that stands for nothing is a trap.
  @Test func wordsStandForCommands() {
    for habit in Habit.all {
      guard case .subcommand(let name) = habit.place else { continue }
      let family = name.flatMap(self.family)
      #expect((name == nil) == (family == nil), "\(habit.typed)")
      for word in habit.typed where isKnown(word, in: family) {
        Issue.record("there is a command '\(word)'")
      }
      guard case .words(let words) = habit.meaning, words != ["--version"] else { continue }
      #expect(isKnown(words[0], in: family), "\(words)")
      if words.count > 1 {
        #expect(family == nil && isKnown(words[1], in: self.family(words[0])), "\(words)")
      }
    }
  }

  /// An option of a command's own would never be looked up.
  @Test func optionsAreThoseThatCommandsHaveNot() throws {
    let declared = program.declaration.commands
    for habit in Habit.all {
      guard case .option(let commands) = habit.place else { continue }
      // The program itself, `help` and `config` have what they have without a name of their own.
      for name in commands where !["", "help", "config"].contains(name) {
        let command = try #require(declared.first { $0.name == name }, "\(name)")
        let own = command.parameters.flatMap(\.names)
        #expect(habit.typed.contains { !own.contains($0) }, "\(name): \(habit.typed)")
      }
      guard case .words(let words) = habit.meaning else { continue }
      if commands == [""] {
        #expect(program.declaration.globals.flatMap(\.names).contains(words[0]), "\(words)")
        continue
      }
      #expect(declared.contains { $0.parameters.flatMap(\.names).contains(words[0]) }, "\(words)")
    }
  }

  /// What a sentence tells people to type begins with a command that there is.
  @Test func sentencesNameCommands() {
    let names = program.declaration.commands.map(\.name)
    for habit in Habit.all {
      guard case .advice(let advice) = habit.meaning else { continue }
      #expect(!advice.contains(". ") && !advice.hasSuffix("."), "\(advice)")
      for quote in advice.split(separator: "`") where quote.hasPrefix("promptrepo ") {
        let words = quote.split(separator: " ").dropFirst().map(String.init)
        let isOption = words[0].hasPrefix("-") || words[0] == "help"
        let isCommand =
          names.contains(words[0]) || names.contains(words.prefix(2).joined(separator: " "))
        #expect(isOption || isCommand, "\(quote)")
      }
    }
  }

  private func isKnown(_ word: String, in family: CommandFamily<CommandContext>?) -> Bool {
    if case nil = program.find(word, in: family) { false } else { true }
  }

  private func family(_ name: String) -> CommandFamily<CommandContext>? {
    if case .family(let family)? = program.find(name, in: nil) { family } else { nil }
  }
}
