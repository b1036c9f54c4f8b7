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
        {{role "system"}}
        You are short.
        {{role "user"}}
        Sum up:
        {{input}}
        """
      ])
    let chatInfo = try #require(try repo.json("show", "chat").first)
    let config = try JSONValue(
      parsing: bytes(
        """
        {"model":"openai/gpt-4o-mini","modelParameters":{"temperature":0.5},\
        "testData":[{"input":"A"}]}
        """))
    #expect(chatInfo["config"] == config)
    let listed = try repo.json("list")
    #expect(listed.map { $0.text("name") } == ["basic", "chat", "deep-er-plan-it", "one", "raw"])
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

  @Test func nothingIsWrittenWhenTwoFilesHaveOneName() throws {
    var history = CodeHistory()
    history.commit(
      bytes("c"),
      [.write("d/a.md", bytes("1")), .write("d/a.txt", bytes("2")), .write("e/a.md", bytes("3"))])
    try repo.make(&history)
    let before = try repo.ledgerReferences()
    let message = try repo.refusal("adopt", "d", "e", status: 2)
    #expect(message.contains("d/a.md and d/a.txt and e/a.md"))
    #expect(try repo.ledgerReferences() == before)
    try repo.ok("adopt", "d/a.md")
    #expect(try repo.refusal("adopt", "e", status: 2).contains("promptrepo mv"))
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
    #expect(try #require(try repo.json("adopt", "d").first).number("versions") == 0)
  }
}
