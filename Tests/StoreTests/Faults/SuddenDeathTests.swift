import DirectoryStore
import Foundation
import Platform
import PromptRepo
import TestSupport
import Testing

@Suite struct SuddenDeathTests {
  /// The process dies before each call of the system in turn, with the objects handed over at once,
  /// and one by one.
  @Test(
    arguments: Scenario.allCases.map { ($0, false) }
      + [Scenario.creates, .moves, .createsMany].map { ($0, true) })
  func atEveryCall(_ scenario: Scenario, isStaged: Bool) throws {
    let fixture = try Scenario.Fixture()
    let change = try scenario.change(fixture)
    let after = try scenario.after(fixture)
    // Locks of 205 references make hundreds of calls that are alike.
    let step = scenario == .createsMany && !isExtra ? 37 : 1
    var number = 1
    while true {
      let plan = FaultPlan.killing(atCall: number)
      try expectWhole(fixture, change, after, under: plan, "call \(number)", isStaged: isStaged)
      guard plan.isKilled else { break }
      number += step
    }
    #expect(number > 20)
  }

  /// What a killed change leaves of its pack harms nobody, and goes with the next collection.
  @Test func theOrphanOfAStagedChangeIsCollected() throws {
    let fixture = try Scenario.Fixture()
    var change = try Scenario.moves.change(fixture)
    change.objects += BulkObjects.all
    let after = try Scenario.moves.after(fixture)
    var (number, orphans) = (1, Set<String>())
    while true {
      let copy = try fixture.copy()
      let path = copy.appending("store")
      let packs = "\(path)/objects/pack"
      let plan = FaultPlan.killing(atCall: number)
      do {
        try DirectoryStore(opening: path, layout: .prompts, files: FileSystem(faults: plan))
          .applyStaged(change)
      } catch { #expect(plan.isKilled, "\(error)") }
      guard plan.isKilled else { break }
      let comment: Comment = "call \(number), \(plan.calls.last?.description ?? "")"
      let left = try FileManager.default.contentsOfDirectory(atPath: packs)
      let old: [FileAttributeKey: Any] = [.modificationDate: Date(timeIntervalSince1970: 1e9)]
      for file in left {
        try FileManager.default.setAttributes(old, ofItemAtPath: "\(packs)/\(file)")
      }
      let store = try DirectoryStore(opening: path, layout: .prompts)
      let values = try store.values()
      #expect(values == after || values == fixture.before, comment)
      if values == fixture.before {
        orphans.formUnion(left.map { $0.hasPrefix("tmp_") ? "unnamed" : "named" })
      }
      _ = try store.collectGarbage(gracePeriod: 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: packs)
      #expect(names.allSatisfy { !$0.hasPrefix("tmp_") }, comment)
      #expect(try store.values() == values, comment)
      for object in BulkObjects.all { #expect(try store.object(object.id) == nil, comment) }
      try expectSound(path, comment)
      number += 1
    }
    #expect(orphans == ["unnamed", "named"])
  }

  /// The process dies in the middle of each write.
  @Test(arguments: Scenario.allCases, isExtra ? [0, 1, 30, 40, 100, 600] : [40])
  func inEveryWrite(_ scenario: Scenario, bytes: Int) throws {
    let fixture = try Scenario.Fixture()
    let change = try scenario.change(fixture)
    let after = try scenario.after(fixture)
    for number in 1...30 {
      let plan = FaultPlan([
        FaultPlan.Rule(.write, occurrence: number, .tear(bytes: bytes, .killed))
      ])
      try expectWhole(fixture, change, after, under: plan, "write \(number)")
      guard plan.isKilled else { break }
    }
  }

  /// Applies the change to a copy of the store under a plan, and looks at what is left of it.
  private func expectWhole(
    _ fixture: Scenario.Fixture, _ change: Change, _ after: [String: ObjectID],
    under plan: FaultPlan, _ moment: String, isStaged: Bool = false
  ) throws {
    let copy = try fixture.copy()
    let path = copy.appending("store")
    var isAcknowledged = false
    do {
      let store = try DirectoryStore(
        opening: path, layout: .prompts, files: FileSystem(faults: plan))
      if isStaged { try store.applyStaged(change) } else { try store.apply(change) }
      isAcknowledged = true
    } catch {
      #expect(plan.isKilled, "\(moment): \(error)")
    }
    let last = plan.calls.last?.description ?? ""
    try expectWhole(path, fixture.before, after, isAcknowledged, "\(moment), \(last)")
  }

  private func expectWhole(
    _ path: String, _ before: [String: ObjectID], _ after: [String: ObjectID],
    _ isAcknowledged: Bool, _ comment: Comment
  ) throws {
    let reader = try DirectoryStore(opening: path, layout: .prompts, isReadOnly: true).values()
    let store = try DirectoryStore(opening: path, layout: .prompts)
    let values = try store.values()
    #expect(values == after || !isAcknowledged && values == before, comment)
    #expect(reader == values, comment)
    // The next change finds no lock in its way, and leaves none.
    try store.write("refs/prompts/next", "next")
    #expect(try locks(path) == [], comment)
    try expectSound(path, comment)
  }
}
