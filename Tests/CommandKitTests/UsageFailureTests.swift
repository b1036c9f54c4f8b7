import CommandKit
import Testing

/// A command line and the message that refuses it.
struct BadLine: Sendable, CustomTestStringConvertible {
  let words: [String]
  let message: String

  init(_ words: [String], _ message: String) {
    self.words = words
    self.message = message
  }

  var testDescription: String { words.joined(separator: " ") }
}

@Suite struct UsageFailureTests {
  @Test(arguments: [
    BadLine(["rollback"], "Missing expected argument '<prompt>'"),
    BadLine(["move", "a"], "Missing expected argument '<target>'"),
    BadLine(["move"], "Missing expected argument '<source>'"),
    BadLine(["rollback", "a", "b"], "Unexpected argument 'b'"),
    BadLine(["diff", "a", "b", "c", "d"], "2 unexpected arguments: 'c', 'd'"),
    BadLine(["rollback", "a", "--to"], "Missing value for '--to <spec>'"),
    BadLine(["rollback", "a", "-m"], "Missing value for '-m <message>'"),
    BadLine(
      ["rollback", "a", "-m", "-n"],
      "Missing value for '-m <message>'. A value that begins with '-' is written '-m-…'."),
    BadLine(
      ["rollback", "a", "--to", "--", "1"],
      "Missing value for '--to <spec>'. A value that begins with '-' is written '--to=-…'."),
    BadLine(
      ["rollback", "--to="],
      "Missing expected argument '<prompt>'"),
    BadLine(
      ["rollback", "a", "--to="],
      "The value '' is invalid for '--to <spec>': It is not a whole number, or one too large."),
    BadLine(
      ["import", "a", "--limit", "99999999999999999999"],
      "The value '99999999999999999999' is invalid for '--limit <limit>': "
        + "It is not a whole number, or one too large."),
    BadLine(["import", ""], "The argument '<source>' is empty: name a path, such as '.'"),
    BadLine(
      ["import", "a", "-fxml"],
      "The value 'xml' is invalid for '-f <format>': "
        + "Please provide one of 'csv', 'jsonl' or 'files'."),
    BadLine(
      ["rollback", ""],
      "The value '' is invalid for '<prompt>': "
        + "A prompt's name has letters and no spaces."),
    BadLine(
      ["rollback", "a", "--dry-run=yes"],
      "The option '--dry-run' does not take any value, but 'yes' was specified."),
    BadLine(["rollback", "a", "-n=yes"], "The option '-n' does not take any value."),
    BadLine(["rollback", "a", "--too", "3"], "Unknown option '--too'. Did you mean '--to'?"),
    BadLine(
      ["rollback", "a", "--dry-rum"], "Unknown option '--dry-rum'. Did you mean '--dry-run'?"),
    BadLine(["rollback", "a", "-json"], "Unknown option '-j' in '-json'. Did you mean '--json'?"),
    BadLine(["rollback", "a", "-x"], "Unknown option '-x'"),
    BadLine(["list", "--quite-other"], "Unknown option '--quite-other'"),
    BadLine(["--colour", "list"], "Unknown option '--colour'"),
    BadLine(["rolback", "a"], "Unknown subcommand 'rolback'. Did you mean 'rollback'?"),
    BadLine(["rollabck", "a"], "Unknown subcommand 'rollabck'. Did you mean 'rollback'?"),
    BadLine(["lsit"], "Unknown subcommand 'lsit'. Did you mean 'list'?"),
    BadLine(["impo"], "Unknown subcommand 'impo'. Did you mean 'import'?"),
    BadLine(["fial"], "Unknown subcommand 'fial'"),
    BadLine(["x"], "Unknown subcommand 'x'"),
    BadLine([""], "Unknown subcommand ''"),
    BadLine(["-"], "Unknown subcommand '-'"),
    BadLine(["help", "rolback"], "Unknown subcommand 'rolback'. Did you mean 'rollback'?"),
    BadLine(["help", "list", "diff"], "Unexpected argument 'diff'"),
    BadLine(["help", "remote", "ad"], "Unknown subcommand 'ad'. Did you mean 'add'?"),
    BadLine(["help", "remote", "add", "x", "y"], "2 unexpected arguments: 'x', 'y'"),
    BadLine(["remote", "ad"], "Unknown subcommand 'ad'. Did you mean 'add'?"),
    BadLine(["remote", "remvoe", "a"], "Unknown subcommand 'remvoe'. Did you mean 'remove'?"),
    BadLine(["remote", "debgu"], "Unknown subcommand 'debgu'"),
    BadLine(["remote", "push"], "Unknown subcommand 'push'"),
    BadLine(["remote", "help"], "Unknown subcommand 'help'"),
    BadLine(["remote", ""], "Unknown subcommand ''"),
    BadLine(["remote add", "a"], "Unknown subcommand 'remote add'"),
    BadLine(["add", "a"], "Unknown subcommand 'add'"),
    BadLine(["remot", "add"], "Unknown subcommand 'remot'. Did you mean 'remote'?"),
    BadLine(["remote", "--al"], "Unknown option '--al'"),
    BadLine(["remote", "-C"], "Missing value for '-C <dir>'"),
    BadLine(["remote", "add"], "Missing expected argument '<name>'"),
    BadLine(["remote", "--format", "csv", "add", "a"], "Unknown option '--format'"),
    BadLine(["-C"], "Missing value for '-C <dir>'"),
    BadLine(
      ["--generate-completion-script", "tcsh"],
      "The value 'tcsh' is invalid for '--generate-completion-script <shell>': "
        + "Please provide one of 'bash', 'zsh' or 'fish'."),
    // Names compare by their bytes: the accent is part of -C's value, and no part of --json.
    BadLine(
      ["list", "-\u{43}\u{301}", "-1\u{301}", "--json\u{301}"],
      "Unknown option '--json\u{301}'. Did you mean '--json'?"),
    BadLine(["\u{1B}[31m"], #"Unknown subcommand '\u{1B}[31m'"#),
    BadLine(["a\nb"], #"Unknown subcommand 'a\nb'"#),
  ])
  func `a bad line is refused with a message`(_ line: BadLine) throws {
    let failure = try #require(sampleTool().parse(line.words).failure)
    #expect(failure.message == line.message)
    #expect(failure.exitCode == 64)
  }

  @Test func `a refusal is printed with the command's usage`() throws {
    #expect(
      sampleTool().parse(["rb", "a", "--to"]).failure?.text == """
        Error: Missing value for '--to <spec>'
        Usage: sample rollback <prompt> [--to <spec>] [--message <message>] [--dry-run]
          See 'sample rollback --help' for more information.

        """)
    #expect(
      sampleTool().parse(["rolback"]).failure?.text == """
        Error: Unknown subcommand 'rolback'. Did you mean 'rollback'?
        Usage: sample [-C <dir>] [--json] <subcommand>
          See 'sample --help' for more information.

        """)
    #expect(
      sampleTool().parse(["rem", "ad"]).failure?.text == """
        Error: Unknown subcommand 'ad'. Did you mean 'add'?
        Usage: sample remote <subcommand>
          See 'sample remote --help' for more information.

        """)
    #expect(
      sampleTool().parse(["rem", "new"]).failure?.text == """
        Error: Missing expected argument '<name>'
        Usage: sample remote add <name> [<folder>] [--format <format>]
               [--prompt <prompt>]
          See 'sample remote add --help' for more information.

        """)
  }

  @Test func `a long usage line is broken between parameters`() throws {
    #expect(
      sampleTool().parse(["rollback"], width: 50).failure?.text == """
        Error: Missing expected argument '<prompt>'
        Usage: sample rollback <prompt> [--to <spec>]
               [--message <message>] [--dry-run]
          See 'sample rollback --help' for more information.

        """)
  }

  @Test func `a usage error of a running command is shown in the same way`() throws {
    let recorder = Recorder()
    let invocation = try #require(sampleTool(recorder).parse(["diff", "-a", "x"]).invocation)
    let failure = try #require(throws: UsageFailure.self) { try invocation.run() }
    #expect(
      failure.text == """
        Error: Give either -a or a prompt, not both.
        Usage: sample diff [<left>] [<right>] [-a] [-b] [-U <lines>]
          See 'sample diff --help' for more information.

        """)
    #expect(failure.exitCode == 64)
    let member = try #require(sampleTool(recorder).parse(["remote", "add", "a", "a"]).invocation)
    let memberFailure = try #require(throws: UsageFailure.self) { try member.run() }
    #expect(memberFailure.message == "The name is the folder.")
    #expect(memberFailure.text.contains("Usage: sample remote add <name>"))
    #expect(recorder.all.isEmpty)
  }

  @Test func `a usage error of the context is shown in the same way`() throws {
    let invocation = try #require(sampleTool().parse(["list", "-C", "nowhere"]).invocation)
    let failure = try #require(throws: UsageFailure.self) { try invocation.run() }
    #expect(failure.message == "There is no directory 'nowhere'.")
  }

  @Test func `any other error reaches the caller as it is`() throws {
    let invocation = try #require(sampleTool().parse(["fail"]).invocation)
    #expect(throws: StorageError()) { try invocation.run() }
  }

  @Test func `a huge word is cut in the message`() throws {
    let word = String(repeating: "x", count: 1 << 20)
    for words in [[word], ["list", "--\(word)"], ["list", "-\(word)"], ["rollback", "a", word]] {
      let failure = try #require(sampleTool().parse(words).failure)
      #expect(failure.message.utf8.count < 300)
    }
  }
}
