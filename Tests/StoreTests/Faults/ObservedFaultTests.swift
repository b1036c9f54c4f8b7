import DirectoryStore
import Platform
import PromptRepo
import TestSupport
import Testing

/// What an observer knows of a change that fails in the middle.
@Suite struct ObservedFaultTests {
  /// The writer dies before each call of the system in turn.
  @Test(arguments: Scenario.allCases)
  func aWriterThatDies(_ scenario: Scenario) throws {
    let fixture = try Scenario.Fixture()
    let (change, after) = (try scenario.change(fixture), try scenario.after(fixture))
    let step = scenario == .createsMany && !isExtra ? 37 : 1
    for number in stride(from: 1, to: .max, by: step) {
      let plan = FaultPlan.killing(atCall: number)
      try expectKnown(fixture, change, after, under: plan, "call \(number)")
      guard plan.isKilled else { break }
    }
  }

  /// Each call of the system fails in turn, once; a change may then stand and wait.
  @Test(arguments: Scenario.allCases, [false, true])
  func aWriterWhoseDiskFails(_ scenario: Scenario, isDone: Bool) throws {
    let fixture = try Scenario.Fixture()
    let (change, after) = (try scenario.change(fixture), try scenario.after(fixture))
    let step = isExtra ? 1 : scenario == .createsMany ? 41 : 2
    for number in stride(from: isDone ? 1 : 2, to: .max, by: step) {
      let effect = isDone ? FaultPlan.Effect.performThenFail(.inputOutput) : .fail(.noSpace)
      let plan = FaultPlan([FaultPlan.Rule(nil, occurrence: number, effect)])
      try expectKnown(fixture, change, after, under: plan, "call \(number)")
      guard plan.calls.count >= number else { break }
    }
  }

  /// The change is made, and only the note of it fails.
  @Test func aStateThatCannotBeWritten() throws {
    let fixture = try Scenario.Fixture()
    let plan = FaultPlan()
    let writer = try DirectoryStore(
      opening: fixture.path, layout: .prompts, files: FileSystem(faults: plan))
    var observer = try Observer(DirectoryStore(opening: fixture.path, layout: .prompts))
    try observer.look()
    plan.add(FaultPlan.Rule(.write, pathContaining: "/state", occurrence: 2, .fail(.noSpace)))
    let id = try writer.write("refs/prompts/new", "new")
    for _ in 0..<2 { #expect(try observer.look() == ["refs/prompts/new"]) }
    #expect(observer.view["refs/prompts/new"] == id)
    try writer.write("refs/prompts/next", "next")
    #expect(try observer.look() == ["refs/prompts/new", "refs/prompts/next"])
    #expect(try observer.look() == [])
  }

  /// Applies the change to a copy of the store under a plan, while somebody observes it.
  private func expectKnown(
    _ fixture: Scenario.Fixture, _ change: Change, _ after: [String: ObjectID],
    under plan: FaultPlan, _ moment: Comment
  ) throws {
    let copy = try fixture.copy()
    let path = copy.appending("store")
    var observer = try Observer(DirectoryStore(opening: path, layout: .prompts, isReadOnly: true))
    try observer.look()
    var isAcknowledged = false
    do {
      try DirectoryStore(opening: path, layout: .prompts, files: FileSystem(faults: plan)).apply(
        change)
      isAcknowledged = !plan.isKilled
    } catch {}
    try observer.look()
    #expect(try observer.view == observer.store.values(), moment)
    if isAcknowledged { #expect(observer.view == after, moment) }
    // Whoever opens it carries out what waits.
    let values = try DirectoryStore(opening: path, layout: .prompts).values()
    try observer.look()
    #expect(observer.view == values, moment)
    #expect(try observer.look() == [], moment)
  }
}
