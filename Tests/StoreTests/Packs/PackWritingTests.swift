import Platform
import PromptRepo
import TestSupport
import Testing

@testable import DirectoryStore
@testable import GitFiles

@Suite struct PackWritingTests {
  let fixture: GitFixture
  let files = FileSystem()

  init() throws { fixture = try GitFixture() }

  static var objects: [GitObject] {
    let versions = (0..<200).flatMap { ObjectWritingTests.version("Prompt \($0) for {{name}}\n") }
    let large = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 9) }
    return versions + [GitObject(.blob, []), GitObject(.blob, large), GitObject(.blob, [])]
  }

  @Test func gitAcceptsThePack() throws {
    let database = fixture.database()
    let name = try #require(try database.writePack(Self.objects))
    let pack = "\(fixture.objects)/pack/\(name).pack"
    try fixture.git("verify-pack", "-v", pack)
    try fixture.git("fsck", "--strict", "--full", "--no-dangling")
    try fixture.git("index-pack", "--strict", "-o", fixture.directory.appending("again.idx"), pack)
    #expect(
      try files.readFile(fixture.directory.appending("again.idx"))
        == files.readFile("\(fixture.objects)/pack/\(name).idx"))
    #expect(try fixture.allObjects().count == 602)
    try fixture.expectSameObjects(database)
    try fixture.expectSameObjects(fixture.database())
    #expect(try files.status(pack).permissions == 0o444)
  }

  @Test func writesNothingForNoObjects() throws {
    #expect(try fixture.database().writePack([]) == nil)
    #expect(try fixture.packFiles("").isEmpty)
  }

  @Test func sameObjectsTwiceIsOnePack() throws {
    let first = try fixture.database().writePack(Self.objects)
    let second = try fixture.database().writePack(Self.objects)
    #expect(first == second)
    try fixture.expectSameObjects(fixture.database())
  }

  @Test func largeOffsetsAreAsGitWritesThem() throws {
    let name = try #require(try fixture.database().writePack(Self.objects))
    let path = "\(fixture.objects)/pack/\(name)"
    let expected = fixture.directory.appending("large.idx")
    try fixture.git("index-pack", "--index-version=2,0x1000", "-o", expected, "\(path).pack")
    let index = try PackIndex(files.map("\(path).idx"))
    let crc = try files.readFile("\(path).idx")[(8 + 1_024 + index.count * 20)...]
    var entries = PackEntries()
    for position in (0..<index.count).reversed() {
      let id = try #require(index.id(at: position))
      let checksum = crc.dropFirst(position * 4).prefix(4).reduce(UInt32(0)) {
        $0 << 8 | UInt32($1)
      }
      entries.append(id, checksum: checksum, offset: try index.offset(at: position))
    }
    let checksum = try #require(index.packChecksum)
    #expect(
      try entries.index(packChecksum: checksum, firstLargeOffset: 0x1001)
        == files.readFile(expected))
  }

  @Test func flushesBeforeItShowsThePack() throws {
    let plan = FaultPlan()
    let database = ObjectDatabase(directory: fixture.objects, files: FileSystem(faults: plan))
    try database.writePack(Self.objects)
    let steps = plan.calls.filter { [.fsync, .rename].contains($0.call) }.map { call in
      "\(call.call) "
        + (call.path.contains("idx")
          ? "idx" : call.path.hasSuffix("/pack") ? "directory" : "pack")
    }
    #expect(steps == ["fsync pack", "fsync idx", "rename pack", "rename idx", "fsync directory"])
    // `git gc` removes what is called so and has no pack beside it.
    #expect(!plan.calls.contains { $0.call == .fsync && $0.path.hasSuffix(".idx") })
  }

  @Test func deathAtEveryCallShowsAWholePackOrNone() throws {
    let objects = ObjectWritingTests.version("text")
    let plan = FaultPlan()
    try ObjectDatabase(
      directory: fixture.directory.appending("count"), files: FileSystem(faults: plan)
    ).writePack(objects)
    for call in 1...plan.calls.count {
      let directory = fixture.directory.appending("o\(call)")
      let files = FileSystem(faults: .killing(atCall: call))
      do throws(RepositoryError) {
        try ObjectDatabase(directory: directory, files: files).writePack(objects)
      } catch { #expect(error.code == .inputOutput) }
      let after = ObjectDatabase(directory: directory, files: FileSystem())
      let found = try objects.map { try after.read($0.id) }
      #expect(found == objects || found == [nil, nil, nil])
    }
  }
}

extension PackEntries {
  /// The bytes of the index.
  func index(packChecksum: [UInt8], firstLargeOffset: Int = 1 << 31) -> [UInt8] {
    var bytes: [UInt8] = []
    forEachIndexPiece(packChecksum: packChecksum, firstLargeOffset: firstLargeOffset) {
      bytes += $0
    }
    return bytes
  }
}
