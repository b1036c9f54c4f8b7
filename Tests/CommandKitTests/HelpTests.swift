import CommandKit
import Testing

/// The layout is that of swift-argument-parser's documentation: two spaces before a label, help in
/// column 26 or on the next line, values and default in parentheses, wrapped at the width.
@Suite struct HelpTests {
  static let program = """
    OVERVIEW: Keep prompts.

    Prompts live in a repository.

      sample list

    USAGE: sample [-C <dir>] [--json] <subcommand>

    OPTIONS:
      -C <dir>                Run as if started in this directory.
      --json                  Print JSON.
      -h, --help              Show help information.
      -v, --version           Show the version.
      --generate-completion-script <shell>
                              Print a completion script. (values: bash, zsh, fish)

    SUBCOMMANDS:
      rollback, rb            Make an earlier version active again.
      import                  Read prompts from a file.

    WORKING FILES SUBCOMMANDS:
      move                    Move prompts.
      diff                    Compare.
      list                    List prompts.

    OTHER REPOSITORIES SUBCOMMANDS:
      push                    Send versions.
      remote add, remote new  Add a repository.
      remote remove           Forget repositories.

      See 'sample help <subcommand>' for detailed help.

    """

  static let remote = """
    OVERVIEW: Work with other repositories.

    Each has a name.

    USAGE: sample remote <subcommand>

    GLOBAL OPTIONS:
      -C <dir>                Run as if started in this directory.
      --json                  Print JSON.
      -h, --help              Show help information.
      --version               Show the version.

    SUBCOMMANDS:
      add, new                Add a repository.
      remove                  Forget repositories.

      See 'sample help remote <subcommand>' for detailed help.

    """

  static let remoteAdd = """
    OVERVIEW: Add a repository.

    USAGE: sample remote add <name> [<folder>] [--format <format>]
           [--prompt <prompt>]

    ARGUMENTS:
      <name>                  What to call it.
      <folder>                Where it is.

    OPTIONS:
      -f, --format <format>   How it is read. (values: csv, jsonl, files; default:
                              csv)
      --prompt <prompt>       A prompt to begin with.

    GLOBAL OPTIONS:
      -C <dir>                Run as if started in this directory.
      --json                  Print JSON.
      -h, --help              Show help information.
      --version               Show the version.

    """

  static let importCommand = """
    OVERVIEW: Read prompts from a file.

    USAGE: sample import <source> [--format <format>] [--limit <limit>]
           [--var <key=value> ...]

    ARGUMENTS:
      <source>                The file, or - for standard input.

    OPTIONS:
      -f, --format <format>   How the file is written. (values: csv, jsonl, files;
                              default: csv)
      --limit <limit>         How many rows to read. (default: 10)
      --var <key=value>       A variable and its value; may be given many times, and
                              each time adds one.

    GLOBAL OPTIONS:
      -C <dir>                Run as if started in this directory.
      --json                  Print JSON.
      -h, --help              Show help information.
      --version               Show the version.

    """

  static let rollback = """
    OVERVIEW: Make an earlier version active again.

    Without --to, one step back.

    USAGE: sample rollback <prompt> [--to <spec>] [--message <message>] [--dry-run]

    ARGUMENTS:
      <prompt>                The prompt to roll back.

    OPTIONS:
      --to <spec>             The version to activate.
      -m, --message <message> Why.
      -n, --dry-run           Only say what would happen.

    GLOBAL OPTIONS:
      -C <dir>                Run as if started in this directory.
      --json                  Print JSON.
      -h, --help              Show help information.
      --version               Show the version.

    """

  @Test(arguments: [
    [], ["--help"], ["-h"], ["help"], ["--json"], ["--json", "-h"],
    ["--bogus", "--help"], ["-C", "--help"],
  ])
  func `the program's help`(_ words: [String]) {
    #expect(sampleTool().parse(words).printed == Self.program)
  }

  @Test(arguments: [
    ["import", "--help"], ["import", "-h"], ["--help", "import"], ["help", "import"],
    ["-C", "d", "import", "--bogus", "--help"], ["import", "--limit", "--help"],
    ["import", "x", "-h", "--limit", "many"], ["help", "import", "--json"],
  ])
  func `a command's help wins over mistakes`(_ words: [String]) {
    #expect(sampleTool().parse(words).printed == Self.importCommand)
  }

  @Test(arguments: [["nothing", "--help"], ["-h", "nothing"], ["remote", "nothing", "--help"]])
  func `no command has no help`(_ words: [String]) {
    #expect(sampleTool().parse(words).failure?.message == "Unknown subcommand 'nothing'")
  }

