import Platform
import PromptRepo
import TestSupport
import Testing

@testable import DirectoryStore
@testable import GitFiles

@Suite struct ObjectReadingTests {
  let fixture: GitFixture
  let files = FileSystem()

  init() throws { fixture = try GitFixture() }

  @Test func readsLooseObjectsOfAllKinds() throws {
    try fixture.addHistory(3)
    try fixture.git("tag", "-a", "-m", "a tag", "v1", "main")
    try fixture.git("hash-object", "-w", "--stdin")
    let large = Array(repeatElement(Array("0123456789abcdef".utf8), count: 70_000).joined())
    try fixture.git("hash-object", "-w", "--stdin", stdin: large)
    #expect(try fixture.packFiles(".pack").isEmpty)
    let kinds = Set(try fixture.allObjects().values.map(\.kind))
    #expect(kinds == ["blob", "tree", "commit", "tag"])
    try fixture.expectSameObjects(fixture.database())
  }

  @Test(arguments: [true, false])
  func readsPacksWithDeltas(usesOffsets: Bool) throws {
    try fixture.addHistory(120)
    try fixture.git("tag", "-a", "-m", "a tag", "v1", "main")
    try fixture.git(
      "-c", "repack.useDeltaBaseOffset=\(usesOffsets)", "repack", "-adfq", "--depth=50",
      "--window=50")
    let pack = try #require(try fixture.packFiles(".idx").first)
    let listing = try fixture.git("verify-pack", "-v", pack).stdout
    #expect(listing.contains("chain length = 3"))
    #expect(try fixture.looseFiles().isEmpty)
    try fixture.expectSameObjects(fixture.database())
  }

  @Test(arguments: ["1", "2", "2,0x40"])
  func readsIndexVersions(version: String) throws {
    try fixture.addHistory(30)
    try fixture.git("repack", "-adq")
    let index = try #require(try fixture.packFiles(".idx").first)
    try files.unlink(index)
    try fixture.git(
      "index-pack", "--index-version=\(version)", index.dropLast(4) + ".pack")
    try fixture.expectSameObjects(fixture.database())
  }

  @Test func answersNilForWhatIsNowhere() throws {
    try fixture.addHistory(2)
    let absent = GitObject(.blob, Array("never written".utf8)).id
    let database = fixture.database()
    #expect(try database.read(absent) == nil)
    #expect(try !database.contains(absent))
    #expect(try database.header(of: absent) == nil)
    try fixture.git("repack", "-adq")
    #expect(try database.read(absent) == nil)
    #expect(try !database.contains(absent))
    #expect(try database.header(of: absent) == nil)
  }

  @Test func answersNilWithoutAnyDirectory() throws {
    let database = ObjectDatabase(directory: fixture.directory.appending("none"), files: files)
    #expect(try database.read(GitObject(.blob, []).id) == nil)
  }

  @Test func followsARepackUnderIt() throws {
    try fixture.addHistory(5)
    let database = fixture.database()
    try fixture.expectSameObjects(database)
    for round in 1...4 {
      try fixture.addHistory(3, branch: "b\(round)")
      try fixture.git("repack", "-adfq")
      try fixture.git("prune-packed")
      try fixture.expectSameObjects(database)
    }
  }

  @Test func ignoresHalfAPack() throws {
    try fixture.addHistory(5)
    let ids = try fixture.allObjects().keys
    try fixture.git("repack", "-aq")
    let pack = try #require(try fixture.packFiles(".pack").first)
    try files.unlink(pack)
    for id in ids { #expect(try fixture.database().read(id) != nil) }
    for path in try fixture.looseFiles() { try files.unlink(path) }
    for id in ids { #expect(try fixture.database().read(id) == nil) }
  }

  @Test func aHeaderIsReadWithoutTheRest() throws {
    // Too many bytes to be told from the first of a file.
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) }
    try fixture.git("hash-object", "-w", "--stdin", stdin: bytes)
    let id = GitObject(.blob, bytes).id
    let path = try #require(try fixture.looseFiles().first)
    let whole = try files.readFile(path)
    try files.unlink(path)
    try files.writeFile(path, Array(whole.prefix(2_000)))
    #expect(try fixture.database().header(of: id)?.count == bytes.count)
    #expect(throws: RepositoryError.self) { try fixture.database().read(id) }
    try files.writeFile(path, Array("no zlib stream".utf8))
    let error = #expect(throws: RepositoryError.self) { try fixture.database().header(of: id) }
    #expect(error?.code == .damaged)
  }

  @Test func aHeaderIsReadFromABorrowedDatabase() throws {
    try fixture.addHistory(3)
    try fixture.git("repack", "-adfq")
    let borrower = try GitFixture()
    try files.writeFile("\(borrower.objects)/info/alternates", Array("\(fixture.objects)\n".utf8))
    let database = ObjectDatabase(directory: borrower.objects, files: files, alternateDepth: 1)
    try fixture.expectSameObjects(database)
  }

  @Test func refusesAlternates() throws {
    let database = fixture.database()
    try database.refuseAlternates()
    try files.writeFile("\(fixture.objects)/info/alternates", Array("\n".utf8))
    try database.refuseAlternates()
    try files.writeFile("\(fixture.objects)/info/alternates", Array("/x/objects\n".utf8))
    let error = #expect(throws: RepositoryError.self) { try database.refuseAlternates() }
    #expect(error?.code == .unsupported)
  }

  @Test func readsFromManyThreads() async throws {
    try fixture.addHistory(40)
    try fixture.git("repack", "-adfq", "--depth=50")
    let database = fixture.database()
    let expected = try fixture.allObjects().mapValues(\.bytes)
    let wrong = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          expected.count { id, bytes in
            do { return try database.read(id)?.bytes != bytes } catch { return true }
          }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(wrong == 0)
  }
}
