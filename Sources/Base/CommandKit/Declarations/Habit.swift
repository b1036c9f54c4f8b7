/// What people type because another program calls it so, and what is meant by it here.
///
/// Help and completion leave habits out, and a command line that is understood never looks at them.
///
/// ```swift
/// Habit("ls", "dir", is: "list"),
/// Habit("rm", says: "`sample remote remove` forgets a repository"),
/// Habit("rm", in: "remote", is: "remove"),
/// Habit(option: "--environment", is: "--env"),
/// Habit(option: "--force", of: ["push"], says: "nothing is ever forced"),
/// ```
public struct Habit: Sendable {
  /// What stands for it, or is said about it.
  enum Meaning: Sendable, Equatable {
    /// These words mean the same.
    case words([String])
    /// No words do; a clause, without a full stop, names what may be meant.
    case advice(String)
  }

  /// Where it is typed.
  enum Place: Sendable, Equatable {
    /// In place of a subcommand: of the program, or of the family with this name.
    case subcommand(family: String?)
    /// In place of an option of these commands, by their names in full; without any, of all. The
    /// program itself, before any command, has an empty name.
    case option(commands: [String])
  }

  let typed: [String]
  let place: Place
  let meaning: Meaning

  private init(_ typed: [String], _ place: Place, _ meaning: Meaning) {
    self.typed = typed
    self.place = place
    self.meaning = meaning
  }

  /// Words that stand for a subcommand, with what belongs to it: `env list`.
  public init(_ typed: String..., in family: String? = nil, is words: String) {
    self.init(
      typed, .subcommand(family: family), .words(words.split(separator: " ").map(String.init)))
  }

  /// Words for which there is no one subcommand.
  ///
  /// `NAME` in the advice, and `OTHER`, stand for what is typed after the word.
  ///
  /// - Parameter advice: A clause without a full stop that names what may be meant.
  public init(_ typed: String..., in family: String? = nil, says advice: String) {
    self.init(typed, .subcommand(family: family), .advice(advice))
  }

  /// Options that stand for another one, in every command that has the other.
  public init(option typed: String..., of commands: [String] = [], is option: String) {
    self.init(typed, .option(commands: commands), .words([option]))
  }

  /// Options for which there is no other one.
  ///
  /// - Parameter advice: A clause without a full stop that names what may be meant.
  public init(option typed: String..., of commands: [String] = [], says advice: String) {
    self.init(typed, .option(commands: commands), .advice(advice))
  }

  fileprivate func isTyped(_ word: String) -> Bool {
    typed.contains { $0.hasSameBytes(as: word) }
  }
}

extension Program {
  /// What is meant by a word in place of a subcommand.
  func meaning(of word: String, in family: CommandFamily<Context>?) -> Habit.Meaning? {
    habits().first { $0.place == .subcommand(family: family?.name) && $0.isTyped(word) }?.meaning
  }

  /// What is meant by an option that a command does not know; nil stands for the program itself.
  ///
  /// - Parameter known: What is known there: words that are not say nothing.
  func meaning(
    ofOption name: String, of command: String?, known: [ParameterDeclaration]
  ) -> Habit.Meaning? {
    habits().first { habit in
      guard case .option(let commands) = habit.place, habit.isTyped(name),
        commands.isEmpty || commands.contains(command ?? "")
      else { return false }
      guard case .words(let words) = habit.meaning else { return true }
      return known.contains { $0.isNamed((words.first ?? "").utf8) }
    }?.meaning
  }
}
