import CanonicalJSON
import PromptRepo
import TestSupport
import Testing

struct VersionTests {
  private let ledger = LedgerFixture()

  @Test func `versions are numbered from one and the newest is active`() throws {
    let name = try ledger.prompt("support/reply", versions: 3)
    let repository = ledger.repository
    #expect(try repository.versions(of: name).map(\.number) == [3, 2, 1])
    #expect(try repository.versions(of: name, limit: 2).map(\.number) == [3, 2])
    #expect(try repository.active(of: name)?.number == 3)
    #expect(try repository.version(name, .number(1)).message == "first")
    #expect(try repository.content(of: repository.version(name, .number(2))).template == "2")
  }

  @Test func `a version may wait to be activated`() throws {
    let name = try ledger.prompt("a", versions: 1)
    try ledger.repository.by(ledger.author()).addVersion(
      ledger.draft("2", activates: false), to: name)
    #expect(try ledger.repository.active(of: name)?.number == 1)
    #expect(try ledger.repository.latest(of: name)?.number == 2)
  }

  @Test func `the same content on top of itself is nothing to commit`() throws {
    let name = try ledger.prompt("a", versions: 2)
    let error = #expect(throws: RepositoryError.self) {
      try ledger.repository.by(ledger.author()).addVersion(ledger.draft("2"), to: name)
    }
    #expect(error?.code == .nothingToCommit)
    try ledger.repository.by(ledger.author()).addVersion(ledger.draft("1"), to: name)
    #expect(try ledger.repository.latest(of: name)?.number == 3)
  }

  @Test func `templates that Unicode holds equal are different content`() throws {
    let name = try PromptName("a")
    try ledger.repository.by(ledger.author()).create(name, ledger.draft("caf\u{e9}"))
    try ledger.repository.by(ledger.author()).addVersion(ledger.draft("cafe\u{301}"), to: name)
    #expect(try ledger.repository.latest(of: name)?.number == 2)
  }

  @Test func `the hash is that of the canonical content`() throws {
    var config = JSONObject()
    config["temperature"] = .number(try #require(JSONNumber(0.50)))
    config["model"] = .string("m")
    let content = try VersionContent(template: "Hi {{x}}\r\n", config: config)
    let canonical =
      #"{"config":{"temperature":0.5,"model":"m"},"template":"Hi {{x}}\r\n"}"#
    let sum = try run(
      "sha256sum", [], stdin: Array("promptrepo-version\u{0}1\u{0}\(canonical)".utf8))
    #expect(content.hash.hex == String(sum.stdout.prefix(64)))
    let template = try run("sha256sum", [], stdin: Array("Hi {{x}}\r\n".utf8))
    #expect(content.templateHash.hex == String(template.stdout.prefix(64)))
  }

  @Test(arguments: ["", "a\0b", String(repeating: "x", count: 1_048_577)])
  func `a template that cannot be stored is refused`(template: String) {
    #expect(throws: RepositoryError.self) { try VersionContent(template: template) }
  }

  @Test func `config and template come back as they were`() throws {
    let config = try #require(
      JSONValue(parsing: #"{"z":1,"a":{"k":[1.5,null,true,"é"]}}"#).object)
    let content = try VersionContent(template: "---\n{{x}}\r\n", config: config)
    let name = try PromptName("a")
    try ledger.repository.by(ledger.author()).create(name, VersionDraft(content))
    // A second repository over the same store has read nothing yet.
    let fresh = Repository(store: ledger.repository.store)
    let read = try fresh.content(of: fresh.version(name, .latest))
    #expect(read.config == config)
    #expect(read.template.utf8.elementsEqual(content.template.utf8))
    #expect(read.hash == content.hash)
  }
}
