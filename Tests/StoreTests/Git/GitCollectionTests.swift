import Foundation
import GitStore
import Platform
import PromptRepo
import Synchronization
import TestSupport
import Testing

/// Collections that git makes while a change is being made.
@Suite struct GitCollectionTests {
  private static let name = "refs/prompts/p/@versions"

  /// A change of one reference that adds so many objects.
  private func change(objects: Int) throws -> (change: Change, id: ObjectID) {
    var (change, id) = try Sample.change(Self.name, "text")
    for number in change.objects.count..<objects {
      change.objects.append(GitObject(.blob, Array("blob \(number)".utf8)))
    }
    return (change, id)
  }

  /// Runs git between the writing of a change's objects and the moves of its references: for so
  /// long another program holds the lock of the reference.
  ///
  /// - Parameter isWritten: Whether the objects are there; by default whether a file shows it.
  /// - Returns: Whether git was done before the writer gave up.
  private func apply(
    _ change: Change, to repository: BareRepository, around command: [String],
    once isWritten: (() throws -> Bool)? = nil
  ) throws -> Bool {
    try repository.write("\(Self.name).lock", "")
    let outcome = Mutex<Result<Void, any Error>?>(nil)
    let end = DispatchSemaphore(value: 0)
    // Tasks would not do: as many as there are processors may be waiting for files here.
    Thread.detachNewThread {
      let result = Result { try repository.store().apply(change) }
      outcome.withLock { $0 = result }
      end.signal()
    }
    let written = try #require(change.objects.first).id.hex
    let loose = "\(repository.path)/objects/\(written.prefix(2))/\(written.dropFirst(2))"
    let packs = "\(repository.path)/objects/pack"
    let files = FileManager.default
    let isInFile = {
      if files.fileExists(atPath: loose) { return true }
      let names = try? files.contentsOfDirectory(atPath: packs)
      return names?.contains { $0.hasSuffix(".idx") } == true
    }
    while outcome.withLock({ $0 == nil }), try !(isWritten ?? isInFile)() { usleep(1_000) }
    let result = try git(repository.path, command)
    #expect(result.status == 0, "\(result.stderr)")
    try files.removeItem(atPath: "\(repository.path)/\(Self.name).lock")
    end.wait()
    do {
      try outcome.withLock { $0 }?.get()
      return true
    } catch let error as RepositoryError where error.code == .locked {
      return false
    }
  }

  @Test(
    arguments: [3, 201],
    [["gc", "-q", "--prune=now"], ["repack", "-adq"], ["prune", "--expire=now"]])
  func nothingOfAChangeIsCollected(objects: Int, command: [String]) throws {
    let (change, id) = try change(objects: objects)
    var repository: BareRepository
    repeat {
      repository = try BareRepository()
      try repository.store().write("refs/heads/main", "code")
    } while try !apply(change, to: repository, around: command)
    #expect(try repository.git("rev-parse", Self.name) == "\(id)\n")
    try expectSound(repository.path)
    // What git was told to keep may go again.
    try repository.git("update-ref", "-d", Self.name)
    try repository.git("gc", "-q", "--prune=now")
    #expect(try repository.git("count-objects", "-v").contains("in-pack: 3\n"))
  }

