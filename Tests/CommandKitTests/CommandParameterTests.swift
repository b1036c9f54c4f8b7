import CommandKit
import Foundation
import Testing

/// What stands after `--` is the command of another program, word by word.
@Suite struct CommandParameterTests {
  private func program(_ recorder: Recorder) -> Program<SampleContext> {
    Program(
      "sample", version: "1", abstract: "Test things.",
      .flag("--json", help: "Print JSON."),
      context: { (json: Bool) in
        SampleContext(recorder: recorder, directory: nil, json: json)
      },
      groups: [
        CommandGroup(
          "",
          [
            Command(
              "try", abstract: "Run something.", .argument("name", help: "What it is about."),
              .flag("-n", "--dry-run", help: "Only say so."),
              .command("command", help: "The command to run.")
            ) { (context, name: String, dryRun: Bool, command: [String]) in
              context.record("try", name, "\(dryRun)", "\(command)")
            }
          ])
      ])
  }

  @Test(arguments: [
    GoodLine(["try", "a", "--", "x"], "try", ["a", "false", #"["x"]"#]),
    GoodLine(["try", "-n", "a", "--", "x", "-n"], "try", ["a", "true", #"["x", "-n"]"#]),
    GoodLine(["try", "a", "--", "--"], "try", ["a", "false", #"["--"]"#]),
    GoodLine(
      ["try", "a", "--", "x", "--json", "--help", "--", "-h"], "try",
      ["a", "false", #"["x", "--json", "--help", "--", "-h"]"#]),
    GoodLine(["try", "a", "--json", "--", "x"], "try", ["a", "false", #"["x"]"#], json: true),
    GoodLine(["--", "try", "a", "--", "x"], "try", ["a", "false", #"["x"]"#]),
    GoodLine(["try", "a", "--", ""], "try", ["a", "false", #"[""]"#]),
  ])
  func theWordsAfterTheDashesAreTheCommand(_ line: GoodLine) throws {
    let recorder = Recorder()
    try #require(program(recorder).parse(line.words).invocation).run()
    let call = try #require(recorder.all.first)
    #expect(call.values == line.values)
    #expect(call.json == line.json)
  }

  @Test(arguments: [
    (["try", "a"], "Missing '-- <command> ...' at the end"),
    (["try", "a", "--"], "Missing '-- <command> ...' at the end"),
    (["try", "--", "x"], "Missing expected argument '<name>'"),
    (["try", "a", "x"], "Unexpected argument 'x'"),
    (["try", "a", "-x", "--", "y"], "Unknown option '-x'"),
  ])
  func aLineWithoutItIsRefused(_ words: [String], _ message: String) throws {
    guard case .refuse(let failure) = program(Recorder()).parse(words) else {
      Issue.record("\(words) was not refused")
      return
    }
    #expect(failure.message.hasPrefix(message), "\(failure.message)")
    #expect(failure.text.contains("Usage: sample try <name> [--dry-run] -- <command> ..."))
  }

  @Test func helpShowsItAsAnArgument() throws {
    guard case .print(let help) = program(Recorder()).parse(["try", "--help"]) else {
      Issue.record("no help")
      return
    }
    #expect(help.contains("USAGE: sample try <name> [--dry-run] -- <command> ..."))
    let arguments = try #require(help.components(separatedBy: "ARGUMENTS:\n").last)
    #expect(arguments.contains("  -- <command>            The command to run.\n"))
  }

  @Test(arguments: [
    (["try", "a", "--", ""], ["files\tcommand\t"]),
    (["try", "a", "--", "x", "-"], ["files\tcommand\t"]),
    (["try", "a", "--d"], ["words\toption\t", "--dry-run\tOnly say so."]),
    (["try", ""], ["text\tname\t"]),
  ])
  func pathsAreOfferedThere(_ words: [String], _ expected: [String]) throws {
    let program = program(Recorder())
    #expect(try program.parse(["---complete"] + words).completion == expected)
  }
}
