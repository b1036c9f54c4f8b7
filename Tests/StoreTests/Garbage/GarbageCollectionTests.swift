import Platform
import PromptRepo
import Synchronization
import TestSupport
import Testing

@testable import DirectoryStore
@testable import GitFiles

@Suite struct GarbageCollectionTests {
  let fixture: GitFixture
  let files = FileSystem()
  /// A day from now, so that everything here is older than an hour.
  let tomorrow = SystemClock.nowMilliseconds() + 86_400_000

  init() throws { fixture = try GitFixture() }

  private func tips() throws -> [ObjectID] {
    try fixture.git("for-each-ref", "--format=%(objectname)").stdout.split(separator: "\n")
      .compactMap { ObjectID(hex: String($0)) }
  }

  @discardableResult
  private func collect(
    _ database: ObjectDatabase? = nil, reflog: [ObjectID] = [], now: Int64? = nil
  ) throws -> ObjectGarbageReport {
    try GarbageCollection.run(
      database ?? fixture.database(), roots: tips(), oldRoots: reflog, gracePeriod: 3_600,
      now: now ?? tomorrow)
  }

  private func expectCleanAndWhole(sourceLocation: SourceLocation = #_sourceLocation) throws {
    try fixture.git("fsck", "--strict", "--full", "--no-dangling")
    for path in try fixture.packFiles(".pack") { try fixture.git("verify-pack", path) }
    try fixture.expectSameObjects(fixture.database(), sourceLocation: sourceLocation)
  }

  @Test func packsEverythingReachable() throws {
    try fixture.addHistory(60)
    try fixture.git("tag", "-a", "-m", "a tag", "v1", "main~3")
    try fixture.addHistory(5, branch: "other")
    let before = try fixture.allObjects().mapValues(\.bytes)
    let report = try collect()
    #expect(report == ObjectGarbageReport(packed: before.count, pruned: 0, kept: 0))
    #expect(try fixture.looseFiles().isEmpty)
    #expect(try fixture.packFiles(".pack").count == 1)
    #expect(try fixture.allObjects().mapValues(\.bytes) == before)
    try expectCleanAndWhole()
    let pack = try #require(try fixture.packFiles(".pack").first)
    #expect(try fixture.git("verify-pack", "-v", pack).stdout.contains("chain length = 50"))
    try fixture.git(
      "index-pack", "--strict", "-o", fixture.directory.appending("again.idx"), pack)
  }

  @Test func aTipIsNoDelta() throws {
    try fixture.addHistory(20)
    try collect()
    let pack = try #require(try fixture.packFiles(".pack").first)
    let tip = try #require(try tips().first).hex
    let line = try fixture.git("verify-pack", "-v", pack).stdout.split(separator: "\n")
      .first { $0.hasPrefix(tip) }
    // A delta's line has its depth and its base too.
    #expect(line?.split(separator: " ").count == 5)
  }