  /// Objects that were in a pack already, which no reference reached any more.
  @Test func whatAChangeFindsPackedIsNotCollected() throws {
    let (change, id) = try change(objects: 3)
    var repository: BareRepository
    repeat {
      repository = try BareRepository()
      try repository.store().write("refs/heads/main", "code")
      try repository.store().apply(change)
      try repository.git("repack", "-adq")
      try repository.git("update-ref", "-d", Self.name)
      let packs = "\(repository.path)/objects/pack"
      let names = try FileManager.default.contentsOfDirectory(atPath: packs)
      let pack = try "\(packs)/\(#require(names.first { $0.hasSuffix(".pack") }))"
      let old = Date(timeIntervalSince1970: 1_000_000_000)
      try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: pack)
      let isTouched = {
        let attributes = try FileManager.default.attributesOfItem(atPath: pack)
        return attributes[.modificationDate] as? Date != old
      }
      let command = ["repack", "-adq"]
      if try apply(change, to: repository, around: command, once: isTouched) { break }
    } while true
    #expect(try repository.git("rev-parse", Self.name) == "\(id)\n")
    try expectSound(repository.path)
  }

  /// A collection removes files that have no names yet, in the folder of packs and beside it.
  @Test(arguments: [3, 201]) func filesWithoutNamesAreWrittenAgain(objects: Int) throws {
    let repository = try BareRepository()
    let (change, id) = try change(objects: objects)
    // A missing folder looks the same, and is tried for more often.
    let rules =
      objects > 200
      ? [(".pack", 1), (".idx", 1)] : (1...22).map { ("/objects/", $0) }
    let plan = FaultPlan(
      rules.map { FaultPlan.Rule(.rename, pathContaining: $0, occurrence: $1, .fail(.noEntry)) })
    try repository.store(FileSystem(faults: plan)).apply(change)
    #expect(try repository.git("rev-parse", Self.name) == "\(id)\n")
    #expect(try repository.git("count-objects", "-v").contains("garbage: 0\n"))
    let packs = try FileManager.default.contentsOfDirectory(
      atPath: "\(repository.path)/objects/pack")
    #expect(!packs.contains { $0.hasSuffix(".keep") })
    try expectSound(repository.path)
  }

  /// A writer that died before it looked again at what it had written: the next one looks.
  @Test(arguments: [
    FaultPlan.Rule(.unlink, pathContaining: "@versions.lock", .kill),
    FaultPlan.Rule(nil, pathContaining: "/gc.pid", occurrence: 2, .kill),
  ])
  func objectsOfKilledWritersArePutBack(rule: FaultPlan.Rule) throws {
    let repository = try BareRepository()
    let (change, id) = try change(objects: 3)
    let plan = FaultPlan([rule])
    #expect(throws: RepositoryError.self) {
      try repository.store(FileSystem(faults: plan)).apply(change)
    }
    #expect(plan.isKilled)
    #expect(try repository.git("rev-parse", Self.name) == "\(id)\n")
    // As a collection that had read the references before.
    for object in change.objects {
      let hex = object.id.hex
      try FileManager.default.removeItem(
        atPath: "\(repository.path)/objects/\(hex.prefix(2))/\(hex.dropFirst(2))")
    }
    let store = try repository.store()
    for object in change.objects { #expect(try store.object(object.id) == object) }
    try expectSound(repository.path)
  }

  /// A collection that is at work when a change begins, or when it ends, may not know of it.
  @Test func collectionsAtWorkAreHeeded() throws {
    let repository = try BareRepository()
    let store = try repository.store()
    let host = try #require(CurrentProcess.hostName)
    try repository.write("gc.pid", "\(CurrentProcess.id) \(host)")
    let first = try store.write(Self.name, "while it works")
    func packed() throws -> [String] {
      let packs = "\(repository.path)/objects/pack"
      return try FileManager.default.contentsOfDirectory(atPath: packs).filter {
        $0.hasSuffix(".pack") || $0.hasSuffix(".keep")
      }
    }
    #expect(try packed().count == 1)
    // The note of a collection that died counts for nothing.
    let dead = try run("/bin/sh", ["-c", "echo $$"]).stdout.dropLast()
    try repository.write("gc.pid", "\(dead) \(host)")
    try store.write(Self.name, "after it died", from: first)
    #expect(try packed().count == 1)
    try expectSound(repository.path)
  }

  /// The next writer lets git have the pack that a killed one was about to use.
  @Test func packsOfKilledWritersAreKeptNoLonger() throws {
    let repository = try BareRepository()
    try repository.store().write("refs/heads/main", "code")
    let plan = FaultPlan([
      FaultPlan.Rule(.rename, pathContaining: "objects/pack/", occurrence: 2, .kill)
    ])
    let (change, _) = try change(objects: 201)
    #expect(throws: RepositoryError.self) {
      try repository.store(FileSystem(faults: plan)).apply(change)
    }
    #expect(plan.isKilled)
    func keeps() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: "\(repository.path)/objects/pack")
        .filter { $0.hasSuffix(".keep") }
    }
    #expect(try keeps().count == 1)
    try repository.store().apply(change)
    #expect(try keeps() == [])
    #expect(try git(repository.path, ["count-objects", "-v"]).stdout.contains("garbage: 0\n"))
    try expectSound(repository.path)
  }

  /// A copy in several changes, of which only the last moves references.
  @Test func objectsOfEarlierChangesStay() throws {
    let repository = try BareRepository()
    let (change, id) = try change(objects: 201)
    try repository.store().exclusively { apply in
      try apply(Change(objects: change.objects, moves: [], committer: Sample.person))
      try repository.git("gc", "-q", "--prune=now")
      try apply(Change(objects: [], moves: change.moves, committer: Sample.person))
    }
    #expect(try repository.git("rev-parse", Self.name) == "\(id)\n")
    try expectSound(repository.path)
  }
}
