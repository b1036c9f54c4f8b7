import Platform
import PromptRepo
import TestSupport
import Testing

@testable import DirectoryStore
@testable import GitFiles

/// Whatever happens to a file, reading gives the right object or says that it is damaged.
@Suite struct ObjectDamageTests {
  let fixture: GitFixture
  let files = FileSystem()

  init() throws { fixture = try GitFixture() }

  /// Puts `bytes` in a file's place and reads all objects.
  private func check(
    _ path: String, _ bytes: [UInt8], _ expected: [GitObject], mustFail: Bool = false
  ) throws {
    try files.replaceFile(path, with: bytes, durably: false)
    let database = fixture.database()
    var failures = 0
    for object in expected {
      do throws(RepositoryError) {
        // No expectation for each read: there are tens of thousands.
        if try database.read(object.id) != object { Issue.record("wrong data: \(object.id)") }
      } catch {
        failures += 1
        if ![.damaged, .unsupported].contains(error.code) || !error.message.contains("/objects/") {
          Issue.record("unclear: \(error)")
        }
      }
    }
    for object in expected {
      do throws(RepositoryError) { _ = try database.header(of: object.id) } catch {
        if ![.damaged, .unsupported].contains(error.code) { Issue.record("unclear: \(error)") }
      }
    }
    if mustFail { #expect(failures == expected.count) }
  }

  private func flipAll(_ path: String, _ expected: [GitObject], allBits: Bool = false)
    throws
  {
    let bytes = try files.readFile(path)
    for index in bytes.indices {
      for mask: UInt8 in allBits ? (0..<8).map({ 1 << $0 }) : [1 << (index % 8)] {
        var flipped = bytes
        flipped[index] ^= mask
        try check(path, flipped, expected)
      }
    }
    try files.replaceFile(path, with: bytes, durably: false)
  }

  @Test func looseObject() throws {
    let object = GitObject(.blob, Array("A small prompt for {{name}}, and more of it.\n".utf8))
    let path = try #require(try fixture.database().write(loose: [object], flush: false).first)
    let bytes = try files.readFile(path)
    for count in 0..<bytes.count {
      try check(path, Array(bytes.prefix(count)), [object], mustFail: true)
    }
    try check(path, bytes + [0], [object], mustFail: true)
    try check(path, bytes + bytes, [object], mustFail: true)
    try files.replaceFile(path, with: bytes, durably: false)
    try flipAll(path, [object], allBits: true)
    let error = #expect(throws: RepositoryError.self) {
      try files.replaceFile(path, with: Array(bytes.dropLast()), durably: false)
      try _ = fixture.database().read(object.id)
    }
    #expect(error?.message.contains(object.id.hex) == true)
    #expect(error?.message.contains(path) == true)
  }

  @Test(arguments: [
    "blob 5\0hell", "blob 3\0hello", "blob 05\0hello", "blob -5\0hello", "blob  5\0hello",
    "blob 5 hello", "blob\0hello", "hello", "", "bolb 5\0hello", "tree 5\0hello",
    "blob 99999999999999999999\0hello", "blob 500000000\0hello", "blob 9223372036854775807\0hello",
    "blob \0hello",
  ])
  func looseObjectWithAWrongHeader(text: String) throws {
    let object = GitObject(.blob, Array("hello".utf8))
    let path = fixture.database().loosePath(object.id)
    try files.makeDirectories(String(path.dropLast(39)))
    var deflater = Deflater(level: 6)
    try check(path, try deflater.deflate(Array(text.utf8), .blob), [object], mustFail: true)
  }

  @Test func aClaimDoesNotAllocate() throws {
    let object = GitObject(.blob, Array("hello".utf8))
    let path = fixture.database().loosePath(object.id)
    try files.makeDirectories(String(path.dropLast(39)))
    var deflater = Deflater(level: 6)
    let bytes = try deflater.deflate(Array("blob 4000000000000\0hello".utf8), .blob)
    try check(path, bytes, [object], mustFail: true)
  }

  @Test(arguments: [true, false])
  func packWithDeltas(usesOffsets: Bool) throws {
    try fixture.addHistory(3, lines: 12)
    try fixture.git("-c", "repack.useDeltaBaseOffset=\(usesOffsets)", "repack", "-adfq")
    let objects = try fixture.allObjects().map { id, object in
      GitObject(try #require(ObjectKind(rawValue: object.kind)), object.bytes)
    }
    #expect(objects.count == 9)
    let pack = try #require(try fixture.packFiles(".pack").first)
    #expect(
      try fixture.git("verify-pack", "-v", pack).stdout.contains("chain length = 1"))
    let index = String(pack.dropLast(5)) + ".idx"
    let packBytes = try files.readFile(pack)
    for count in 0..<packBytes.count {
      try check(pack, Array(packBytes.prefix(count)), objects, mustFail: true)
    }
    try files.replaceFile(pack, with: packBytes, durably: false)
    let indexBytes = try files.readFile(index)
    for count in stride(from: 0, to: indexBytes.count, by: 11) {
      try check(index, Array(indexBytes.prefix(count)), objects, mustFail: true)
    }
    try files.replaceFile(index, with: indexBytes, durably: false)
    try flipAll(pack, objects)
    if usesOffsets { try flipAll(index, objects) }
  }

  @Test func aCycleOfReferencesEnds() throws {
    // Two entries, each a reference delta to the other.
    let ids = [GitObject(.blob, [1]).id, GitObject(.blob, [2]).id]
    var deflater = Deflater(level: 6)
    let delta = try deflater.deflate([1, 1, 0x90, 1], .blob)
    var pack: [UInt8] = Array("PACK".utf8) + [0, 0, 0, 2, 0, 0, 0, 2]
    var entries = PackEntries()
    for number in 0...1 {
      entries.append(ids[number], checksum: 0, offset: pack.count)
      pack += [0x74] + ids[1 - number].bytes + delta
    }
    let checksum = [UInt8](repeating: 9, count: 20)
    pack += checksum
    let path = "\(fixture.objects)/pack/pack-\(GitObject(.blob, []).id)"
    try files.writeFile("\(path).pack", pack)
    try files.writeFile("\(path).idx", entries.index(packChecksum: checksum))
    for id in ids {
      let error = #expect(throws: RepositoryError.self) { try fixture.database().read(id) }
      #expect(error?.code == .damaged)
    }
  }
}
