import CommandKit
import Testing

/// Words and options of other tools, in the sample tool.
@Suite struct HabitTests {
  static let habits = [
    Habit("ls", "dir", is: "list"), Habit("remotes", is: "remote add"),
    Habit("version", is: "--version"),
    Habit("rm", says: "`sample remote remove` forgets a repository"),
    Habit("rm", in: "remote", is: "remove"), Habit("-v", in: "remote", is: "remove"),
    Habit(option: "--target", is: "--to"),
    Habit(option: "--force", of: ["push", "remote add"], says: "nothing is ever forced"),
    Habit(option: "--version", says: "a version is an argument"),
    Habit(option: "-v", says: "there is no more to say"),
  ]

  @Test(arguments: [
    (["ls", "a"], ["list", "a"]), (["--json", "dir"], ["--json", "list"]),
    (["remotes", "n"], ["remote", "add", "n"]), (["rem", "rm", "n"], ["remote", "remove", "n"]),
    (["remote", "-v", "n"], ["remote", "remove", "n"]),
    (["-C", "d", "remote", "--json", "rm", "n"], ["-C", "d", "remote", "--json", "remove", "n"]),
    (["rollback", "p", "--target", "3"], ["rollback", "p", "--to", "3"]),
    (["rollback", "--target=3", "p"], ["rollback", "--to=3", "p"]),
    (["rb", "--target", "3", "p", "--target", "4"], ["rb", "--to", "3", "p", "--to", "4"]),
  ])
  func `words and options stand for others`(_ typed: [String], _ meant: [String]) throws {
    let (first, second) = (Recorder(), Recorder())
    try #require(sampleTool(first, habits: Self.habits).parse(typed).invocation).run()
    try #require(sampleTool(second).parse(meant).invocation).run()
    #expect(first.all == second.all && first.all.count == 1)
  }

  @Test(arguments: [
    (["rm", "x"], "There is no 'rm' here: `sample remote remove` forgets a repository."),
    (["rm", "--help"], "There is no 'rm' here: `sample remote remove` forgets a repository."),
    (["help", "rm"], "There is no 'rm' here: `sample remote remove` forgets a repository."),
    (["push", "--force"], "'sample push' has no option '--force': nothing is ever forced."),
    (
      ["remote", "add", "n", "--force"],
      "'sample remote add' has no option '--force': nothing is ever forced."
    ),
    (
      ["push", "x", "--version"],
      "'sample push' takes '--version' only alone, for the version of the program: a version "
        + "is an argument."
    ),
    (
      ["push", "--version=3"],
      "'sample push' takes '--version' only alone, for the version of the program: a version "
        + "is an argument."
    ),
    (["push", "-v"], "'sample push' has no option '-v': there is no more to say."),
    (["list", "--force"], "Unknown option '--force'"),
    (["import", "x", "--target", "3"], "Unknown option '--target'"),
    (["push", "--", "x", "--force"], "2 unexpected arguments"),
  ])
  func `what has no one meaning is told in a sentence`(_ typed: [String], _ message: String) throws
  {
    let failure = try #require(sampleTool(habits: Self.habits).parse(typed).failure)
    #expect(failure.message.hasPrefix(message) || message.hasPrefix("2 "), "\(failure.message)")
    #expect(failure.exitCode == 64)
    if message.hasSuffix(".") { #expect(failure.text == "Error: \(message)\n") }
  }

  @Test(arguments: [["-v"], ["--version"], ["version"], ["push", "--version"], ["--json", "-v"]])
  func `the version is asked for alone`(_ words: [String]) {
    #expect(sampleTool(habits: Self.habits).parse(words).version == "sample 1.2.3")
  }

  @Test func `a habit has the help of what it stands for`() {
    let tool = sampleTool(habits: Self.habits)
    let help = tool.parse(["help", "list"]).printed
    #expect(help != nil)
    for words in [["ls", "--help"], ["help", "ls"], ["-h", "ls"]] {
      #expect(tool.parse(words).printed == help)
    }
    #expect(tool.parse(["help"]).printed?.contains("ls") == false)
  }

  @Test func `what is known is no habit`() throws {
    let tool = sampleTool(habits: [Habit("list", says: "x"), Habit(option: "--to", says: "y")])
    #expect(tool.parse(["list"]).invocation?.command == "list")
    #expect(tool.parse(["rollback", "p", "--to", "3"]).invocation?.command == "rollback")
  }

  /// The first steps stand before everything but the overview, and where to read more at the end.
  @Test func `help begins with the first steps`() throws {
    let guide = ProgramGuide(
      firstSteps: [.init("import FILE", "Bring prompts."), .init("list", "See them.")],
      readMore: "The manual tells more.")
    let help = try #require(sampleTool(guide: guide).parse([]).printed)
    #expect(
      help.hasPrefix(
        """
        OVERVIEW: Keep prompts.

        Prompts live in a repository.

          sample list

        FIRST STEPS:
          sample import FILE      Bring prompts.
          sample list             See them.

        USAGE: sample
        """))
    #expect(
      help.hasSuffix(
        "  See 'sample help <subcommand>' for detailed help.\n  The manual tells more.\n"))
  }

  @Test(arguments: [
    ("get", ["set"], []), ("lgo", ["log"], ["log"]), ("lg", ["log"], ["log"]),
    ("sett", ["set"], ["set"]),
    ("reply", ["support/reply", "replay", "rely"], ["replay", "rely"]),
    ("abcdef", ["abcfed", "fedcba", "abcxyz", "abcdefgh"], ["abcdefgh"]),
  ])
  func `near words are found by their letters`(
    _ typed: String, _ known: [String], _ nearest: [String]
  ) {
    var near = NearWords(to: typed)
    for word in known { near.offer(word) }
    #expect(near.words == nearest)
  }
}
