import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Which files can be adopted, from where, and under what names.
@Suite struct AdoptFilesTests {
  let repo: PromptRepo

  init() throws {
    repo = try PromptRepo.inWorkTree()
  }

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func filesOfOtherToolsAreRead() throws {
    var history = CodeHistory()
    let chat = """
      name: Summarizer
      description: Sums up
      model: openai/gpt-4o-mini
      modelParameters:
        temperature: 0.5
      messages:
        - role: system
          content: You are short.
        - role: user
          content: |
            Sum up:
            {{input}}
      testData:
        - input: A
      """
    history.commit(
      bytes("all"),
      [
        .write("t/chat.prompt.yml", bytes(chat)),
        .write(
          "t/one.prompt.yaml",
          bytes("messages:\n- role: user\n  content: 'Hi {{name}}'\nmodel: m\n")),
        .write(
          "t/basic.prompty",
          bytes("---\nname: Basic Prompt\ndescription: d\nmodel:\n  api: chat\n---\nsystem:\nHi\n")),
        .write(".github/prompts/deep/er/Plan It.prompt.md", bytes("---\nmode: agent\n---\nPlan\n")),
        .write("t/raw.txt", bytes("---\nall\n")),
      ])
    history.commit(bytes("break"), [.write("t/one.prompt.yaml", bytes("messages: [\n"))])
    history.commit(bytes("bytes"), [.write("t/raw.txt", [0xff, 0x0a])])
    history.commit(
      bytes("mend"), [.write("t/one.prompt.yaml", bytes("messages: [{role: user, content: b}]\n"))])
    history.commit(bytes("mend"), [.write("t/raw.txt", bytes("c\n"))])
    try repo.make(&history)
    let report = try #require(try repo.json("adopt", "t", ".github/prompts").first)
    let warnings = try #require(report["warnings"]?.array).compactMap(\.string)
    #expect(warnings.count == 2)
    #expect(warnings[0].contains("t/one.prompt.yaml") && warnings[1].contains("t/raw.txt"))
    for commit in ["main~2", "main~3"] {
      let id = try repo.workTree("rev-parse", "--short=10", commit)
      #expect(warnings.contains { $0.contains(id) })
    }
    #expect(
      try repo.templates("chat") == [
        """
        {{role "system"~}}
        You are short.

        {{~role "user"~}}
        Sum up:
        {{input}}
        """
      ])
    let chatInfo = try #require(try repo.json("show", "chat").first)
    let config = try JSONValue(
      parsing: bytes(
        """
        {"model":"openai/gpt-4o-mini","modelParameters":{"temperature":0.5},\
        "testData":[{"input":"A"}],"dialect":"chat"}
        """))
    #expect(chatInfo["config"] == config)
    let listed = try repo.json("list")
    #expect(listed.map { $0.text("name") } == ["basic", "chat", "deep/er/plan-it", "one", "raw"])
    #expect(
      listed.map { $0.text("title") }
        == ["Basic Prompt", "Summarizer", "deep/er/Plan It", "", ""])
    #expect(try repo.templates("one") == ["Hi {{name}}", "b"])
    #expect(try repo.templates("raw") == ["---\nall", "c"])
    #expect(try repo.templates("basic") == ["system:\nHi"])
    try repo.ok("checkout")
    #expect(try repo.json("status").allSatisfy { $0.text("state") == "unchanged" })
  }

  @Test func workingFilesAreUnchangedAfterwards() throws {
    var history = CodeHistory()
    for text in ["1", "2", "1"] {
      history.commit(
        bytes(text),
        [.write("prompts/a/b.prompt", bytes("---\ntitle: T\nmodel: \(text)\n---\n\(text)\n"))])
    }
    try repo.make(&history)
    let said = try repo.ok("adopt", "prompts/a")
    #expect(
      said
        == "a/b: 3 versions from prompts/a/b.prompt\nAdopted 3 versions: 1 new prompt, 0 changed, 0 unchanged\n"
    )
    let status = try #require(try repo.json("status").first)
    #expect(status.text("state") == "unchanged" && status.number("base_version") == 3)
    #expect(try repo.run("commit").stdout.contains("Nothing"))
  }

  /// The oldest keeps the name, and nobody else is held up.
  @Test func filesOfOneNameAreToldApartByDigitsOfTheirIds() throws {
    var history = CodeHistory()
    history.commit(bytes("1"), [.write("d/a.txt", bytes("1")), .write("d/ok.md", bytes("ok"))])
    history.commit(bytes("2"), [.write("d/a.md", bytes("2")), .write("e/a.md", bytes("3"))])
    history.commit(bytes("3"), [.write("d/A.MD", bytes("4"))])
    try repo.make(&history)
    try repo.workTree("clone", "-q", repo.path, "\(repo.directory.path)/clone")
    try repo.ok("adopt", "d", "e")
    let prompts = try repo.json("list")
    #expect(prompts.count == 5)
    var texts: [String: String] = [:]
    for prompt in prompts {
      let name = prompt.text("name")
      texts[try repo.ok("show", name)] = prompt.text("title")
      let digits = prompt.text("id").dropFirst("prompt_".count).prefix(8)
      #expect(["a", "ok", "a-\(digits)"].contains(name))
    }
    #expect(texts == ["1": "", "ok": "", "2": "a.md", "3": "e/a.md", "4": "A.MD"])
    let done = try repo.ledgerReferences()
    #expect(try repo.json("adopt", "d", "e").first?["unchanged"]?.array?.count == 5)
    #expect(try repo.ledgerReferences() == done)
    // Somebody else, bit by bit and in another order.
    let other = try repo.beside("clone")
    try other.ok("init")
    for (place, path) in ["d/a.txt", "e", "d"].enumerated() {
      if place == 0 { try other.ok("adopt", path, "--first") }
      try other.ok("adopt", path)
    }
    let theirs = try other.json("list")
    #expect(theirs.map { $0.text("name") } == prompts.map { $0.text("name") })
    #expect(theirs.map { $0.text("id") } == prompts.map { $0.text("id") })
    // A new text of each goes where it belongs, in a history that was made anew, too.
    history.commit(
      bytes("more"), [.write("d/A.MD", bytes("44")), .write("e/a.md", bytes("33"))])
    try repo.make(&history)
    #expect(try repo.json("adopt", "d", "e").first?.number("versions") == 2)
    var anew = CodeHistory()
    let all: [[CodeHistory.Edit]] = [
      [.write("d/a.txt", bytes("1")), .write("d/ok.md", bytes("ok"))],
      [.write("d/a.md", bytes("2")), .write("e/a.md", bytes("3"))], [.write("d/A.MD", bytes("4"))],
      [.write("d/A.MD", bytes("44")), .write("e/a.md", bytes("33"))],
      [.write("e/a.md", bytes("333"))],
    ]
    for edits in all { anew.commit(bytes("anew"), edits) }
    try repo.make(&anew)
    #expect(try repo.json("adopt", "d", "e").first?.number("versions") == 1)
    #expect(try repo.json("list").count == 5)
  }

  @Test func namesOfOtherScriptsAndUpperCaseKeepTheirFolders() throws {
    var history = CodeHistory()
    let long = String(repeating: "long/", count: 50)
    let edits: [(String, String)] = [
      ("lib/faq/发货.md", "1"), ("lib/faq/退款.md", "2"), ("lib/faq/ok.md", "3"),
      ("lib/support/README.md", "4"), ("lib/Support/refund.md", "5"), ("lib/客服/a.md", "6"),
      ("lib/aux/Con.md", "7"), ("lib/\(long)x1.md", "8"), ("lib/\(long)x2.md", "9"),
    ]
    history.commit(bytes("c"), edits.map { .write($0.0, bytes($0.1)) })
    try repo.make(&history)
    try repo.ok("adopt", "lib")
    for (name, text) in [
      ("faq/ok", "3"), ("support/readme", "4"), ("support/refund", "5"), ("aux_/con_", "7"),
    ] {
      #expect(try repo.ok("show", name) == text)
    }
    #expect(
      try repo.json("list", "support/").map { $0.text("name") }
        == ["support/readme", "support/refund"])
    let faq = try repo.json("list", "faq/").filter { $0.text("name") != "faq/ok" }
    #expect(Set(faq.map { $0.text("title") }) == ["faq/发货", "faq/退款"])
    for prompt in faq {
      #expect(prompt.text("name") == "faq/prompt-\(prompt.text("id").dropFirst(7).prefix(8))")
    }
    #expect(try repo.json("list").count == edits.count)
    #expect(try repo.json("adopt", "lib").first?.number("versions") == 0)
    try repo.ok("checkout")
    #expect(try repo.json("status").allSatisfy { $0.text("state") == "unchanged" })
  }

  /// As older releases named them.
  @Test func aPromptThatWasGivenAnotherNameGoesOnWithItsFile() throws {
    var history = CodeHistory()
    history.commit(bytes("1"), [.write("lib/support/README.md", bytes("1"))])
    try repo.make(&history)
    try repo.ok("adopt", "lib")
    try repo.ok("mv", "support/readme", "support-readme")
    history.commit(bytes("2"), [.write("lib/support/README.md", bytes("2"))])
    try repo.make(&history)
    try repo.ok("adopt", "lib")
    #expect(try repo.json("list").map { $0.text("name") } == ["support-readme"])
    #expect(try repo.templates("support-readme") == ["1", "2"])
  }

  /// What a file's last commit holds when it is no prompt any more.
  static let unreadable: [(path: String, text: [UInt8])] = [
    ("lib/a.md", Array("---\na: [\n---\nNew.\n".utf8)), ("lib/a.md", []),
    ("lib/a.md", Array("\n".utf8)), ("lib/a.md", [0x4e, 0xff, 0x0a]),
    ("lib/a.txt", Array(repeating: 0x61, count: 1_300_000)),
    ("lib/a.md", Array("---\ndescription: \(String(repeating: "d", count: 2_001))\n---\nN\n".utf8)),
    ("lib/a.prompt.yml", Array("messages: 3\n".utf8)),
  ]

  @Test(arguments: unreadable)
  func whatHEADHoldsIsNeverSilentlyOlder(path: String, text: [UInt8]) throws {
    var history = CodeHistory()
    let old = path.hasSuffix("yml") ? "messages: [{role: user, content: Old.}]\n" : "Old.\n"
    history.commit(bytes("1"), [.write(path, bytes(old)), .write("lib/b.md", bytes("b"))])
    try repo.make(&history)
    try repo.workTree("clone", "-q", repo.path, "\(repo.directory.path)/clone")
    history.commit(bytes("2"), [.write(path, text)])
    try repo.make(&history)
    // A prompt that is new is not adopted, and the others are.
    for _ in 1...2 {
      let message = try repo.refusal("adopt", "lib")
      #expect(
        message.contains("\(path): its newest text") && message.contains("nothing of it is live"))
      #expect(try repo.json("list").map { $0.text("name") } == ["b"])
    }
    // One that is there stays as it is, and that is said.
    let other = try repo.beside("clone")
    try other.ok("init")
    try other.ok("adopt", "lib", "--first")
    try other.workTree("pull", "-q")
    for _ in 1...2 {
      let message = try other.refusal("adopt", "lib")
      #expect(message.contains("v1 of 'a', which is older, stays live"))
      #expect(try other.ok("show", "a") == "Old.")
      let result = try other.run("adopt", "lib", "--json")
      let held = try JSONValue(parsing: bytes(result.stdout)).object?["held_up"]?.array?.first
      #expect(held?.object?.text("path") == path && held?.object?.text("code") == "invalid")
      #expect(result.status == 1)
    }
    history.commit(bytes("3"), [.write(path, bytes(old.replacing("Old", with: "New")))])
    try repo.make(&history)
    try repo.ok("adopt", "lib")
    #expect(try repo.templates("a") == ["Old.", "New."])
    #expect(try repo.ok("show", "a") == "New.")
  }

  @Test(arguments: ["system.jinja2", "system.MD", "system", "system.txt.bak", "system.prompt"])
  func whatTheFileWasCalledDoesNotMakeItLessOfAText(old: String) throws {
    var history = CodeHistory()
    history.commit(bytes("1"), [.write("lib/\(old)", bytes("Be brief and kind and helpful.\n"))])
    history.author = bytes("Ben <ben@example.org> 1700000001 +0000")
    history.commit(bytes("2"), [.write("lib/\(old)", bytes("Be brief and kind and useful.\n"))])
    history.commit(bytes("3"), [.rename("lib/\(old)", to: "lib/system.md")])
    history.commit(
      bytes("4"), [.write("lib/system.md", bytes("Be brief and kind and very useful.\n"))])
    try repo.make(&history)
    #expect(try repo.run("adopt", "lib").stderr == "")
    #expect(try repo.versions("system") == repo.followed("lib/system.md"))
    #expect(try repo.templates("system").count == 3)
  }

  /// Text that only looks like a header, under a name that promised none.
  @Test func textThatWasNoPromptFileIsReadAsText() throws {
    var history = CodeHistory()
    let text = "---\n{{ a }}: {% b %}\n---\nBe brief and kind and helpful to everybody.\n"
    history.commit(bytes("1"), [.write("lib/x.j2", bytes(text))])
    history.commit(
      bytes("2"), [.remove("lib/x.j2"), .write("lib/x.md", bytes(String(text.dropFirst(4))))])
    try repo.make(&history)
    try repo.ok("adopt", "lib")
    #expect(try repo.templates("x").count == 2)
  }

  @Test func whatIsPassedOverIsSaid() throws {
    var history = CodeHistory()
    history.commit(
      bytes("1"),
      [
        .write("lib/a.mdc", bytes("a")), .write("lib/b.jinja2", bytes("b")),
        .write("lib/sub/c.mdc", bytes("c")), .write("lib/LICENSE", bytes("l")),
        .link("l", to: "lib"),
      ])
    try repo.make(&history)
    let message = try repo.refusal("adopt", "lib")
    #expect(message.contains("4 files of no known kind (2 .mdc, 1 without an ending, 1 .jinja2)"))
    #expect(try repo.refusal("adopt", "l").contains("symbolic link"))
    history.commit(bytes("2"), [.write("lib/Reply.MD", bytes("r"))])
    try repo.make(&history)
    let result = try repo.run("adopt", "lib", "--json")
    #expect(result.status == 0)
    let report = try #require(try JSONValue(parsing: bytes(result.stdout)).object)
    #expect(report["passed_over"]?.object?.number("files") == 4)
    #expect(try repo.ok("show", "reply") == "r")
  }

  @Test func pathsAreThoseOfTheFolderTheCommandRunsIn() throws {
    var history = CodeHistory()
    history.commit(
      bytes("1"), [.write("src/prompts/a.md", bytes("a")), .write("docs/b.md", bytes("b"))])
    try repo.make(&history)
    try repo.ok("-C", "src", "adopt", "prompts", "../docs/./b.md")
    #expect(try repo.json("list").map { $0.text("name") } == ["a", "b"])
    #expect(try repo.refusal("adopt", "..").contains("outside"))
    #expect(try repo.refusal("adopt", "nowhere").contains("'nowhere'"))
    #expect(try repo.refusal("adopt", "docs", "--branch", "none").contains("'none'"))
    #expect(try repo.refusal("adopt", "README.none").contains("README.none"))
    #expect(try repo.run("adopt").status == 64)
  }

  @Test func aDirectoryStoreAdoptsFromTheRepositoryAround() throws {
    let fresh = try PromptRepo.inWorkTree(initialised: false)
    try fresh.ok("init", "--store", "directory")
    try fresh.write("docs/a.md", "a\n")
    try fresh.workTree("add", "docs")
    try fresh.workTree("commit", "-qm", "Add a")
    try fresh.ok("adopt", "docs")
    #expect(try fresh.ok("show", "a") == "a")
    #expect(try fresh.workTree("for-each-ref", "refs/prompts") == "")
    let outside = try PromptRepo()
    #expect(try outside.refusal("adopt", "x").contains("in no git repository"))
  }

  @Test func aShallowCloneIsRefused() throws {
    var history = CodeHistory()
    for text in ["1", "2"] { history.commit(bytes(text), [.write("x.md", bytes(text))]) }
    try repo.make(&history)
    try repo.workTree(
      "clone", "-q", "--depth", "1", "file://\(repo.path)", "\(repo.directory.path)/clone")
    try repo.beside("clone").ok("init")
    let message = try repo.beside("clone").refusal("adopt", "x.md", "--first")
    #expect(message.contains("git fetch --unshallow"))
  }

  @Test func whatIsNoFileOrTooLongIsLeftOut() throws {
    var history = CodeHistory()
    history.commit(
      bytes("1"),
      [
        .write("d/a.md", bytes("a")), .link("d/b.md", to: "a.md"), .submodule("d/c.md"),
        .write("d/.hidden.md", bytes("h")), .write("d/.git2/e.md", bytes("h")),
        .write("d/n.c", bytes("int x;")),
      ])
    history.commit(bytes("2"), [.write("d/a.md", Array(repeating: 0x61, count: 1_300_000))])
    history.commit(bytes("3"), [.makeExecutable("d/a.md", bytes("b"))])
    try repo.make(&history)
    let report = try #require(try repo.json("adopt", "d").first)
    #expect(try repo.templates("a") == ["a", "b"])
    #expect(try repo.json("list").count == 1)
    let warnings = try #require(report["warnings"]?.array).compactMap(\.string)
    #expect(warnings.count == 3)
    for path in ["d/a.md", "d/b.md", "d/c.md"] {
      #expect(warnings.contains { $0.contains(path) }, "\(warnings)")
    }
    #expect(try repo.refusal("adopt", "d/n.c").contains(".prompt.yml"))
  }

  @Test func twoFilesThatOneBecameAreTwoPrompts() throws {
    var history = CodeHistory()
    let start = history.commit(bytes("1"), [.write("d/a.md", bytes("one text"))])
    let side = history.commit(
      bytes("side"), on: "side", from: start, [.rename("d/a.md", to: "d/c.md")])
    let main = history.commit(bytes("main"), from: start, [.rename("d/a.md", to: "d/b.md")])
    history.commit(
      bytes("merge"), from: main, merging: [side], [.write("d/c.md", bytes("one text"))])
    try repo.make(&history)
    try repo.ok("adopt", "d/b.md")
    #expect(try repo.refusal("adopt", "d/c.md", status: 2).contains("adopt them together"))
    try repo.ok("adopt", "d")
    let prompts = try repo.json("list")
    #expect(prompts.map { $0.text("name") } == ["b", "c"])
    #expect(Set(prompts.map { $0.text("id") }).count == 2)
    for path in ["d", "d/c.md", "d/b.md"] {
      #expect(try #require(try repo.json("adopt", path).first).number("versions") == 0)
    }
  }

  @Test func aPartialCloneNeedsNoPictures() throws {
    var history = CodeHistory()
    let text = String(repeating: "Be brief.\n", count: 8)
    history.commit(
      bytes("1"),
      [
        .write("old/a.md", bytes(text)),
        .write("logo.png", Array(repeating: 7, count: 200_000) + bytes("1")),
      ])
    history.commit(
      bytes("2"),
      [
        .rename("old/a.md", to: "lib/a.md"), .write("lib/a.md", bytes(text + "More.\n")),
        .rename("logo.png", to: "pic.png"),
        .write("pic.png", Array(repeating: 7, count: 200_000) + bytes("2")),
      ])
    history.commit(bytes("3"), [.write("pic.png", bytes("small"))])
    try repo.make(&history)
    try repo.workTree("config", "uploadpack.allowFilter", "true")
    let clone = try repo.beside("clone")
    try repo.workTree(
      "clone", "-q", "--filter=blob:limit=100k", "file://\(repo.path)", clone.path)
    try clone.ok("init")
    try clone.ok("adopt", "lib", "--first")
    #expect(try clone.templates("a") == [text, text + "More.\n"].map { String($0.dropLast()) })
  }

  /// A ledger may hold such a prompt from elsewhere, as plain git can put it there.
  @Test func aLedgerWithADevicesNameIsReadAndRenamed() throws {
    for name in ["a", "con"] { try repo.write("lib/\(name).md", "text of \(name)\n") }
    try repo.workTree("add", "lib")
    try repo.workTree("commit", "-qm", "1")
    try repo.ok("adopt", "lib")
    #expect(try repo.json("list").map { $0.text("name") } == ["a", "con_"])
    for line in try repo.workTree("for-each-ref", "--format=%(refname) %(objectname)")
      .split(separator: "\n") where line.contains("/con_/")
    {
      let parts = line.split(separator: " ").map(String.init)
      let new = parts[0].replacing("/con_/", with: "/con/")
      try repo.workTree("update-ref", new, parts[1])
      try repo.workTree("update-ref", "-d", parts[0])
    }
    #expect(try repo.ok("show", "con") == "text of con")
    #expect(try repo.json("adopt", "lib").first?.number("versions") == 0)
    try repo.ok("checkout", "con")
    try repo.commit("con", "a new text")
    #expect(try repo.templates("con") == ["text of con", "a new text"])
    for device in ["aux", "com1/x", "nul.v1"] {
      #expect(try repo.refusal("mv", "a", device).contains("Windows"))
      #expect(try repo.refusal("new", device, "--template", "x").contains("Windows"))
      try repo.write("prompts/\(device).prompt", "x")
      #expect(try repo.refusal("commit", device).contains("Windows"))
    }
    #expect(try repo.refusal("env", "add", "prn").contains("Windows"))
    try repo.ok("mv", "con", "console")
    #expect(try repo.ok("show", "console") == "a new text")
    #expect(try repo.json("adopt", "lib").first?.number("versions") == 0)
    #expect(try repo.json("list").map { $0.text("name") } == ["a", "console"])
  }
}