  @Test(arguments: [["rb", "-nh"], ["help", "rb"], ["rollback", "--help"]])
  func `an alias and a cluster lead to the same help`(_ words: [String]) {
    #expect(sampleTool().parse(words).printed == Self.rollback)
  }

  @Test(arguments: [
    ["remote"], ["rem"], ["help", "remote"], ["help", "rem"], ["remote", "--help"],
    ["--help", "remote"], ["-C", "d", "remote", "--json"], ["remote", "--bogus", "-h"],
    ["--", "remote", "--x", "-h"],
  ])
  func `a family's help`(_ words: [String]) {
    #expect(sampleTool().parse(words).printed == Self.remote)
  }

  @Test(arguments: [
    ["help", "remote", "add"], ["help", "rem", "new"], ["remote", "add", "--help"],
    ["remote", "--help", "add"], ["--help", "remote", "add", "--bogus"],
    ["remote", "-h", "add", "--bogus"], ["remote", "add", "-f", "-h"],
  ])
  func `the help of a family's command`(_ words: [String]) {
    #expect(sampleTool().parse(words).printed == Self.remoteAdd)
  }

  @Test func `help for help`() {
    let text = sampleTool().parse(["help", "help"]).printed
    #expect(text?.contains("USAGE: sample help [<command> ...]") == true)
    #expect(sampleTool().parse(["help", "-h"]).printed == text)
  }

  @Test func `a hidden command has help but is not listed`() {
    #expect(sampleTool().parse(["help", "fail"]).printed?.contains("OVERVIEW: Fail.") == true)
    #expect(!Self.program.contains("fail"))
  }

  @Test func `a global name that a command has for itself is listed once`() {
    let text = sampleTool().parse(["list", "--help"]).printed ?? ""
    #expect(text.contains("--json                  The list's own JSON."))
    #expect(!text.contains("Print JSON."))
  }

  @Test(arguments: [40, 60, 80, 132])
  func `no line is wider than the terminal`(_ width: Int) throws {
    for words in [["--help"], ["rollback", "--help"], ["list", "--help"], ["remote"]] {
      let text = try #require(sampleTool().parse(words, width: width).printed)
      let widest = text.split(separator: "\n").map(\.count).max() ?? 0
      #expect(widest <= width)
    }
  }

  @Test(arguments: [Int.min, -1, 0, 1]) func `a terminal of no width is no trap`(_ width: Int) {
    #expect(sampleTool().parse(["import", "--help"], width: width).printed != nil)
    #expect(sampleTool().parse(["import"], width: width).failure != nil)
  }

  @Test(arguments: [
    ["--version"], ["list", "--version"], ["--version", "rollback"], ["remote", "--version"],
    ["remote", "--version", "add"],
  ])
  func `the version`(_ words: [String]) {
    #expect(sampleTool().parse(words).version == "sample 1.2.3")
  }

  @Test func `declarations can be listed`() throws {
    let declaration = sampleTool().declaration
    #expect(
      declaration.commands.map(\.name) == [
        "rollback", "import", "move", "diff", "list", "fail", "push", "remote add",
        "remote remove", "remote debug",
      ])
    #expect(
      declaration.groups.map(\.title) == ["", "Working files", "Other repositories"])
    #expect(declaration.globals.map(\.names) == [["-C"], ["--json"]])
    let command = try #require(declaration.commands.first)
    #expect(
      declaration.usage(of: command)
        == "sample rollback <prompt> [--to <spec>] [--message <message>] [--dry-run]")
    #expect(
      command.parameters.map(\.synopsis) == [
        "<prompt>", "--to <spec>", "--message <message>", "--dry-run",
      ])
    #expect(declaration.help() == Self.program)
    #expect(declaration.help(for: command) == Self.rollback)
  }

  @Test func `a family's declaration can be read`() throws {
    let declaration = sampleTool().declaration
    guard case .family(let family) = try #require(declaration.groups.last?.entries.last) else {
      Issue.record("The last entry is a family.")
      return
    }
    let command = try #require(family.commands.first)
    #expect(family.name == "remote")
    #expect(command.family == "remote")
    #expect(command.word == "add")
    #expect(
      declaration.usage(of: command)
        == "sample remote add <name> [<folder>] [--format <format>] [--prompt <prompt>]")
    #expect(declaration.help(for: family) == Self.remote)
    #expect(declaration.help(for: command) == Self.remoteAdd)
  }
}
