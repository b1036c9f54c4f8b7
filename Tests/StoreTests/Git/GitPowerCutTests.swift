import CodeHistory
import Foundation
import GitFiles
import GitStore
import Platform
import PromptRepo
import TestSupport
import Testing

/// What a power cut leaves of a repository: references and the journal were flushed, objects and
/// the journal's state were not.
@Suite struct GitPowerCutTests {
  private let repository: BareRepository
  private let names = [
    "refs/prompts/a/@versions", "refs/prompts/b/@versions", "refs/prompts/b/@info",
  ]

  init() throws {
    repository = try BareRepository()
    let store = try open("earlier")
    var tips: [String: ObjectID] = [:]
    for round in 0..<3 {
      for name in names {
        tips[name] = try store.write(name, "round \(round) of \(name)", from: tips[name])
      }
    }
  }

  private func open(
    _ boot: String, _ files: FileSystem = FileSystem(), at path: String? = nil
  ) throws -> GitStore {
    try GitStore(
      GitRepository(opening: path ?? repository.path), layout: .prompts, files: files,
      bootIdentifier: boot)
  }

  /// Each object is missing, empty, cut short, full of zeros, or there.
  @Test func anyMixtureOfObjectsIsPutInOrder() throws {
    let values = try open("earlier").values()
    var numbers = RepeatableNumbers(seed: 11)
    for round in 0..<(isExtra ? 300 : 20) {
      let copy = try BareRepository(copying: repository)
      for file in try objectFiles(of: copy.path) {
        let content = try Data(contentsOf: URL(fileURLWithPath: file))
        try FileManager.default.removeItem(atPath: file)
        switch Int.random(in: 0..<5, using: &numbers) {
        case 0: break
        case 1: try content.write(to: URL(fileURLWithPath: file))
        case 2: try Data().write(to: URL(fileURLWithPath: file))
        case 3:
          let count = Int.random(in: 0..<content.count, using: &numbers)
          try content.prefix(count).write(to: URL(fileURLWithPath: file))
        default: try Data(count: content.count).write(to: URL(fileURLWithPath: file))
        }
      }
      let states = ["promptrepo/state", "promptrepo/changes"]
      for name in states where Bool.random(using: &numbers) {
        try FileManager.default.removeItem(atPath: "\(copy.path)/\(name)")
      }
      #expect(try open("later", at: copy.path).values() == values, "round \(round)")
      try expectSound(copy.path, "round \(round)")
    }
  }

