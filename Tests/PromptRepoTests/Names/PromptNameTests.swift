import PromptRepo
import TestSupport
import Testing

struct PromptNameTests {
  @Test(arguments: ["a", "support/reply", "0", "a.b_c-d/e", "head", "prompts/active"])
  func `slugs are names, and references that git accepts`(text: String) throws {
    let name = try PromptName(text)
    let reference = PromptReferences(name).versions
    #expect(try run("git", ["check-ref-format", reference.rawValue]).status == 0)
  }

  @Test(arguments: [
    "", "/", "a/", "/a", "a//b", "A", "../x", "a/../b", "a..b", ".a", "-a", "_a", "a.", "a.lock",
    "x.lock/y", "a.prompt", "a b", "é", "a@b", "a\n", String(repeating: "a", count: 201),
  ])
  func `anything else is refused`(text: String) {
    #expect(throws: RepositoryError.self) { try PromptName(text) }
  }

  @Test(arguments: [
    ("Linux Terminal", "linux-terminal"), ("Überprüfung der Größe", "ueberpruefung-der-groesse"),
    ("  Don't Panic!  ", "dont-panic"), ("C++ / Rust", "c-rust"), ("e\u{301}te\u{301}", "ete"),
    ("v1.2 Release", "v1-2-release"),
  ])
  func `a title becomes a slug`(title: String, slug: String) {
    #expect(PromptName(title: title)?.rawValue == slug)
  }

  @Test(arguments: ["", "日本語", "🎉", "---"])
  func `a title of another script has none`(title: String) {
    #expect(PromptName(title: title) == nil)
  }

  @Test func `a long title is cut`() {
    #expect(PromptName(title: String(repeating: "ab ", count: 200))?.rawValue.count ?? 999 <= 100)
  }
}
