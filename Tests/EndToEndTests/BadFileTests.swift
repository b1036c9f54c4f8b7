import CanonicalJSON
import TestSupport
import Testing

/// A working file that cannot be committed, and what the user has to be told.
struct BadFile: Sendable, CustomTestStringConvertible {
  let what: String
  let bytes: [UInt8]
  /// The place that the message names, behind the file's path.
  let place: String
  let message: String

  init(_ what: String, _ text: String, _ place: String, _ message: String) {
    self.init(what, Array(text.utf8), place, message)
  }

  init(_ what: String, _ bytes: [UInt8], _ place: String, _ message: String) {
    (self.what, self.bytes, self.place, self.message) = (what, bytes, place, message)
  }

  var testDescription: String { what }

  static let all = [
    BadFile("Latin-1", Array("Gr".utf8) + [0xFC, 0xDF] + Array("e".utf8), ":1:3", "UTF-8"),
    BadFile("UTF-16", [0xFF, 0xFE, 0x48, 0, 0x69, 0], ":1:1", "UTF-8"),
    BadFile("NUL", "a\nb\0c", ":2", "NUL"),
    BadFile("YAML error", "---\nmodel: m\nstops: [a\n---\nHi", ":4", "YAML"),
    BadFile("header is a list", "---\n- model\n---\nHi", ":2", "mapping"),
    BadFile("header without end", "---\nmodel: m\nHi", ":1", "no end"),
    BadFile("key twice", "---\nmodel: m\nmodel: n\n---\nHi", ":3", "twice"),
    BadFile("alias", "---\na: &x 1\nb: *x\n---\nHi", ":2", "anchor"),
    BadFile("not a number", "---\nt: .nan\n---\nHi", ":2", "nan"),
    BadFile("other name", "---\nname: other\n---\nHi", ":2", "name"),
    BadFile("title is a number", "---\ntitle: 1\n---\nHi", ":2", "title"),
    BadFile("empty", "", "", "empty"),
    BadFile("only a header", "---\nmodel: m\n---\n", "", "empty"),
    BadFile(
      "deep header", "---\na: \(String(repeating: "[", count: 100_000))\n---\nHi", ":", "header"),
  ]
}

@Suite struct BadFileTests {
  @Test(arguments: BadFile.all) func isRefusedWithItsPlace(_ file: BadFile) throws {
    let repo = try PromptRepo()
    try repo.commit("good", "fine")
    try repo.write("prompts/bad.prompt", bytes: file.bytes)
    let message = try repo.refusal("commit")
    #expect(message.contains("prompts/bad.prompt\(file.place)"), "\(message)")
    #expect(message.contains(file.message), "\(message)")
    // Nothing is committed of it, it stays as it is, and the others can go on.
    #expect(try repo.bytes("prompts/bad.prompt") == file.bytes)
    #expect(try repo.json("list").map { $0.text("name") } == ["good"])
    let status = try #require(try repo.json("status", "bad").first)
    #expect(status.text("state") == "invalid")
    #expect(try repo.run("status", "--exit-code").status == 1)
    try repo.commit("good", "finer")
    try repo.expectCleanFsck()
  }

  @Test(arguments: ["../x", "/etc", "a//b", "a/../b", "Upper", "a.prompt", "a.lock", "-x", "é", ""])
  func aNameThatIsNoneIsRefused(_ name: String) throws {
    let repo = try PromptRepo()
    for command in ["new", "show", "commit", "log", "render", "rollback", "delete"] {
      let result = try repo.run(command, name)
      #expect(result.status == 64, "\(command) \(name): \(result.stderr)")
      #expect(result.stderr.hasPrefix("Error: "), "\(command) \(name): \(result.stderr)")
    }
    #expect(!repo.exists("../x.prompt") && !repo.exists("prompts/../../x.prompt"))
    #expect(try repo.json("list").isEmpty)
  }