  /// A change that stood, but whose references had not moved, is completed.
  @Test(arguments: ["earlier", "later"]) func theLastChangeIsCompleted(boot: String) throws {
    let values = try open("earlier").values()
    let plan = FaultPlan([FaultPlan.Rule(.rename, pathContaining: "/refs/", .kill)])
    let (objects, id) = Sample.commit("the last one")
    let moves = try names.map {
      ReferenceMove(try ReferenceName($0), from: values[$0], to: id, message: "moved")
    }
    _ = failure {
      try open("earlier", FileSystem(faults: plan)).apply(
        Change(objects: objects, moves: moves, committer: Sample.person))
    }
    for object in objects {
      let path =
        "\(repository.path)/objects/\(object.id.hex.prefix(2))/\(object.id.hex.dropFirst(2))"
      try FileManager.default.removeItem(atPath: path)
    }
    let store = try open(boot)
    for name in names { #expect(try store.value(name) == id) }
    for object in objects { #expect(try store.object(object.id) == object) }
    #expect(try locks(repository.path) == [])
    try expectSound(repository.path)
  }

  /// The writer died with its references moved, and their folders not flushed: a power cut would
  /// take moves back that nobody makes again once the change after it has begun.
  @Test(arguments: ["earlier", "later"]) func foldersThatADeadWriterChangedAreFlushed(
    boot: String
  ) throws {
    let values = try open("earlier").values()
    let (objects, id) = Sample.commit("the last one")
    let moves = try names.map {
      ReferenceMove(try ReferenceName($0), from: values[$0], to: id, message: "moved")
    }
    let killed = FaultPlan([FaultPlan.Rule(.fsync, pathContaining: "refs/prompts", .kill)])
    _ = failure {
      try open("earlier", FileSystem(faults: killed)).apply(
        Change(objects: objects, moves: moves, committer: Sample.person))
    }
    for name in names { #expect(repository.text(name) == "\(id.hex)\n") }
    let plan = FaultPlan()
    let store = try open(boot, FileSystem(faults: plan))
    for name in names { #expect(try store.value(name) == id) }
    let flushed = plan.calls.filter { $0.call == .fsync }.map(\.path)
    for folder in ["refs/prompts/a", "refs/prompts/b", "refs/prompts", "refs"] {
      #expect(flushed.contains { $0.hasSuffix("/\(folder)") }, "\(folder)")
    }
    try expectSound(repository.path)
  }

  /// Objects of a change that never stood are empty after a power cut; `git gc` would stop at them.
  @Test func emptyObjectsOfARefusedChangeAreRemoved() throws {
    let values = try open("earlier").values()
    let before = try objectFiles(of: repository.path)
    let plan = FaultPlan([
      FaultPlan.Rule(.write, pathContaining: "promptrepo/journal", .tear(bytes: 30, .killed))
    ])
    _ = failure { try open("earlier", FileSystem(faults: plan)).write("refs/prompts/lost", "lost") }
    let torn = Set(try objectFiles(of: repository.path)).subtracting(before)
    #expect(torn.count == 3)
    for file in torn {
      try FileManager.default.removeItem(atPath: file)
      try Data().write(to: URL(fileURLWithPath: file))
    }
    #expect(try open("later").values() == values)
    try repository.git("gc", "--quiet", "--prune=now")
    try expectSound(repository.path)
  }

  /// A state from before may come back without a restart, as when a disk is unplugged: what was not
  /// flushed is lost, and the journal has it.
  @Test func anOlderStateInTheSameBootIsNoticed() throws {
    let state = URL(fileURLWithPath: "\(repository.path)/promptrepo/state")
    let store = try open("earlier")
    let tip = try store.write("refs/prompts/c/@versions", "one")
    let older = try Data(contentsOf: state)
    let before = try objectFiles(of: repository.path)
    try store.write("refs/prompts/c/@versions", "two", from: tip)
    try store.write("refs/prompts/d/@versions", "three")
    let values = try store.values()
    for file in Set(try objectFiles(of: repository.path)).subtracting(before) {
      try FileManager.default.removeItem(atPath: file)
    }
    try older.write(to: state)
    #expect(try open("earlier").values() == values)
    try expectSound(repository.path)
    // Readers and writers alike: this one was open all the time.
    try older.write(to: state)
    try store.write("refs/prompts/e/@versions", "four")
    #expect(try open("later").values().count == values.count + 1)
    try expectSound(repository.path)
  }

  /// Whatever somebody made of the state, the repository can be read and written.
  @Test(arguments: [
    "", "x", String(repeating: "x", count: 72), String(repeating: "x", count: 9_000),
  ])
  func aForeignStateIsNoObstacle(_ text: String) throws {
    let values = try open("earlier").values()
    try repository.write("promptrepo/state", text)
    let store = try open("earlier")
    #expect(try store.values() == values)
    try store.write("refs/prompts/new", "one")
    try expectSound(repository.path)
  }

  /// The flush of a reference's folder fails, and then the reading of the reference: if it has moved,
  /// the change stands.
  @Test func whatMayHaveMovedStaysInTheJournal() throws {
    let name = "refs/prompts/a/@versions"
    var codes: [RepositoryError.Code] = []
    for occurrence in 1...8 {
      let copy = try BareRepository(copying: repository)
      let old = try open("earlier", at: copy.path).value(name)
      let before = try objectFiles(of: copy.path)
      let plan = FaultPlan([
        FaultPlan.Rule(.fsync, pathContaining: "refs/prompts/a", .fail(.inputOutput)),
        FaultPlan.Rule(
          .open, pathContaining: "refs/prompts/a/@versions", occurrence: occurrence,
          .fail(.inputOutput)),
      ])
      let error = failure {
        try open("earlier", FileSystem(faults: plan), at: copy.path)
          .write(name, "moved", from: old)
      }
      try codes.append(#require(error).code)
      let value = try open("earlier", at: copy.path).value(name)
      for file in Set(try objectFiles(of: copy.path)).subtracting(before) {
        try FileManager.default.removeItem(atPath: file)
      }
      #expect(try open("later", at: copy.path).value(name) == value)
      try expectSound(copy.path, "\(occurrence)")
    }
    #expect(codes.contains(.inputOutput) && codes.contains(.partial))
  }

  /// What git has moved or removed since stays so, whichever change it was of.
  @Test(arguments: 0..<3) func whatGitChangedSinceIsLeft(_ place: Int) throws {
    let name = names[place]
    try repository.git("update-ref", "-d", name)
    var values = try open("earlier").values()
    #expect(values[name] == nil)
    let copy = try BareRepository(copying: repository)
    #expect(try open("later", at: copy.path).values() == values)
    try expectSound(copy.path)
    // One that was moved back to where it had been is left, too.
    let other = names[(place + 1) % names.count]
    let first = try repository.git("rev-parse", "\(other)~1")
      .trimmingCharacters(in: .whitespacesAndNewlines)
    try repository.git("update-ref", other, first)
    values = try open("earlier").values()
    #expect(values[other]?.hex == first)
    #expect(try open("later").values() == values)
    #expect(try open("much later").values() == values)
    try expectSound(repository.path)
  }

  /// Nothing comes back that was removed under the writers' lock.
  @Test func whatACollectionRemovedStaysAway() throws {
    let store = try open("earlier")
    for (name, id) in try store.values() { try store.apply(try Sample.removal(name, from: id)) }
    try store.exclusively { _ in
      try repository.git("reflog", "expire", "--expire=now", "--all")
      try repository.git("gc", "--quiet", "--prune=now")
    }
    _ = try open("later")
    #expect(try objectFiles(of: repository.path) == [])
    #expect(repository.text("promptrepo/journal")?.contains("round") == false)
  }

  /// The journal does not grow for ever, and what it held was flushed.
  @Test func aLongJournalBeginsAnew() throws {
    let plan = FaultPlan()
    let store = try open("earlier", FileSystem(faults: plan))
    var tip: ObjectID?
    let filler = String(repeating: "text ", count: 20_000)
    for number in 0..<25 {
      tip = try store.write("refs/prompts/long", "\(number) \(filler)", from: tip)
    }
    let size =
      try FileManager.default.attributesOfItem(
        atPath: "\(repository.path)/promptrepo/journal")[.size] as? Int
    #expect(try #require(size) < 1_400_000)
    #expect(plan.calls.contains { $0.call == .syncfs })
    #expect(try open("later").value("refs/prompts/long") == tip)
    try expectSound(repository.path)
  }

  /// A copy by hard links gets a journal of its own: neither completes the other's changes.
  @Test func aCopyByHardLinksIsSeparate() throws {
    let copy = try TemporaryDirectory()
    let path = copy.appending("copy.git")
    let result = try Subprocess("cp", ["-al", repository.path, path]).run()
    try #require(result.status == .exited(0))
    let values = try open("earlier", at: path).values()
    try open("earlier").write("refs/prompts/only-here", "one")
    try open("earlier", at: path).write("refs/prompts/only-there", "one")
    // As after a power cut, which leaves the journals alone to tell what was begun.
    for each in [repository.path, path] {
      try FileManager.default.removeItem(atPath: "\(each)/promptrepo/state")
    }
    #expect(try open("later").value("refs/prompts/only-there") == nil)
    let there = try open("later", at: path)
    #expect(try there.value("refs/prompts/only-here") == nil)
    #expect(try there.values().count == values.count + 1)
    try expectSound(path)
    try expectSound(repository.path)
  }

  /// A writer was killed in a change, and then a copy by hard links was made: both complete it.
  @Test(arguments: ["earlier", "later"]) func aCopyOfAChangeIsCompletedOnBothSides(
    boot: String
  ) throws {
    let name = names[0]
    let values = try open("earlier").values()
    let plan = FaultPlan([FaultPlan.Rule(.rename, pathContaining: "/refs/", .kill)])
    _ = failure {
      try open("earlier", FileSystem(faults: plan)).write(name, "the last one", from: values[name])
    }
    let copy = try TemporaryDirectory()
    let path = copy.appending("copy.git")
    let result = try Subprocess("cp", ["-al", repository.path, path]).run()
    try #require(result.status == .exited(0))
    let there = try #require(try open(boot, at: path).value(name))
    #expect(there != values[name])
    // Object files that both had may be torn for either.
    try FileManager.default.removeItem(
      atPath: "\(repository.path)/objects/\(there.hex.prefix(2))/\(there.hex.dropFirst(2))")
    #expect(try open(boot).value(name) == there)
    for each in [repository.path, path] {
      #expect(try locks(each) == [])
      try expectSound(each)
    }
  }

  /// What a version before the journal has begun is completed.
  @Test func aChangeOfAnEarlierVersionIsCompleted() throws {
    let values = try open("earlier").values()
    let (objects, id) = Sample.commit("the last one")
    let store = try open("earlier")
    try store.apply(
      Change(
        objects: objects,
        moves: [
          ReferenceMove(try ReferenceName("refs/prompts/x"), from: nil, to: id, message: "made")
        ], committer: Sample.person))
    let moves = try names.map {
      ReferenceMove(try ReferenceName($0), from: values[$0], to: id, message: "moved")
    }
    let record = JournalRecord(committer: Sample.person.line, moves: ReferenceMoves(moves))
    let pending = "\(repository.path)/promptrepo/pending"
    try Data(record.bytes).write(to: URL(fileURLWithPath: pending))
    // The one that was moved before the writer died, and one that somebody moved since.
    try repository.git("update-ref", names[0], id.hex)
    try repository.git("update-ref", "-d", names[1])
    try open("earlier").write("refs/prompts/y", "next")
    #expect(try names.map(store.value) == [id, nil, id])
    #expect(!FileManager.default.fileExists(atPath: pending))
    try expectSound(repository.path)
  }

  /// The objects of a large change are kept from git until all its references have moved.
  @Test func aLargeChangeIsCompletedAfterACollection() throws {
    let values = try open("earlier").values()
    var (objects, id) = Sample.commit("the last one")
    objects += (0..<250).map { GitObject(.blob, Array("blob \($0)".utf8)) }
    let moves = try names.map {
      ReferenceMove(try ReferenceName($0), from: values[$0], to: id, message: "moved")
    }
    let plan = FaultPlan([
      FaultPlan.Rule(.rename, pathContaining: "/refs/", occurrence: 2, .fail(.noSpace))
    ])
    let error = failure {
      try open("earlier", FileSystem(faults: plan)).apply(
        Change(objects: objects, moves: moves, committer: Sample.person))
    }
    #expect(error?.code == .partial)
    try repository.git("gc", "--quiet", "--prune=now")
    let store = try open("earlier")
    for name in names { #expect(try store.value(name) == id) }
    try expectSound(repository.path)
    let packs = try FileManager.default.contentsOfDirectory(
      atPath: "\(repository.path)/objects/pack")
    #expect(!packs.contains { $0.hasSuffix(".keep") })
  }

  private func objectFiles(of path: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: "\(path)/objects").sorted()
      .filter { $0.utf8.count == 41 && !$0.hasPrefix("pack/") && !$0.hasPrefix("info/") }
      .map { "\(path)/objects/\($0)" }
  }
}