  @Test func isNotMuchLargerThanGitsOwnPack() throws {
    try fixture.addHistory(300)
    try collect()
    let ours = try files.status(try #require(try fixture.packFiles(".pack").first)).size
    try fixture.git("repack", "-adfq", "--depth=50", "--window=10")
    let theirs = try files.status(try #require(try fixture.packFiles(".pack").first)).size
    #expect(Double(ours) < 1.3 * Double(theirs))
  }

  @Test func makesABulkPackSmaller() throws {
    try fixture.addHistory(30)
    let objects = try fixture.allObjects().map { id, object in
      GitObject(try #require(ObjectKind(rawValue: object.kind)), object.bytes)
    }
    for path in try fixture.looseFiles() { try files.unlink(path) }
    try fixture.database().writePack(objects)
    let before = try files.status(try #require(try fixture.packFiles(".pack").first)).size
    try collect()
    #expect(try fixture.packFiles(".pack").count == 1)
    let after = try files.status(try #require(try fixture.packFiles(".pack").first)).size
    #expect(after < before * 3 / 4)
    try expectCleanAndWhole()
  }

  @Test func onceMoreChangesNothing() throws {
    try fixture.addHistory(10)
    let report = try collect()
    let packs = try fixture.packFiles("").sorted()
    let inodes = try packs.map { try files.status($0).inode }
    #expect(try collect() == report)
    #expect(try fixture.packFiles("").sorted() == packs)
    #expect(try packs.map { try files.status($0).inode } == inodes)
  }

  @Test func joinsPacksAndDropsWhatNothingReaches() throws {
    try fixture.addHistory(5)
    try collect()
    try fixture.addHistory(5, branch: "gone")
    try fixture.git("repack", "-dq")
    try fixture.git("hash-object", "-w", "--stdin", stdin: Array("unreachable".utf8))
    try fixture.git("update-ref", "-d", "refs/heads/gone")
    let all = try fixture.allObjects().count
    let database = fixture.database()
    let report = try collect(database)
    #expect(report.packed + report.pruned == all)
    #expect(report.pruned == 6)
    #expect(try fixture.packFiles(".pack").count == 1)
    #expect(try fixture.allObjects().count == report.packed)
    try fixture.expectSameObjects(database)
    try expectCleanAndWhole()
  }

  @Test func keepsWhatIsYoung() throws {
    try fixture.addHistory(2)
    try fixture.addHistory(3, branch: "gone")
    try fixture.git("repack", "-dq")
    try fixture.addHistory(3, branch: "loose")
    for branch in ["gone", "loose"] { try fixture.git("update-ref", "-d", "refs/heads/\(branch)") }
    let before = try fixture.allObjects().count
    let report = try collect(now: SystemClock.nowMilliseconds())
    #expect(report.pruned == 0)
    #expect(report.kept == before - report.packed)
    #expect(report.kept > 0)
    #expect(try fixture.looseFiles().count == report.kept)
    #expect(try fixture.allObjects().count == before)
    try expectCleanAndWhole()
    #expect(try collect().pruned == report.kept)
    #expect(try fixture.allObjects().count == report.packed)
  }

  @Test func keepsWhatSomethingYoungNames() throws {
    let objects = ObjectWritingTests.version("young commit, old tree")
    let paths = try fixture.database().write(loose: objects, flush: false)
    for path in paths.prefix(2) { try files.setTimes(path, nanoseconds: 1_000_000_000) }
    #expect(try collect(now: SystemClock.nowMilliseconds()).kept == 3)
    try files.setTimes(paths[2], nanoseconds: 1_000_000_000)
    #expect(try collect(now: SystemClock.nowMilliseconds()).pruned == 3)
    #expect(try fixture.looseFiles().isEmpty)
  }

  @Test func reflogsCountAndMayNameWhatIsGone() throws {
    try fixture.addHistory(4)
    let old = try #require(try tips().first)
    try fixture.git("update-ref", "refs/heads/main", "main~2")
    let gone = GitObject(.blob, Array("gone".utf8)).id
    #expect(try collect(reflog: [gone, old]).pruned == 0)
    #expect(try fixture.database().read(old) != nil)
    #expect(try collect(reflog: [gone]).pruned > 0)
    #expect(try fixture.database().read(old) == nil)
  }

  @Test func refusesWhenSomethingIsMissing() throws {
    try fixture.addHistory(3)
    try fixture.git(
      "tag", "unrelated", fixture.git("hash-object", "-w", "--stdin").stdout.filter(\.isHexDigit))
    let blob = try fixture.git("rev-parse", "main~1:template.txt").stdout.filter(\.isHexDigit)
    let id = try #require(ObjectID(hex: blob))
    try files.unlink(fixture.database().loosePath(id))
    let before = try fixture.looseFiles().sorted()
    let error = #expect(throws: RepositoryError.self) { try collect() }
    #expect(error?.code == .damaged)
    #expect(error?.message.contains(blob) == true)
    #expect(try fixture.looseFiles().sorted() == before)
  }

  @Test func leavesAPackWithAKeepFile() throws {
    try fixture.addHistory(4)
    try fixture.git("repack", "-adq")
    let kept = try #require(try fixture.packFiles(".pack").first)
    try files.writeFile(String(kept.dropLast(5)) + ".keep", [])
    try fixture.addHistory(4, branch: "more")
    try collect()
    #expect(try fixture.packFiles(".pack").contains(kept))
    #expect(try fixture.packFiles(".pack").count == 2)
    #expect(try fixture.looseFiles().isEmpty)
    try expectCleanAndWhole()
  }

  @Test func removesCachesThatNameWhatIsGone() throws {
    try fixture.addHistory(5)
    try fixture.addHistory(5, branch: "gone")
    try fixture.git("repack", "-dq")
    try fixture.git("commit-graph", "write", "--reachable")
    try fixture.git("multi-pack-index", "write")
    try fixture.git("update-ref", "-d", "refs/heads/gone")
    try collect()
    try expectCleanAndWhole()
  }

  @Test func readersNeverMissAnObject() async throws {
    try fixture.addHistory(12)
    let expected = try fixture.allObjects().mapValues(\.bytes)
    let fixture = self.fixture
    let shared = fixture.database()
    let done = Flag()
    let missed = try await withThrowingTaskGroup(of: Int.self) { group in
      for reader in 0..<3 {
        group.addTask {
          var missed = 0
          repeat {
            let database = reader == 0 ? fixture.database() : shared
            missed += try expected.count { try database.read($0.key)?.bytes != $0.value }
          } while !done.value.load(ordering: .relaxed)
          return missed
        }
      }
      defer { done.value.store(true, ordering: .relaxed) }
      for round in 0..<6 {
        try collect()
        if round % 2 == 0 {
          // Back into loose files, as an unpacking git would do it.
          let pack = try #require(try fixture.packFiles(".pack").first)
          let objects = try fixture.allObjects().keys.map { try #require(try shared.read($0)) }
          for object in objects { _ = try shared.writeLoose(object, flush: false) }
          try files.unlink(String(pack.dropLast(5)) + ".idx")
          try files.unlink(pack)
        } else {
          try fixture.addHistory(2, branch: "b\(round)")
          try fixture.git("repack", "-adfq")
        }
      }
      done.value.store(true, ordering: .relaxed)
      return try await group.reduce(0, +)
    }
    #expect(missed == 0)
  }

  @Test func deathAtEveryCallLosesNothing() throws {
    try fixture.addHistory(3)
    try fixture.git("repack", "-dq")
    try fixture.addHistory(2, branch: "more")
    let needed = try fixture.allObjects().mapValues(\.bytes)
    try fixture.git("hash-object", "-w", "--stdin", stdin: Array("unreachable".utf8))
    let roots = try tips()
    let saved = fixture.directory.appending("saved")
    #expect(try run("cp", ["-a", fixture.objects, saved]).status == 0)
    let plan = FaultPlan()
    try collect(ObjectDatabase(directory: fixture.objects, files: FileSystem(faults: plan)))
    let calls = plan.calls.count
    #expect(calls > 50)
    for call in 1...calls {
      let copy = fixture.directory.appending("o\(call)")
      #expect(try run("cp", ["-a", saved, copy]).status == 0)
      let database = ObjectDatabase(
        directory: copy, files: FileSystem(faults: .killing(atCall: call)))
      #expect(throws: RepositoryError.self) {
        try GarbageCollection.run(
          database, roots: roots, oldRoots: [], gracePeriod: 3_600, now: tomorrow)
      }
      let after = ObjectDatabase(directory: copy, files: files)
      let lost = try needed.count { try after.read($0.key)?.bytes != $0.value }
      #expect(lost == 0)
      _ = try GarbageCollection.run(
        after, roots: roots, oldRoots: [], gracePeriod: 3_600, now: tomorrow)
      #expect(try after.looseObjects().isEmpty)
      #expect(try run("rm", ["-rf", copy]).status == 0)
    }
  }
}

/// Tells tasks that they may end.
private final class Flag: Sendable {
  let value = Atomic(false)
}

extension GarbageCollection {
  /// Collects garbage; what these objects name stays.
  fileprivate static func run(
    _ database: ObjectDatabase, roots: [ObjectID], oldRoots: [ObjectID], gracePeriod: Int64,
    now: Int64
  ) throws(RepositoryError) -> ObjectGarbageReport {
    try run(
      database,
      roots: { (body) throws(RepositoryError) in for root in roots { try body(root) } },
      oldRoots: oldRoots, gracePeriod: gracePeriod, now: now)
  }
}
