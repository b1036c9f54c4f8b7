import CanonicalJSON
import PromptRepo
import PromptTemplate
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
      try writer.by(author).create(name, VersionDraft(content))
      return try #require(try writer.latest(of: name))
    }
  }

  /// How many objects are read for the texts of versions.
  private func reads(_ versions: [Version], _ reader: Repository) throws -> Int {
    let before = store.count
    for version in versions { _ = try reader.content(of: version) }
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
    _ = try reader.content(of: versions[0])
    for version in versions.dropFirst() {
      _ = try reader.content(of: version)
      #expect(try reads([versions[0]], reader) == 0)
    }
  }

  /// A transaction that made a commit knows what it is, and what it knows is what others read.
  @Test func whatWasJustMadeIsNotReadBack() throws {
    let writer = Repository(store: store)
    let name = try PromptName("p")
    let author = Signature(
      name: " Ann <a> ", email: "ann@example.com",
      time: try Timestamp("2026-03-15T10:30:00.250+02:00"))
    let metadata = try #require(try JSONValue(parsing: #"{"z":1,"a":{"y":2,"b":1.50}}"#).object)
    let edited = try #require(try JSONValue(parsing: #"{"z":0,"a":1e3}"#).object)
    try writer.by(author).create(
      name, VersionDraft(try VersionContent(template: "1"), message: "One\n\nmore\n\n"),
      title: "T", metadata: metadata)
    try writer.by(author).addVersion(VersionDraft(try VersionContent(template: "2")), to: name)
    try writer.by(author).rollback(name, reason: "Too long.\nReally:\n\n  yes")
    try writer.by(author).edit(name, RecordEdit(metadata: .set(edited)))
    let before = store.count
    let prompt = try writer.existing(name)
    let moves = try writer.moves(of: .active, name)
    let versions = try writer.versions(of: name)
    #expect(store.count == before)
    let reader = Repository(store: store)
    let read = try reader.existing(name)
    #expect(try reader.moves(of: .active, name) == moves)
    #expect(try reader.versions(of: name) == versions)
    #expect(read.record.metadata.map(\.key) == prompt.record.metadata.map(\.key))
    #expect(read.record == prompt.record && read.recordEditedAt == prompt.recordEditedAt)
  }

  @Test func ordinaryTextsAreAllKept() throws {
    let versions = try versions(inConfig: false)
    try expectAllKept(versions)
  }

  @Test func manyTextsAreAllKept() throws {
    let writer = Repository(store: store)
    let name = try PromptName("p")
    let contents = try (0..<50).map { try VersionContent(template: "\($0)") }
    let author = LedgerFixture().author()
    try writer.by(author).create(name, VersionDraft(contents[0]))
    for content in contents.dropFirst() {
      try writer.by(author).addVersion(VersionDraft(content), to: name)
    }
    let versions = try writer.versions(of: name)
    try expectAllKept(versions)
    let reader = Repository(store: store)
    for _ in 0..<2 {
      let texts = try versions.map { try reader.content(of: $0).template }
      #expect(texts == versions.map { "\($0.number - 1)" })
    }
  }

  private func expectAllKept(_ versions: [Version]) throws {
    let reader = Repository(store: store)
    #expect(try reads(versions, reader) > 0)
    #expect(try reads(versions, reader) == 0)
  }
}
