import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// How files are written and named: what is kept, what is said, and what is taken for no prompt.
@Suite struct FileFormTests {
  let repo: PromptRepo

  init() throws { repo = try PromptRepo.inWorkTree() }

  private func commitAll(_ message: String = "Edit") throws {
    try repo.workTree("add", "-A")
    try repo.workTree("commit", "-qm", message)
  }

  /// The bytes of a file of CR LF and of one with a licence, in git's hands and in the program's.
  @Test func aFileComesBackAsItWas() throws {
    let files = [
      "crlf": "---\r\nmodel: m1\r\n---\r\nHi\r\nBye\r\n",
      "short": "---\r\nmodel: m1\r\n---\r\nHi\r\n",
      "licence": "# Copyright 2030 Example Org\n\n---\nmodel: m1 # fast\n---\nHi {{who}}\n",
      "mark": "\u{feff}--- \nmodel: m1\n---\nHi",
    ]
    for (name, text) in files { try repo.write("prompts/\(name).prompt", text) }
    try commitAll()
    try repo.ok("commit")
    #expect(try repo.ok("render", "licence", "--strict", "--var", "who=Ann") == "Hi Ann")
    try repo.workTree("clone", "-q", ".", "../clone")
    let clone = try repo.beside("clone")
    try clone.ok("pull")
    for place in [repo, clone] {
      for name in files.keys { try place.remove("prompts/\(name).prompt") }
      try place.ok("checkout", "crlf", "short", "licence", "mark")
      for (name, text) in files {
        #expect(try place.bytes("prompts/\(name).prompt") == Array(text.utf8))
      }
      #expect(try place.workTree("status", "--porcelain") == "")
      #expect(try place.run("status", "--exit-code").status == 0)
    }
    try repo.expectCleanRepository()
  }

  /// Without git it is the clone that knows; its notes move with the ledger.
  @Test func theNotesMoveWithTheLedger() throws {
    let repo = try PromptRepo.inWorkTree(initialised: false)
    try repo.ok("init", "--store", "directory")
    let text = "#\r\n---\r\nmodel:  m1\r\n---\r\nHi\r\n"
    try repo.commit("p", text)
    func losesNothing() throws {
      try repo.remove("prompts/p.prompt")
      try repo.ok("checkout", "p")
      #expect(try repo.bytes("prompts/p.prompt") == Array(text.utf8))
    }
    try losesNothing()
    try repo.ok("gc")
    try repo.ok("convert", "--to", "git")
    try losesNothing()
    try repo.ok("convert", "--to", "directory")
    try losesNothing()
  }

  @Test func aLicenceIsAdoptedWithTheFile() throws {
    let head = "# Copyright 2030 Example Org\r\n\r\n---\r\n"
    try repo.write("lib/hello.prompt", "\(head)model: m1\r\n---\r\nHi\r\n")
    try commitAll()
    try repo.ok("adopt", "lib")
    try repo.ok("checkout", "hello")
    #expect(try repo.bytes("prompts/hello.prompt") == repo.bytes("lib/hello.prompt"))
  }

  /// The name of a skill is its title, and a change of it one of the record.
  @Test func theNameInAHeaderIsKept() throws {
    func skill(_ name: String) throws {
      try repo.write(
        "lib/pdf-tools/SKILL.md",
        "---\nname: \(name)\ndescription: D\nlicense: MIT\n---\nRead it.\n")
      try commitAll("Name it \(name)")
      try repo.ok("adopt", "lib")
    }
    try skill("pdf-tools")
    let name = try #require(try repo.json("list").first).text("name")
    #expect(try repo.json("list").first?.text("title") == "pdf-tools")
    try skill("pdf-helpers")
    #expect(try repo.json("list").first?.text("title") == "pdf-helpers")
    #expect(try repo.json("log", name).count == 1)
    try repo.ok("checkout", name)
    #expect(
      try repo.read("prompts/\(name).prompt")
        == "---\ntitle: pdf-helpers\ndescription: D\nlicense: MIT\n---\nRead it.\n")
    #expect(try repo.ok("export").contains(#""title":"pdf-helpers""#))
  }

  /// Revisions that are pointers are left out and named; so is a prompt that is one now.
  @Test func pointersOfGitLFSAreNotAdopted() throws {
    let digits = String(repeating: "4980243b", count: 8)
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:\(digits)\nsize 12345\n"
    try repo.write("lib/mixed.md", pointer)
    try commitAll()
    let first = try repo.workTree("rev-parse", "--short=10", "HEAD")
    try repo.write("lib/mixed.md", "The text itself.\n")
    try repo.write("lib/big.md", pointer)
    try commitAll()
    let report = try repo.run("adopt", "lib")
    for part in [
      "commit \(first) is left out: lib/mixed.md: what git has is a pointer of Git LFS",
      "lib/big.md", "`git lfs pull`", "`promptrepo import`",
    ] { #expect(report.stderr.contains(part), "\(report.stderr)") }
    #expect(try repo.json("list").map { $0.text("name") } == ["mixed"])
    #expect(try repo.json("log", "mixed").count == 1)
    try repo.write("prompts/big.prompt", pointer)
    #expect(try repo.refusal("commit", "big").contains("a pointer of Git LFS"))
    #expect(
      try repo.run("import", "lib", "--prefix", "x/").stderr.contains("big.md: this is a pointer"))
  }

  @Test func whatLooksLikeAHeaderIsSaid() throws {
    try repo.write("lib/a.prompt", "----\nmodel: m1\n----\nHi\n")
    let said = "a.prompt:1: what looks like a header is read as text"
    let imported = try repo.run("import", "lib")
    #expect(imported.status == 0 && imported.stderr.contains("Warning: \(said)"))
    try repo.write("docs/c.prompt", "----\nmodel: m1\n----\nHi\n")
    try commitAll()
    let adopted = try repo.run("adopt", "docs")
    #expect(adopted.status == 0 && adopted.stderr.contains("Warning: docs/c.prompt:1: what looks"))
    try repo.write("prompts/b.prompt", "<!-- MIT -->\n---\nmodel: m1\n---\nHi\n")
    let status = try #require(try repo.json("status", "b").first)
    #expect(status["warnings"]?.array?.count == 1)
    for command in ["status", "commit"] {
      let result = try repo.run(command, "b")
      #expect(result.status == 0 && result.stderr.contains("prompts/b.prompt:2: what looks like"))
    }
  }
}
