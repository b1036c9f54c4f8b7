import CommandKit
import Testing

/// A command line and the values that its command receives.
struct GoodLine: Sendable, CustomTestStringConvertible {
  let words: [String]
  let command: String
  let values: [String]
  var directory: String?
  var json = false

  init(
    _ words: [String], _ command: String, _ values: [String], directory: String? = nil,
    json: Bool = false
  ) {
    self.words = words
    self.command = command
    self.values = values
    self.directory = directory
    self.json = json
  }

  var testDescription: String { words.joined(separator: " ") }
}

@Suite struct ParsingTests {
  @Test(arguments: [
    GoodLine(["rollback", "a"], "rollback", ["a", "nil", "nil", "false"]),
    GoodLine(["rb", "a"], "rollback", ["a", "nil", "nil", "false"]),
    GoodLine(["rollback", "--to", "3", "a", "-n"], "rollback", ["a", "3", "nil", "true"]),
    GoodLine(["rollback", "--to=3", "a"], "rollback", ["a", "3", "nil", "false"]),
    GoodLine(["rollback", "--to", "-3", "a"], "rollback", ["a", "-3", "nil", "false"]),
    GoodLine(["rollback", "--to", "1", "--to", "2", "a"], "rollback", ["a", "2", "nil", "false"]),
    GoodLine(["rollback", "a", "-m", "why not"], "rollback", ["a", "nil", "why not", "false"]),
    GoodLine(["rollback", "a", "-mwhy"], "rollback", ["a", "nil", "why", "false"]),
    GoodLine(["rollback", "a", "-m=why"], "rollback", ["a", "nil", "why", "false"]),
    GoodLine(["rollback", "a", "-nmwhy"], "rollback", ["a", "nil", "why", "true"]),
    GoodLine(["rollback", "a", "-nm", "why"], "rollback", ["a", "nil", "why", "true"]),
    GoodLine(["rollback", "a", "--message="], "rollback", ["a", "nil", "", "false"]),
    GoodLine(["rollback", "a", "--message", ""], "rollback", ["a", "nil", "", "false"]),
    GoodLine(["rollback", "a", "--message=a=b"], "rollback", ["a", "nil", "a=b", "false"]),
    GoodLine(["rollback", "a", "--message=--to"], "rollback", ["a", "nil", "--to", "false"]),
    GoodLine(["rollback", "a", "-m-n"], "rollback", ["a", "nil", "-n", "false"]),
    GoodLine(["rollback", "a", "-m", "- fixed"], "rollback", ["a", "nil", "- fixed", "false"]),
    GoodLine(["rollback", "a", "-m", "-"], "rollback", ["a", "nil", "-", "false"]),
    GoodLine(
      ["rollback", "a", "-m", "é \u{65}\u{301} 日"], "rollback",
      ["a", "nil", "é \u{65}\u{301} 日", "false"]),
    // The accent joins the sign before it into one Character.
    GoodLine(
      ["rollback", "a", "--message=\u{301}"], "rollback", ["a", "nil", "\u{301}", "false"]),
    GoodLine(["rollback", "a", "-m\u{301}"], "rollback", ["a", "nil", "\u{301}", "false"]),
    GoodLine(["rollback", "--", "--to"], "rollback", ["--to", "nil", "nil", "false"]),
    GoodLine(["rollback", "-n", "--", "--help"], "rollback", ["--help", "nil", "nil", "true"]),
    GoodLine(["--", "rollback", "a", "-n"], "rollback", ["a", "nil", "nil", "true"]),
    GoodLine(["import", "-"], "import", ["-", "csv", "10", "[]"]),
    GoodLine(["import", "-5"], "import", ["-5", "csv", "10", "[]"]),
    GoodLine(["import", "-.5"], "import", ["-.5", "csv", "10", "[]"]),
    GoodLine(["import", "-fjsonl", "x"], "import", ["x", "jsonl", "10", "[]"]),
    GoodLine(["import", "x", "--limit", "+7"], "import", ["x", "csv", "7", "[]"]),
    GoodLine(
      ["import", "--var", "k=v", "x", "--var=b=", "--var", "k=v"], "import",
      ["x", "csv", "10", #"["k=v", "b=", "k=v"]"#]),
    GoodLine(["move", "a", "b"], "move", [#"["a"]"#, "b"]),
    GoodLine(["move", "a", "b", "c"], "move", [#"["a", "b"]"#, "c"]),
    GoodLine(["diff"], "diff", ["nil", "nil", "false", "false", "3"]),
    GoodLine(["diff", "x"], "diff", ["x", "nil", "false", "false", "3"]),
    GoodLine(["diff", "x", "y", "-bU0"], "diff", ["x", "y", "false", "true", "0"]),
    GoodLine(["diff", "-ba"], "diff", ["nil", "nil", "true", "true", "3"]),
    GoodLine(["list"], "list", ["[]", "nil", "false"]),
    GoodLine(["list", "a", "-2"], "list", [#"["a", "-2"]"#, "nil", "false"]),
    GoodLine(["list", "-1", "a"], "list", ["[]", "a", "false"]),
    GoodLine(["list", "-12"], "list", ["[]", "2", "false"]),
    GoodLine(["-C", "d", "list"], "list", ["[]", "nil", "false"], directory: "d"),
    GoodLine(["list", "-C", "d"], "list", ["[]", "nil", "false"], directory: "d"),
    GoodLine(["-C", "d", "list", "-Ce"], "list", ["[]", "nil", "false"], directory: "e"),
    GoodLine(["-C", "rollback", "list"], "list", ["[]", "nil", "false"], directory: "rollback"),
    GoodLine(["--json", "diff"], "diff", ["nil", "nil", "false", "false", "3"], json: true),
    GoodLine(["diff", "x", "--json"], "diff", ["x", "nil", "false", "false", "3"], json: true),
    GoodLine(["list", "--json"], "list", ["[]", "nil", "true"]),
    GoodLine(["--json", "list"], "list", ["[]", "nil", "false"], json: true),
    GoodLine(["push"], "push", ["nil", "false"]),
    GoodLine(["push", "remote", "--all"], "push", ["remote", "true"]),
    GoodLine(["remote", "add", "a"], "remote add", ["a", "nil", "csv", "nil"]),
    GoodLine(["rem", "new", "a"], "remote add", ["a", "nil", "csv", "nil"]),
    GoodLine(
      ["remote", "add", "-fjsonl", "remote", "add", "--prompt=p"], "remote add",
      ["remote", "add", "jsonl", "p"]),
    GoodLine(["remote", "add", "--", "-f"], "remote add", ["-f", "nil", "csv", "nil"]),
    GoodLine(["remote", "--", "add", "a", "-ffiles"], "remote add", ["a", "nil", "files", "nil"]),
    GoodLine(["remote", "debug"], "remote debug", []),
    GoodLine(
      ["-C", "d", "remote", "remove", "a", "b"], "remote remove", [#"["a", "b"]"#, "false"],
      directory: "d"),
    GoodLine(
      ["remote", "-C", "add", "--json", "remove", "a"], "remote remove", [#"["a"]"#, "false"],
      directory: "add", json: true),
    GoodLine(
      ["-C", "1", "remote", "-C2", "remove", "a", "-C", "3", "--json"], "remote remove",
      [#"["a"]"#, "true"], directory: "3"),
    GoodLine(
      ["-C", "1", "remote", "-C2", "debug", "--json"], "remote debug", [], directory: "2",
      json: true),
  ])
  func `a good line runs its command with typed values`(_ line: GoodLine) throws {
    let recorder = Recorder()
    let invocation = try #require(sampleTool(recorder).parse(line.words).invocation)
    #expect(recorder.all.isEmpty)
    try invocation.run()
    #expect(invocation.command == line.command)
    let call = try #require(recorder.all.first)
    #expect(recorder.all.count == 1)
    #expect(call.command == line.command)
    #expect(call.values.map { Array($0.utf8) } == line.values.map { Array($0.utf8) })
    #expect(call.directory == line.directory)
    #expect(call.json == line.json)
  }
}
