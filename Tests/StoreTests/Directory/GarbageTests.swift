import DirectoryStore
import Foundation
import Platform
import PromptRepo
import TestSupport
import Testing

@Suite struct GarbageTests {
  let directory: TemporaryDirectory
  let path: String
  let store: DirectoryStore

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.appending("store")
    store = try DirectoryStore.create(at: path, layout: .prompts)
  }

  @Test func packsWhatIsReachedAndDropsTheRest() throws {
    var last: ObjectID?
    for round in 0..<6 {
      last = try store.write("refs/prompts/a/@versions", "\(round)", from: last)
    }
    let gone = try store.write("refs/prompts/gone/@versions", "gone")
    try store.apply(Sample.removal("refs/prompts/gone/@versions", from: gone))
    let values = try store.values()

    let young = try store.collectGarbage(gracePeriod: 3_600)
    #expect(young.prunedObjects == 0)
    #expect(young.keptObjects == 3)
    #expect(try store.object(gone) != nil)

    let report = try store.collectGarbage(gracePeriod: -1)
    #expect(report.packedObjects == 18)
    #expect(report.packedReferences == 1)
    #expect(report.prunedObjects == 3)
    #expect(try store.object(gone) == nil)
    #expect(try store.values() == values)
    #expect(try git(path, ["count-objects"]).stdout.hasPrefix("0 objects"))
    try expectSound(path)
    // Nothing stays in the journal, or comes back with the next start of the machine.
    let journal = try Data(contentsOf: URL(fileURLWithPath: "\(path)/promptrepo/journal"))
    #expect(journal.firstRange(of: Data("gone".utf8)) == nil)
    let later = try DirectoryStore(opening: path, layout: .prompts, bootIdentifier: "later")
    #expect(try later.values() == values)
    try later.write("refs/prompts/a/@versions", "more", from: last)
    try expectSound(path)
  }

  @Test func refusesWhatItCannotSeeTheRootsOf() throws {
    let id = try store.write("refs/prompts/a", "one")
    let worktree = "\(path)/worktrees/w"
    try FileManager.default.createDirectory(
      atPath: worktree, withIntermediateDirectories: true)
    let error = #expect(throws: RepositoryError.self) { try store.collectGarbage(gracePeriod: 0) }
    #expect(error?.code == .unsupported)
    try FileManager.default.removeItem(atPath: "\(path)/worktrees")
    // A name in Latin-1, which git takes.
    let copied = try TestSupport.run(
      "sh", ["-c", "printf '%s\\n' \(id) > \"$(printf '\(path)/refs/heads/caf\\351')\""])
    #expect(copied.status == 0)
    let other = #expect(throws: RepositoryError.self) { try store.collectGarbage(gracePeriod: 0) }
    #expect(other?.code == .unsupported)
    #expect(try store.value("refs/prompts/a") == id)
  }

  @Test func keepsWhatLogsReach() throws {
    let first = try store.write("refs/prompts/a", "one")
    let second = Sample.commit("two, without the first")
    let move = ReferenceMove(
      try ReferenceName("refs/prompts/a"), from: first, to: second.id, message: "reset")
    try store.apply(Change(objects: second.objects, moves: [move], committer: Sample.person))
    _ = try store.collectGarbage(gracePeriod: -1)
    #expect(try store.object(first) != nil)
    try expectSound(path)
  }

  @Test func refusesWhenAReferencePointsNowhere() throws {
    try store.write("refs/prompts/a", "one")
    let file = "\(path)/refs/prompts/broken"
    try "\(String(repeating: "1", count: 40))\n".write(
      toFile: file, atomically: true, encoding: .utf8)
    #expect(throws: RepositoryError.self) { try store.collectGarbage(gracePeriod: -1) }
    try FileManager.default.removeItem(atPath: file)
    _ = try store.collectGarbage(gracePeriod: -1)
    try expectSound(path)
  }

  @Test func diesAtAnyCallWithoutLoss() throws {
    let fixture = try Scenario.Fixture()
    let step = isExtra ? 1 : 5
    for number in stride(from: 1, through: 2_000, by: step) {
      let copy = try fixture.copy()
      let path = copy.appending("store")
      let plan = FaultPlan.killing(atCall: number)
      do {
        let store = try DirectoryStore(
          opening: path, layout: .prompts, files: FileSystem(faults: plan))
        _ = try store.collectGarbage(gracePeriod: -1)
      } catch {
        #expect(plan.isKilled, "call \(number): \(error)")
      }
      let reopened = try DirectoryStore(opening: path, layout: .prompts, bootIdentifier: "later")
      #expect(try reopened.values() == fixture.before, "call \(number)")
      try expectSound(path, "call \(number), \(plan.calls.last?.description ?? "")")
      try reopened.write("refs/prompts/next", "next")
      #expect(try locks(path) == [], "call \(number)")
      guard plan.isKilled else { return }
    }
    Issue.record("never came to an end")
  }
}
