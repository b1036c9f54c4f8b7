import PromptRepo
import Testing

struct ResolvingTests {
  private let ledger = LedgerFixture()

  @Test func `every form of a spec names its version`() throws {
    let name = try ledger.prompt("a", versions: 3)
    let repository = ledger.repository
    let second = try repository.version(name, .number(2))
    let forms = [
      "2", "v2", "~1", "\(second.hash)", second.hash.hex, second.hash.short(8),
      "sha256:\(second.hash.short(8))", second.commit.hex, second.commit.short(7),
    ]
    for form in forms {
      #expect(try repository.version(name, VersionSpec(form)).number == 2, "\(form)")
    }
    #expect(try repository.version(name, VersionSpec("active")).number == 3)
    #expect(try repository.version(name, VersionSpec("latest")).number == 3)
    #expect(try repository.version(name, VersionSpec("~2")).number == 1)
  }

  @Test(arguments: [
    "", "0", "v0", "v", "~0", "~", "-1", "Production", "sha256:abc", "ABCDEF012345", "1.0", "a/b",
  ])
  func `anything else is refused`(text: String) {
    #expect(throws: RepositoryError.self) { try VersionSpec(text) }
  }

  @Test func `equal content means its highest number`() throws {
    let name = try ledger.prompt("a", versions: 2)
    try ledger.repository.by(ledger.author(9)).addVersion(ledger.draft("1"), to: name)
    let hash = try ledger.repository.version(name, .number(1)).hash
    #expect(try ledger.repository.version(name, VersionSpec("\(hash)")).number == 3)
  }

  @Test func `digits that fit two versions list both`() throws {
    let name = try ledger.prompt("a", versions: 1)
    // Searched beforehand: these two templates' hashes share their first digits.
    var seen: [String: Int] = ["": 0]
    var pair: (Int, Int)?
    for number in 0..<200_000 {
      let digits = try VersionContent(template: "t\(number)").hash.short(8)
      if let other = seen[digits] {
        pair = (other, number)
        break
      }
      seen[digits] = number
    }
    let found = try #require(pair)
    for number in [found.0, found.1] {
      try ledger.repository.by(ledger.author(Int64(number))).addVersion(
        ledger.draft("t\(number)"), to: name)
    }
    let digits = try VersionContent(template: "t\(found.0)").hash.short(8)
    let error = #expect(throws: RepositoryError.self) {
      try ledger.repository.version(name, VersionSpec(digits))
    }
    #expect(error?.code == .ambiguous)
    #expect(error?.message.contains("v2") == true)
    #expect(error?.message.contains("v3") == true)
  }

  @Test func `what is not there is said`() throws {
    let name = try ledger.prompt("a", versions: 1)
    for form in ["2", "~1", "deadbeef", "sha256:deadbeef", "sha256:00000001"] {
      let error = #expect(throws: RepositoryError.self) {
        try ledger.repository.version(name, VersionSpec(form))
      }
      #expect(error?.code == .notFound, "\(form)")
    }
    let missing = try PromptName("b")
    let error = #expect(throws: RepositoryError.self) {
      try ledger.repository.version(missing, .latest)
    }
    #expect(error?.code == .notFound)
  }
}
