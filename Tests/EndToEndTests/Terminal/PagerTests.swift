import TestSupport
import Testing

/// Long output on a terminal, with git's rules and real pagers.
@Suite struct PagerTests {
  /// A repository with enough prompts for several screens.
  private static func manyPrompts(in repo: PromptRepo? = nil) throws -> PromptRepo {
    let repo = try repo ?? PromptRepo()
    for number in 0..<40 { try repo.write("prompts/p\(number).prompt", "Text \(number)\n") }
    try repo.ok("commit")
    return repo
  }

  /// A template without a line end has one on a terminal, and none in a pipe.
  @Test func endsTheLine() throws {
    let repo = try PromptRepo()
    try repo.ok("new", "greeting", "--template", "Hi {{customer}}!")
    try repo.ok("commit")
    for arguments in [["show", "greeting"], ["render", "greeting", "--var", "customer=you"]] {
      let piped = try repo.run(arguments)
      #expect(!piped.stdout.hasSuffix("\n"))
      // Without a pager, and with one that marks the ends of lines.
      for (variables, end) in [
        (["TERM": "dumb"], "\r\n"), (["GIT_PAGER": "sed 's/$/|/'"], "|\r\n"),
      ] {
        let (status, output) = try PseudoTerminal(
          PromptRepo.program, arguments, cwd: repo.path,
          environment: repo.environment.merging(["TERM": "xterm"]) { $1 }.merging(variables) { $1 }
        ).finish()
        #expect(status == 0)
        #expect(output == piped.stdout + end)
      }
    }
  }

  /// Without any setting `less` shows the first screen, and `q` ends it without a word.
  @Test func lessShowsOneScreen() throws {
    let repo = try Self.manyPrompts()
    let shown = try repo.terminal("list", variables: ["LESS": "FRX", "PAGER": "less"], rows: 12)
    try shown.waitFor("p16")
    shown.type("q")
    let (status, output) = try shown.finish()
    #expect(status == 0)
    #expect(!output.contains("p39"))
    #expect(!output.contains("Error"))
    // What fits on one screen is only printed.
    let (_, short) = try repo.terminal("show", "p1", variables: ["PAGER": "less"]).finish()
    #expect(short.contains("Text 1"))
  }

