import MemoryStore
import PromptRepo
import TestSupport
import Testing

struct PromptNameTests {
  private let id: PromptID

  init() throws {
    id = try PromptID("prompt_\(String(repeating: "0a", count: 16))")
  }

  @Test(arguments: ["a", "support/reply", "0", "a.b_c-d/e", "head", "prompts/active"])
  func `slugs are names, and references that git accepts`(text: String) throws {
    let name = try PromptName(text)
    let reference = ReferenceName.prompt(name, .versions)
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

  /// Windows' devices: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
  @Test(arguments: [
    "con", "aux/x", "x/nul", "nul.v1", "prn.a.b", "com1", "com9.x/y", "lpt1", "lpt9",
  ])
  func `a device of Windows is a name that can be read, and no new one`(text: String) throws {
    let name = try PromptName(text)
    #expect(!name.isPortable)
    #expect(throws: RepositoryError.self) { try name.checkPortable() }
    let repository = Repository(store: MemoryStore())
    let draft = VersionDraft(try VersionContent(template: "x"))
    #expect { try repository.by(Sample.person).create(name, draft) } throws: {
      "\($0)".contains("Windows")
    }
    try repository.by(Sample.person).create(try PromptName("a"), draft)
    #expect(throws: RepositoryError.self) {
      try repository.by(Sample.person).rename(try PromptName("a"), to: name)
    }
    #expect(try PathSlug(text).plain.isPortable)
    #expect(try PathSlug(text.uppercased()).plain == PathSlug(text).plain)
  }

  @Test(arguments: ["com0", "com10", "com", "console", "aux-1", "con_", "v1.con", "lptx"])
  func `a name that only looks like a device's is one`(text: String) throws {
    #expect(try PromptName(text).isPortable)
  }

  @Test(arguments: ["Con", "NUL", "com1", "Lpt-9"])
  func `a title's slug is no device`(title: String) throws {
    #expect(try #require(PromptName(title: title)).isPortable)
  }

  @Test(arguments: [
    ("support/README", "support/readme"), ("Support/Reply", "support/reply"),
    ("my_lib/GPT-4.1 Prompt", "my_lib/gpt-4-1-prompt"), ("V1.2/a", "v1.2/a"),
    ("a/Plan It!", "a/plan-it"), ("a b/c", "a-b/c"), ("Größe/é", "groesse/e"),
    ("aux/Con.v1", "aux_/con_.v1"), ("a/_x", "a/x"),
  ])
  func `the components of a path are those of a name`(path: String, name: String) throws {
    let slug = try PathSlug(path)
    #expect(slug.plain.rawValue == name)
    #expect(!slug.isExact && !slug.needsDigits)
    #expect(try PathSlug(name).isExact)
    #expect(try PathSlug(path, prefix: "lib/").plain.rawValue == "lib/\(name)")
  }

  @Test func `what is in one folder stays together, whatever its script`() throws {
    let folders = try ["客服/a", "客服/退款", "财务/a"].map { path in
      try PathSlug(path).name(with: id).rawValue.split(separator: "/")[0]
    }
    #expect(folders[0] == folders[1] && folders[0] != folders[2])
    #expect(try PathSlug("客服/退款").needsDigits && !PathSlug("客服/a").needsDigits)
  }

  /// Paths of random components, long ones too.
  @Test func `any path gives a name, with digits too, and equal beginnings stay equal`() throws {
    let parts = [
      "a", "Readme", "con", "退款", "...", "x.lock", "A_b", String(repeating: "long ", count: 30),
      String(repeating: "f", count: 150), "é", "-", "a.prompt",
    ]
    var state: UInt64 = 5
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for _ in 0..<2_000 {
      let path = (0...random(5)).map { _ in parts[random(parts.count)] }.joined(separator: "/")
      let slug = try PathSlug(path, prefix: random(3) == 0 ? "library/" : "")
      let digits = slug.name(with: id)
      for name in [slug.plain, digits] {
        #expect(try PromptName(name.rawValue).isPortable, "\(path)")
      }
      #expect(PathSlug.stemBeforeDigits(of: digits) == slug.stemBeforeDigits)
      if slug.needsDigits { continue }
      let depth = path.split(separator: "/").count
      #expect(try PathSlug(path).plain.rawValue.split(separator: "/").count == depth, "\(path)")
    }
  }

  @Test(arguments: ["", "日本語", "🎉", "---"])
  func `a title of another script has none`(title: String) {
    #expect(PromptName(title: title) == nil)
  }

  @Test func `a long title is cut`() {
    #expect(PromptName(title: String(repeating: "ab ", count: 200))?.rawValue.count ?? 999 <= 100)
  }
}
