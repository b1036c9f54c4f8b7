import CommandKit
import Testing

/// Names of users for words, other spellings of words, and families with a command for the rest.
@Suite struct AliasAndRespellingTests {
  private struct NoSettings: Error {}

  /// A tool with two commands and a family, whose aliases and files are given.
  private func tool(
    _ recorder: Recorder, aliases: [String: [String]] = [:], fails: Bool = false
  ) -> Program<SampleContext> {
    let source = AliasSource<SampleContext>(
      find: { context, name in
        context.record("look", name)
        if fails { throw NoSettings() }
        return aliases[name]
      },
      all: { _ in aliases.map { ($0.key, $0.value.joined(separator: " ")) } })
    let files = Respelling<SampleContext>(
      isMeant: { kind, word in kind == "page" && word.hasSuffix(".md") },
      respell: { context, _, word in
        if word == "lost.md" { throw NoSettings() }
        return (context.directory ?? "here") + ":" + word.dropLast(3)
      })
    return Program(
      "tool", version: "1", abstract: "Reads pages.",
      .option("-C", valueName: "dir", help: "Run there."), .flag("--json", help: "Print JSON."),
      context: { (directory: String?, json: Bool) in
        SampleContext(recorder: recorder, directory: directory, json: json)
      },
      groups: [
        CommandGroup(
          "",
          [
            .init("read", readCommand),
            .family(
              CommandFamily(
                "config", abstract: "Settings.", otherwise: .init("config", shortCommand),
                [.init("get", getCommand)])),
          ])
      ], aliases: source, respelling: files)
  }

  @Test func anAliasIsLookedUpOnlyForWhatIsNoCommand() throws {
    let recorder = Recorder()
    let tool = tool(recorder, aliases: ["read": ["config"], "r": ["read", "--loud"], "q": ["r"]])
    try tool.parse(["read", "a"]).invocation?.run()
    #expect(recorder.all.map(\.command) == ["read"])
    try tool.parse(["-C", "x", "q", "b", "--json"]).invocation?.run()
    #expect(recorder.all.map(\.command) == ["read", "look", "look", "read"])
    let last = try #require(recorder.all.last)
    #expect(last == Call(command: "read", values: ["b", "true"], directory: "x", json: true))
  }

  @Test func circlesAndUnknownWordsAreRefused() {
    let tool = tool(Recorder(), aliases: ["a": ["b"], "b": ["--json", "a"], "empty": []])
    #expect(tool.parse(["a"]).failure?.message == "The alias 'a' leads to itself: 'a', 'b', 'a'.")
    #expect(tool.parse(["empty"]).failure?.message == "The alias 'empty' says no command.")
    #expect(
      tool.parse(["emptz"]).failure?.message == "Unknown subcommand 'emptz'. Did you mean 'empty'?")
  }

  @Test func aSourceThatFailsFailsTheRun() throws {
    let tool = tool(Recorder(), fails: true)
    let invocation = try #require(tool.parse(["nothing"]).invocation)
    #expect(throws: NoSettings.self) { try invocation.run() }
    // Help and completion of what is there need no aliases.
    #expect(tool.parse(["nothing", "--help"]).invocation != nil)
    #expect(try tool.parse(["---complete", "re"]).candidates == ["read"])
    #expect(try tool.parse(["---complete", "nothing", ""]).candidates == [])
  }

  @Test func aWordOfAKindIsReadAsTheContextSays() throws {
    let recorder = Recorder()
    let tool = tool(recorder)
    try tool.parse(["-C", "there", "read", "a.md"]).invocation?.run()
    try tool.parse(["read", "a.txt"]).invocation?.run()
    #expect(recorder.all.map(\.values) == [["there:a", "false"], ["a.txt", "false"]])
    let lost = try #require(tool.parse(["read", "lost.md"]).invocation)
    #expect(throws: NoSettings.self) { try lost.run() }
  }

  @Test func aFamilyHasACommandForTheRest() throws {
    let recorder = Recorder()
    let tool = tool(recorder)
    for words in [["config", "get", "x"], ["config", "x"], ["config", "--unset", "x"]] {
      try tool.parse(words).invocation?.run()
    }
    #expect(recorder.all.map(\.command) == ["get", "config", "config"])
    #expect(recorder.all.map(\.values) == [["x"], ["x", "false"], ["x", "true"]])
    #expect(tool.parse(["config"]).printed?.contains("USAGE: tool config <subcommand>") == true)
    #expect(tool.parse(["config", "--help", "x"]).printed?.contains("<subcommand>") == true)
    #expect(tool.parse(["config", "--unse"]).failure?.message.contains("'--unset'?") == true)
  }
}

/// A name that may be written as the path of a file.
private struct Page: ArgumentValue {
  static var wordKind: String? { "page" }
  let argument: String

  init(argument: String) { self.argument = argument }
}

private var readCommand: Command<SampleContext> {
  Command(
    "read", abstract: "Read a page.",
    .argument("page", help: "The page."), .flag("--loud", help: "Aloud.")
  ) { (context, page: Page, isLoud: Bool) in context.record("read", page.argument, "\(isLoud)") }
}

private var getCommand: Command<SampleContext> {
  Command("get", abstract: "Print a setting.", .argument("name", help: "Which.")) {
    (context, name: String) in context.record("get", name)
  }
}

private var shortCommand: Command<SampleContext> {
  Command(
    "config", isHidden: true, abstract: "Print or change a setting.",
    .argument("name", help: "Which."), .flag("--unset", help: "Take it back.")
  ) { (context, name: String, isUnset: Bool) in context.record("config", name, "\(isUnset)") }
}