  /// The pager is the one that git names.
  @Test(arguments: [false, true])
  func isGits(inGit: Bool) throws {
    let repo = try Self.manyPrompts(in: inGit ? .inWorkTree() : PromptRepo())
    if !inGit { try repo.workTree("init", "-q") }
    func marking(_ mark: String) -> String { "sed s/^/\(mark):/" }
    let settings: [String?] = [nil, marking("core"), "cat", ""]
    let choices: [[String: String]] = [
      ["PAGER": marking("pager")],
      ["PAGER": marking("pager"), "GIT_PAGER": marking("git")],
      ["PAGER": marking("pager"), "GIT_PAGER": "cat"],
      ["PAGER": marking("pager"), "GIT_PAGER": ""], ["PAGER": "cat"],
    ]
    for setting in settings {
      if let setting { try repo.workTree("config", "core.pager", setting) }
      for variables in choices {
        // Git answers the question by itself, on a terminal or not.
        let command = try TestSupport.run(
          "git", ["var", "GIT_PAGER"], cwd: repo.path,
          env: repo.environment.merging(variables) { $1 }
        ).stdout.dropLast()
        let mark = command.hasPrefix("sed") ? command.dropFirst("sed s/^/".count).dropLast() : ""
        let (status, output) = try repo.terminal("list", variables: variables).finish()
        #expect(status == 0)
        #expect(
          output.hasPrefix("\(mark)NAME"),
          "\(setting ?? "none"), \(variables), \(command): \(output.prefix(40))")
      }
    }
  }

  /// No pager in a pipe, for commands that change something, and with `--no-pager`.
  @Test func isForLongOutputOnTerminals() throws {
    let repo = try Self.manyPrompts()
    let pager = ["GIT_PAGER": "sed s/^/paged:/"]
    #expect(try repo.with(pager).ok("list").hasPrefix("NAME"))
    func shown(_ arguments: [String]) throws -> String {
      try PseudoTerminal(
        PromptRepo.program, arguments, cwd: repo.path,
        environment: repo.environment.merging(["TERM": "xterm"]) { $1 }.merging(pager) { $1 }
      ).finish().output
    }
    #expect(try shown(["list"]).hasPrefix("paged:NAME"))
    #expect(try shown(["--no-pager", "list"]).hasPrefix("NAME"))
    #expect(try shown(["list", "--no-pager"]).hasPrefix("NAME"))
    #expect(try shown(["set", "p1", "--title", "One"]) == "p1: record edited\r\n")
    #expect(
      try shown(["set", "p1", "--title", "Two", "--paginate"]) == "paged:p1: record edited\r\n")
    try repo.write("prompts/p1.prompt", "Another text\n")
    for arguments in [
      ["audit"], ["blame", "p1"], ["diff", "p1"], ["grep", "Text"], ["lint"], ["log", "p1"],
      ["matrix"], ["render", "p1"], ["show", "p1"],
    ] {
      #expect(try shown(arguments).hasPrefix("paged:"), "\(arguments)")
    }
    // An error before there is any output needs none.
    #expect(try shown(["show", "nothing"]).hasPrefix("Error:"))
  }

  /// Colours stay, and `less` is told to show them; what the user says comes first.
  @Test func showsColours() throws {
    let repo = try Self.manyPrompts()
    func shown(_ variables: [String: String]) throws -> String {
      try repo.terminal(
        "list", variables: variables.merging(["NO_COLOR": ""]) { first, _ in first }
      ).finish().output
    }
    #expect(try shown(["GIT_PAGER": "cat -v"]).contains("^[[1mp1^[[0m"))
    let tellsLess = "echo \"$LESS $LV\" && cat"
    let environment = try TestSupport.run("sh", ["-c", "echo $LESS$LV"]).stdout
    if environment == "\n" { #expect(try shown(["GIT_PAGER": tellsLess]).hasPrefix("FRX -c\r\n")) }
    #expect(
      try shown(["GIT_PAGER": tellsLess, "LESS": "M", "LV": "-a"]).hasPrefix("M -a\r\n"))
  }

  /// A pager that is not there, or ends before it has read anything, hides no output.
  @Test(arguments: ["no-such-pager", "no-such-pager --option", "sh -c 'exit 3'"])
  func isSkippedWhereItFails(pager: String) throws {
    let repo = try Self.manyPrompts()
    let variables = ["GIT_PAGER": pager, "LESS": ""]
    let shown = try repo.terminal("list", variables: variables)
    let (status, output) = try shown.finish()
    #expect(status == 0)
    #expect(output.contains("Warning: the pager '\(pager)' "), "\(output.prefix(400))")
    for number in 0..<40 { #expect(output.contains("\r\np\(number) "), "p\(number)") }
  }

  /// A pager that is killed hides no output; one that its user interrupts is done.
  @Test func isToldOfWhereItIsKilled() throws {
    let repo = try Self.manyPrompts()
    for (signal, isKilled) in [("9", true), ("15", true), ("11", true), ("2", false), ("1", false)]
    {
      let pager = "ulimit -c 0; kill -\(signal) $$"
      let (status, output) = try repo.terminal("list", variables: ["GIT_PAGER": pager]).finish()
      #expect(status == 0, "\(signal)")
      #expect(
        output.contains("Warning: the pager '\(pager)' was ended by signal \(signal), so")
          == isKilled)
      for number in 0..<40 {
        #expect(output.contains("\r\np\(number) ") == isKilled, "\(signal): p\(number)")
      }
    }
    // What is too long to be kept is told of.
    try repo.commit("long", String(repeating: "A line of a long text.\n", count: 40_000))
    let pager = "head -n 1; kill -9 $$"
    let (_, output) = try repo.terminal("show", "long", variables: ["GIT_PAGER": pager]).finish()
    #expect(
      output.contains("was ended by signal 9, and may not have shown all"), "\(output.prefix(300))")
  }

  /// The exit code is the command's, also where the pager ends early; where the command still
  /// writes, it is what git's is.
  @Test func keepsTheExitCode() throws {
    let repo = try Self.manyPrompts()
    try repo.write("prompts/p1.prompt", "Another text\n")
    for pager in ["cat >/dev/null", "true"] {
      let shown = try repo.terminal("diff", "p1", "--exit-code", variables: ["GIT_PAGER": pager])
      let (status, output) = try shown.finish()
      #expect(status == 1)
      #expect(output == "")
    }
    let long = String(repeating: "A line of a long text.\n", count: 40_000)
    try repo.write("long", long)
    let variables = ["GIT_PAGER": "head -n 1"]
    try repo.commit("long", long)
    let shown = try repo.terminal("show", "long", variables: variables).finish()
    #expect(shown.output == "A line of a long text.\r\n")
    let git = try PseudoTerminal(
      "git", ["diff", "--no-index", "/dev/null", "long"], cwd: repo.path,
      environment: repo.environment.merging(variables) { $1 }
    ).finish()
    #expect(shown.status == git.status)
  }

  /// An error after the pager began comes below what it shows, and not through it.
  @Test func errorsAreSeen() throws {
    let repo = try Self.manyPrompts()
    let tree = try repo.git("rev-parse", "refs/prompts/p7/@versions^{tree}").stdout.dropLast()
    #expect(
      try repo.git("update-ref", "refs/prompts/p7/@info", String(tree)).status == 0)
    let piped = try repo.run("list")
    #expect(piped.status == 1)
    let (status, output) = try repo.terminal(
      "list", variables: ["GIT_PAGER": "sed s/^/paged:/; sleep 1; echo end of pager"]
    ).finish()
    #expect(status == 1)
    let lines = output.split(separator: "\r\n").map(String.init)
    let end = try #require(lines.firstIndex(of: "end of pager"), "\(output.suffix(600))")
    let rest = lines[(end + 1)...].joined(separator: "\n")
    #expect(rest == piped.stderr.dropLast())
    #expect(rest.contains("p7"))
  }

  /// Control-C in a pager is the pager's; the shell comes back once it has ended, and finds the
  /// terminal as it was.
  @Test func interruptsLeaveTheTerminalWhole() throws {
    let repo = try Self.manyPrompts()
    let script = """
      trap : INT
      stty -a >before
      "$0" list
      echo "status $?"
      stty -a >after
      cmp before after && echo same
      """
    let shell = try PseudoTerminal(
      "sh", ["-c", script, PromptRepo.program], cwd: repo.path,
      environment: repo.environment.merging(["TERM": "xterm", "LESS": "FRX"]) { $1 }, rows: 12)
    try shell.waitFor("p16")
    shell.type("\u{3}")
    // It is still there, beeps, and goes on to the next screen.
    try shell.waitFor("\u{7}")
    // What is typed just then goes with the interrupt.
    for attempt in 1...30 {
      shell.type(" ")
      do {
        try shell.waitFor("p25", seconds: 2)
        break
      } catch {
        if attempt == 30 { throw error }
      }
    }
    #expect(!shell.output.contains("status"))
    shell.type("q")
    try shell.waitFor("status 130")
    let (_, output) = try shell.finish()
    #expect(output.hasSuffix("same\r\n"))
  }
}
