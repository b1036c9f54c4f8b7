import DirectoryStore
import Platform
import PromptRepo
import TestSupport
import Testing

@Suite struct SuddenDeathTests {
  /// The process dies before each call of the system in turn.
  @Test(arguments: Scenario.allCases)
  func atEveryCall(_ scenario: Scenario) throws {
    let fixture = try Scenario.Fixture()
    let change = try scenario.change(fixture)
    let after = try scenario.after(fixture)
    // Locks of 205 references make hundreds of calls that are alike.
    let step = scenario == .createsMany && !isExtra ? 37 : 1
    var number = 1
    while true {
      let copy = try fixture.copy()
      let path = copy.appending("store")
      let plan = FaultPlan.killing(atCall: number)
      var isAcknowledged = false
      do {
        let store = try DirectoryStore(opening: path, files: FileSystem(faults: plan))
        try store.apply(change)
        isAcknowledged = true
      } catch {
        #expect(plan.isKilled, "call \(number): \(error)")
      }
      let last = plan.calls.last?.description ?? ""
      try expectWhole(path, fixture.before, after, isAcknowledged, "call \(number), \(last)")
      guard plan.isKilled else { break }
      number += step
    }
    #expect(number > 20)
  }

  /// The process dies in the middle of each write.
  @Test(arguments: Scenario.allCases, isExtra ? [0, 1, 30, 40, 100, 600] : [40])
  func inEveryWrite(_ scenario: Scenario, bytes: Int) throws {
    let fixture = try Scenario.Fixture()
    let change = try scenario.change(fixture)
    let after = try scenario.after(fixture)
    for number in 1...30 {
      let copy = try fixture.copy()
      let path = copy.appending("store")
      let plan = FaultPlan([
        FaultPlan.Rule(.write, occurrence: number, .tear(bytes: bytes, .killed))
      ])
      var isAcknowledged = false
      do {
        let store = try DirectoryStore(opening: path, files: FileSystem(faults: plan))
        try store.apply(change)
        isAcknowledged = true
      } catch {
        #expect(plan.isKilled, "write \(number): \(error)")
      }
      let last = plan.calls.last?.description ?? ""
      try expectWhole(path, fixture.before, after, isAcknowledged, "write \(number), \(last)")
      guard plan.isKilled else { break }
    }
  }

  private func expectWhole(
    _ path: String, _ before: [String: ObjectID], _ after: [String: ObjectID],
    _ isAcknowledged: Bool, _ comment: Comment
  ) throws {
    let reader = try DirectoryStore(opening: path, isReadOnly: true).values()
    let store = try DirectoryStore(opening: path)
    let values = try store.values()
    #expect(values == after || !isAcknowledged && values == before, comment)
    #expect(reader == values, comment)
    // The next change finds no lock in its way, and leaves none.
    try store.write("refs/prompts/next", "next")
    #expect(try locks(path) == [], comment)
    try expectSound(path, comment)
  }
}