  @Test func aFileWhoseNameIsNoneIsShown() throws {
    let repo = try PromptRepo()
    try repo.write("prompts/Upper.prompt", "text")
    #expect(try repo.ok("status").contains("ignored  prompts/Upper.prompt"))
    #expect(try repo.run("status", "--exit-code").status == 0)
    let result = try repo.run("commit")
    #expect(result.status == 0 && result.stdout == "Nothing to commit.\n")
    #expect(result.stderr.hasPrefix("Warning: prompts/Upper.prompt is passed over: "))
    #expect(try repo.refusal("commit", "--all-or-nothing").contains("prompts/Upper.prompt"))
  }

  @Test(arguments: [false, true])
  func partialsArePassedOverByAllCommands(isGit: Bool) throws {
    let repo = try isGit ? PromptRepo.inWorkTree() : PromptRepo()
    try repo.write("prompts/hello.prompt", "Hi {{who}}, {{>style}}")
    try repo.write("prompts/_style.prompt", "Be kind.")
    let states = try repo.json("status")
    #expect(states.map { $0.text("path") } == ["prompts/hello.prompt", "prompts/_style.prompt"])
    #expect(states.map { $0["ignored"] } == [nil, true])
    let name = "prompts/_style.prompt"
    if isGit {
      try repo.workTree("add", "-A")
      try repo.workTree("commit", "-qm", "1")
      let result = try repo.run("adopt", "prompts")
      #expect(result.status == 0 && result.stdout.contains("hello: 1 version"))
      #expect(result.stderr.contains("passed over partials"))
      #expect(result.stderr.contains(": \(name)\n"))
      try repo.write("prompts/hello.prompt", "Hello {{who}}")
    }
    let result = try repo.run("commit", "--json")
    #expect(result.status == 0 && result.stderr.contains("\(name) is passed over"))
    #expect(try repo.json("list").map { $0.text("name") } == ["hello"])
    #expect(try repo.ok("diff", "hello").isEmpty)
    #expect(try repo.ok("checkout") == "The files are up to date.\n")
    let imported = try repo.run("import", "prompts", "--prefix", "copy/")
    #expect(imported.status == 0 && imported.stderr.contains(": _style.prompt\n"))
    #expect(try repo.json("list").map { $0.text("name") } == ["copy/hello", "hello"])
  }

  @Test func theOthersAreCommittedAndTheBrokenReported() throws {
    let repo = try PromptRepo()
    try repo.write("prompts/a.prompt", "text")
    try repo.write("prompts/b.prompt", "---\nmodel: m\n")
    try repo.write("prompts/c.prompt", bytes: [0xff])
    let result = try repo.run("commit", "--json")
    #expect(result.status == 1)
    #expect(result.stdout.split(separator: "\n").count == 1)
    #expect(result.stdout.contains(#""name":"a""#))
    let error = try #require(try JSONValue(parsing: Array(result.stderr.utf8.dropLast())).object)
    let message = error["error"]?.object?.text("message") ?? ""
    #expect(error["error"]?.object?.text("code") == "invalid")
    #expect(message.contains("prompts/b.prompt:1: ") && message.contains("prompts/c.prompt:1:1: "))
    let again = try repo.refusal("commit")
    #expect(again.contains("2 files cannot be read and were left out"))
    try repo.write("prompts/a.prompt", "other")
    for arguments in [["commit", "--all-or-nothing"], ["commit", "a", "b"]] {
      let refused = try repo.run(arguments)
      repo.expectRefusal(refused, status: 1, "\(arguments)")
      #expect(try repo.ok("show", "a") == "text")
    }
    try repo.expectCleanFsck()
  }

  @Test func aLinkOutOfTheFolderIsNotFollowed() throws {
    let repo = try PromptRepo()
    try repo.write("secret.txt", "secret")
    try repo.write("prompts/good.prompt", "good")
    _ = try TestSupport.run("ln", ["-s", "../secret.txt", "\(repo.path)/prompts/link.prompt"])
    #expect(try repo.refusal("commit", "link").contains("link"))
    try repo.ok("commit", "good")
    #expect(try repo.json("list").map { $0.text("name") } == ["good"])
  }

