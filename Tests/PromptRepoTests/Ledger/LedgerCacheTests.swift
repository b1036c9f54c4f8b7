import CanonicalJSON
import PromptRepo
import Testing

/// How much of what was read is kept.
@Suite struct LedgerCacheTests {
  private let store = ReadCounter()

  /// Versions of one prompt each, with a large template or a large configuration.
  private func versions(inConfig: Bool) throws -> [Version] {
    let writer = Repository(store: store)
    let author = LedgerFixture().author()
    return try (0..<8).map { number in
      let text = "\(number)" + String(repeating: "x", count: 100_000)
      let content =
        inConfig
        ? try VersionContent(template: "t", config: ["stop": .string(text + text)])
        : try VersionContent(template: text)
      let name = try PromptName("p\(number)")
      try writer.create(name, VersionDraft(content), by: author)
      return try #require(try writer.latest(of: name))
    }
  }

  /// How many objects are read for the texts of versions.
  private func reads(_ versions: [Version], _ reader: Repository) throws -> Int {
    let before = store.count
    for version in versions { _ = try reader.text(of: version) }
    return store.count - before
  }

  @Test(arguments: [false, true]) func textsAreBoundedByBytes(inConfig: Bool) throws {
    let versions = try versions(inConfig: inConfig)
    // Two texts are less than a generation, three are more.
    let reader = Repository(store: store, cache: LedgerCache(byteLimit: 500_000))
    #expect(try reads(versions, reader) > 0)
    // Two are in the young generation, three in the old one, three are forgotten.
    #expect(try reads(Array(versions.suffix(3)), reader) == 0)
    #expect(try reads(Array(versions.prefix(3)), reader) > 0)
  }

  @Test func whatIsUsedIsKept() throws {
    let versions = try versions(inConfig: false)
    let reader = Repository(store: store, cache: LedgerCache(byteLimit: 500_000))
    _ = try reader.text(of: versions[0])
    for version in versions.dropFirst() {
      _ = try reader.text(of: version)
      #expect(try reads([versions[0]], reader) == 0)
    }
  }

  @Test func ordinaryTextsAreAllKept() throws {
    let versions = try versions(inConfig: false)
    let reader = Repository(store: store)
    #expect(try reads(versions, reader) > 0)
    #expect(try reads(versions, reader) == 0)
  }
}
