import Platform
import PromptRepo
import TestSupport
import Testing

@testable import DirectoryStore
@testable import GitFiles

@Suite struct ObjectWritingTests {
  let fixture: GitFixture
  let files = FileSystem()

  init() throws { fixture = try GitFixture() }

  /// A blob, its tree and a commit.
  static func version(_ text: String) -> [GitObject] {
    let who = Signature(
      name: "A", email: "a@example.com", time: Timestamp(milliseconds: 1_700_000_000_000, offset: 0)
    )
    let blob = GitObject(.blob, Array(text.utf8))
    let tree = Tree([TreeEntry(.file, "template.txt", blob.id)]).object
    let commit = Commit(
      tree: tree.id, parents: [], author: who, committer: who, message: "\(text.count)\n")
    return [blob, tree, commit.object]
  }

  @Test(arguments: [false, true])
  func gitReadsLooseObjects(flush: Bool) throws {
    let objects = Self.version("Hello {{name}}\n") + [GitObject(.blob, [])]
    let paths = try fixture.database().write(loose: objects, flush: flush)
    #expect(paths.count == 4)
    try fixture.git("fsck", "--strict", "--full", "--no-dangling")
    let seen = try fixture.allObjects()
    #expect(seen.count == 4)
    for object in objects { #expect(seen[object.id]?.bytes == object.bytes) }
    for path in paths { #expect(try files.status(path).permissions == 0o444) }
    let left = try files.listDirectory(fixture.objects).map(\.name).filter { $0.hasPrefix("tmp") }
    #expect(left.isEmpty)
  }

  @Test func writesNothingTwice() throws {
    let objects = Self.version("text")
    #expect(try fixture.database().write(loose: objects + objects, flush: false).count == 3)
    #expect(try fixture.database().write(loose: objects, flush: false).isEmpty)
    try fixture.git("update-ref", "refs/heads/main", objects[2].id.hex)
    try fixture.git("repack", "-adq")
    #expect(try fixture.looseFiles().isEmpty)
    #expect(try fixture.database().write(loose: objects, flush: false).isEmpty)
  }

  @Test func replacesADamagedFile() throws {
    let objects = Self.version("text")
    let path = try #require(try fixture.database().write(loose: objects, flush: false).first)
    for damage: [UInt8] in [[], [1, 2, 3], try files.readFile(path).dropLast()] {
      try files.unlink(path)
      try files.writeFile(path, damage)
      #expect(try fixture.database().write(loose: objects, flush: true) == [path])
      #expect(try fixture.database().read(objects[0].id) == objects[0])
    }
  }

  @Test func passesOverADamagedPack() throws {
    let objects = Self.version("text of some length")
    try fixture.database().writePack(objects)
    let pack = try #require(try fixture.packFiles(".pack").first)
    var bytes = try files.readFile(pack)
    bytes[20] ^= 0xff
    try files.unlink(pack)
    try files.writeFile(pack, bytes)
    let error = #expect(throws: RepositoryError.self) {
      try fixture.database().read(objects[0].id)
    }
    #expect(error?.code == .damaged)
    #expect(try fixture.database().write(loose: objects, flush: false).count == 1)
    #expect(try fixture.database().read(objects[0].id) == objects[0])
  }

  @Test func failuresLeaveNoTemporaryFile() throws {
    for call: SystemCall in [.write, .close, .fsync] {
      let plan = FaultPlan([.init(call, pathContaining: "tmp_", .fail(.noSpace))])
      let database = ObjectDatabase(
        directory: fixture.objects, files: FileSystem(faults: plan))
      #expect(throws: RepositoryError.self) {
        try database.write(loose: Self.version("a"), flush: true)
      }
      if call != .close {
        #expect(throws: RepositoryError.self) { try database.writePack(Self.version("a")) }
      }
      #expect(try fixture.looseFiles().isEmpty)
      #expect(try fixture.packFiles("").isEmpty)
      let names = try files.listDirectory(fixture.objects).map(\.name)
      #expect(!names.contains { $0.hasPrefix("tmp") })
    }
  }
}