  @Test func promptsThatAreALinkAreSaid() throws {
    let repo = try PromptRepo()
    _ = try TestSupport.run("rmdir", ["\(repo.path)/prompts"])
    _ = try TestSupport.run("ln", ["-s", "/tmp", "\(repo.path)/prompts"])
    #expect(try repo.ok("status").contains("invalid  prompts  this is a symbolic link"))
    #expect(try repo.refusal("commit").contains("prompts: this is a symbolic link"))
    #expect(try repo.run("status", "--exit-code").status == 1)
  }

  @Test func anEndingInUpperCaseIsSaid() throws {
    let repo = try PromptRepo()
    try repo.write("prompts/a.PROMPT", "text")
    let result = try repo.run("commit")
    #expect(result.status == 0 && result.stderr.contains("prompts/a.PROMPT is passed over"))
  }

  /// An import in which all is unchanged is one of something.
  @Test func anImportOfNothingFails() throws {
    let repo = try PromptRepo()
    try repo.write("lib/Reply.MD", "a")
    try repo.write("lib/rules.mdc", "b")
    try repo.write("other/x.jinja2", "c")
    _ = try TestSupport.run("mkdir", ["\(repo.path)/empty"])
    for source in ["other", "empty"] {
      let message = try repo.refusal("import", source)
      #expect(message.contains("nothing was imported") && message.contains(".prompt.yml"))
      #expect(message.contains("1 file of no known kind (1 .jinja2)") == (source == "other"))
    }
    for (format, text) in [("csv", "name,prompt\n"), ("csv", ""), ("jsonl", "\n")] {
      #expect(try repo.run("import", "-", "--format", format, stdin: text).status == 1)
    }
    for versions in [1, 0] {
      let report = try #require(try repo.json("import", "lib").first)
      #expect(report.number("versions") == versions)
      #expect(report["passed_over"]?.object?["endings"]?.object?.number(".mdc") == 1)
    }
    #expect(try repo.ok("show", "reply") == "a")
  }

  @Test func badRowsAreListedAndTheOthersImported() throws {
    let repo = try PromptRepo()
    let lines = [
      #"{"name":"one","template":"1"}"#, #"{"name":"two"}"#, #"{"name":"three","template":""}"#,
      "no json", #"{"name":"a","name":"b","template":"x"}"#, #"{"name":"six","template":6}"#,
      #"{"name":"seven","template":"7"}"#,
    ]
    try repo.write("rows.jsonl", lines.joined(separator: "\n"))
    let result = try repo.run("import", "rows.jsonl", "--json")
    #expect(result.status == 1)
    for line in 2...6 { #expect(result.stdout.contains("\"line\":\(line),"), "\(result.stdout)") }
    #expect(try repo.json("list").map { $0.text("name") } == ["one", "seven"])
    let text = try repo.run("import", "rows.jsonl")
    #expect(text.status == 1)
    for line in 2...6 { #expect(text.stderr.contains("line \(line)"), "\(text.stderr)") }
    try repo.expectCleanFsck()
  }

  @Test func aBrokenImportFileIsRefused() throws {
    let repo = try PromptRepo()
    try repo.write("A.CSV", "name,template\nupper,text\n")
    try repo.ok("import", "A.CSV")
    try repo.write("a.csv", "one,two\n1,2\n")
    try repo.refusal("import", "a.csv")
    try repo.refusal("import", "missing.csv")
    let unknown = try repo.run("import", "a.xyz")
    #expect(unknown.status != 0 && unknown.stderr.hasPrefix("Error: "), "\(unknown.stderr)")
    #expect(try repo.json("list").map { $0.text("name") } == ["upper"])
  }

  @Test func longTemplatesAreWarnedOfAndHugeOnesRefused() throws {
    let repo = try PromptRepo()
    try repo.write("prompts/long.prompt", String(repeating: "é", count: 100_001))
    #expect(try repo.run("status").stderr.contains("100000"))
    let result = try repo.run("commit")
    #expect(result.status == 0 && result.stderr.contains("100000"), "\(result.stderr)")
    try repo.write("prompts/huge.prompt", String(repeating: "x", count: (1 << 20) + 2))
    #expect(try repo.refusal("commit").contains("prompts/huge.prompt"))
  }
}
