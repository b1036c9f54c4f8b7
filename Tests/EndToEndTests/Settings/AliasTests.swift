import Foundation
import TestSupport
import Testing

/// Names that users give to words of a command line.
@Suite struct AliasTests {
  @Test(arguments: ["git", "directory"])
  func anAliasRunsItsWords(_ kind: String) throws {
    let repo = kind == "git" ? try PromptRepo.inWorkTree() : try PromptRepo()
    try repo.commit("a", "Hi {{who}}")
    try repo.ok("config", "set", "alias.greet", #"render a --var "who=you and me""#)
    try repo.ok("config", "set", "--global", "alias.st", "status --exit-code")
    try repo.ok("config", "set", "alias.s2", "st")
    #expect(try repo.ok("greet") == "Hi you and me")
    #expect(try repo.ok("greet", "--var", "who=all") == "Hi all")
    #expect(try repo.ok("s2") == "1 unchanged\n")
    try repo.write("prompts/a.prompt", "Hello {{who}}")
    #expect(try repo.run("st").status == 1)
    #expect(try repo.ok("-C", ".", "greet") == "Hi you and me")
    #expect(try repo.run("s2", "--json").stdout.contains(#""object":"status""#))
  }

  @Test func aCommandIsNeverHidden() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("a", "one")
    try repo.workTree("config", "promptrepo.alias.show", "list")
    try repo.workTree("config", "promptrepo.alias.help", "list")
    try repo.workTree("config", "promptrepo.alias.env", "list")
    #expect(try repo.ok("show", "a") == "one")
    #expect(try repo.ok("help").contains("SUBCOMMANDS"))
    #expect(try repo.ok("env").contains("promptrepo env <subcommand>"))
    #expect(!(try repo.ok("---complete", "sho")).contains("alias for"))
  }

  @Test func circlesAndShellCommandsAreRefused() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.workTree("config", "promptrepo.alias.a", "b --json")
    try repo.workTree("config", "promptrepo.alias.b", "c")
    try repo.workTree("config", "promptrepo.alias.c", "a")
    #expect(
      try repo.refusal("a", status: 64).contains("leads to itself: 'a', 'b', 'c', 'a'"))
    try repo.workTree("config", "promptrepo.alias.sh", "!touch ran")
    #expect(try repo.refusal("sh").contains("are not run"))
    #expect(!repo.exists("ran"))
    try repo.workTree("config", "promptrepo.alias.open", "list 'x")
    #expect(try repo.refusal("open").contains("within quotes"))
    try repo.workTree("config", "promptrepo.alias.gone", "nosuch")
    #expect(
      try repo.refusal("gone", status: 64).contains(
        "Unknown subcommand 'nosuch', for which the alias 'gone' stands"))
  }

  /// An alias of nothing is told of when it is set; one of an alias to come works once that is there.
  @Test func anAliasOfNothingIsToldOf() throws {
    let repo = try PromptRepo()
    let result = try repo.run("config", "set", "alias.x", "nonsense --json")
    #expect(result.status == 0)
    #expect(
      result.stderr.hasPrefix("Warning: 'nonsense' is no command, so the alias will not work"),
      "\(result.stderr)")
    #expect(
      try repo.refusal("x", status: 64).contains(
        "Unknown subcommand 'nonsense', for which the alias 'x' stands"))
    for words in ["list --archived", "ls", "env list", "help log", "x"] {
      let other = try repo.run("config", "set", "alias.y", words)
      #expect(other.status == 0 && other.stderr == "", "\(words): \(other.stderr)")
    }
    try repo.ok("config", "set", "alias.nonsense", "list")
    #expect(try repo.ok("y") == "")
  }

  @Test func errorsAreInTheFormThatTheAliasSays() throws {
    let repo = try PromptRepo()
    try repo.ok("config", "set", "alias.j", "show --json")
    let result = try repo.run("j", "none")
    #expect(result.status == 1)
    #expect(result.stderr.hasPrefix(#"{"error":{"#), "\(result.stderr)")
  }

  @Test func helpSuggestionsAndCompletionKnowAliases() throws {
    let repo = try PromptRepo()
    try repo.commit("support/reply", "one")
    try repo.ok("config", "set", "alias.peek", "show")
    let help = try repo.ok("help", "peek")
    #expect(help.hasPrefix("'peek' is an alias for 'show'\n\nOVERVIEW: Print a version's template"))
    #expect(try repo.ok("peek", "--help").hasPrefix("OVERVIEW: Print a version's template"))
    #expect(try repo.refusal("peak", status: 64).contains("Did you mean 'peek'?"))
    #expect(try repo.ok("---complete", "pe").contains("peek\talias for: show\n"))
    #expect(try repo.ok("---complete", "peek", "sup").contains("\nsupport/reply\n"))
    // A folder that is not there is told of as with any command.
    #expect(try repo.refusal("-C", "none", "peek").contains("there is no folder"))
  }

  @Test func noSettingsAreReadForACommand() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "one")
    try "[broken\n".write(
      toFile: "\(repo.directory.path)/.gitconfig", atomically: true, encoding: .utf8)
    #expect(try repo.ok("show", "a") == "one")
    #expect(try repo.ok("render", "a") == "one")
    #expect(try repo.refusal("peek", "a").contains("line 1 of"))
  }
}
