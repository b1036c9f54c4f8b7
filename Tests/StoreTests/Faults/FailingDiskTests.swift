internal import GitFiles
import DirectoryStore
import Foundation
import Platform
import PromptRepo
import TestSupport
import Testing

@Suite struct FailingDiskTests {
  /// Each call of the system fails in turn, once, with or without having done its work.
  @Test(arguments: Scenario.allCases, [false, true])
  func atEveryCall(_ scenario: Scenario, isDone: Bool) throws {
    let fixture = try Scenario.Fixture()
    let change = try scenario.change(fixture)
    let after = try scenario.after(fixture)
    let step = isExtra ? 1 : scenario == .createsMany ? 41 : 2
    var number = isDone ? 1 : 2
    while true {
      let copy = try fixture.copy()
      let path = copy.appending("store")
      let error: Errno = isDone ? .inputOutput : .noSpace
      let plan = FaultPlan([
        FaultPlan.Rule(
          nil, occurrence: number, isDone ? .performThenFail(error) : .fail(error))
      ])
      let isOver = try expectOutcome(path, change, plan, fixture.before, after, number)
      if isOver { break }
      number += step
    }
    #expect(number > 20)
  }

  /// The disk is full from the first write of a kind on: everything of that kind fails.
  @Test(arguments: Scenario.allCases, [SystemCall.write, .open, .mkdir, .link, .rename, .unlink])
  func always(_ scenario: Scenario, call: SystemCall) throws {
    let fixture = try Scenario.Fixture()
    let change = try scenario.change(fixture)
    let copy = try fixture.copy()
    let path = copy.appending("store")
    let plan = FaultPlan()
    let files = FileSystem(faults: plan)
    let store = try DirectoryStore(opening: path, layout: .prompts, files: files)
    plan.add(FaultPlan.Rule(call, .fail(.noSpace)))
    var isAcknowledged = false
    do {
      try store.apply(change)
      isAcknowledged = true
    } catch {
      #expect(error.code == .inputOutput)
    }
    let reopened = try DirectoryStore(opening: path, layout: .prompts)
    let expected = isAcknowledged ? try scenario.after(fixture) : fixture.before
    #expect(try reopened.values() == expected)
    try reopened.write("refs/prompts/next", "next")
    #expect(try locks(path) == [])
    try expectSound(path)
  }

  /// Likewise, while the objects are handed over one by one.
  @Test(arguments: [Scenario.moves, .createsMany], [false, true])
  func atEveryCallOfAStagedChange(_ scenario: Scenario, isDone: Bool) throws {
    let fixture = try Scenario.Fixture()
    let change = try scenario.change(fixture)
    let after = try scenario.after(fixture)
    let step = isExtra ? 1 : scenario == .createsMany ? 41 : 2
    var number = isDone ? 1 : 2
    while true {
      let copy = try fixture.copy()
      let plan = FaultPlan([
        FaultPlan.Rule(
          nil, occurrence: number, isDone ? .performThenFail(.inputOutput) : .fail(.noSpace))
      ])
      let isOver = try expectOutcome(
        copy.appending("store"), change, plan, fixture.before, after, number, isStaged: true)
      if isOver { break }
      number += step
    }
    #expect(number > 20)
  }

  /// The disk is full in the middle of a pack without a name.
  @Test func inTheMiddleOfAStagedPack() throws {
    let fixture = try Scenario.Fixture()
    let path = fixture.path
    let packs = "\(path)/objects/pack"
    let files = try FileManager.default.contentsOfDirectory(atPath: packs).sorted()
    for occurrence in 1...4 {
      let plan = FaultPlan([
        FaultPlan.Rule(
          .write, pathContaining: "tmp_pack_", occurrence: occurrence,
          .tear(bytes: 40_000, .noSpace))
      ])
      let store = try DirectoryStore(
        opening: path, layout: .prompts, files: FileSystem(faults: plan))
      let error = #expect(throws: RepositoryError.self) {
        let (objects, id) = Sample.commit("one of many")
        let stage = try store.stage()
        for object in objects + BulkObjects.all { try stage.add(object) }
        let name = try ReferenceName("refs/prompts/new/@info")
        try stage.apply(
          ReferenceMoves([ReferenceMove(name, from: nil, to: id, message: "made")]),
          committer: Sample.person)
      }
      #expect(error?.code == .inputOutput)
      #expect(try FileManager.default.contentsOfDirectory(atPath: packs).sorted() == files)
      #expect(try store.values() == fixture.before)
      #expect(try locks(path) == [])
      try expectSound(path)
    }
  }

  /// A change that stands and could not be carried out is not written over by the next one of the
  /// same writer.
  @Test func changesInARow() throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("store")
    _ = try DirectoryStore.create(at: path, layout: .prompts, durability: .none)
    let plan = FaultPlan()
    let store = try DirectoryStore(
      opening: path, layout: .prompts, files: FileSystem(faults: plan), durability: .none)
    plan.add(
      FaultPlan.Rule(.rename, pathContaining: "refs/prompts/one", occurrence: 1, .fail(.noSpace)))
    try store.exclusively { apply in
      for name in ["refs/prompts/one", "refs/prompts/two"] {
        let blob = GitObject(.blob, Array(name.utf8))
        let move = ReferenceMove(
          try ReferenceName(name), from: nil, to: blob.id, message: "made")
        try apply(Change(objects: [blob], moves: [move], committer: Sample.person))
      }
    }
    let reopened = try DirectoryStore(opening: path, layout: .prompts, durability: .none)
    #expect(
      try reopened.values().keys.sorted() == ["refs/prompts/one", "refs/prompts/two"])
  }

  private func expectOutcome(
    _ path: String, _ change: Change, _ plan: FaultPlan, _ before: [String: ObjectID],
    _ after: [String: ObjectID], _ number: Int, isStaged: Bool = false
  ) throws -> Bool {
    let (open, failure) = attempt(path, change, plan, isStaged)
    guard plan.calls.count >= number else { return true }
    let last = plan.calls.dropFirst(number - 1).first?.description ?? ""
    let comment: Comment = "call \(number), \(last): \(failure?.description ?? "acknowledged")"
    let reopened = try DirectoryStore(opening: path, layout: .prompts)
    let values = try reopened.values()
    switch failure?.code {
    case nil: #expect(values == after, comment)
    case .uncertain: #expect(values == after || values == before, comment)
    default: #expect(values == before, comment)
    }
    // The handle that met the fault sees the same.
    if let open { #expect(try open.values() == values, comment) }
    try reopened.write("refs/prompts/next", "next")
    #expect(try locks(path) == [], comment)
    try expectSound(path, comment)
    return false
  }

  /// The handle, if the store could be opened, and why the change was refused.
  private func attempt(
    _ path: String, _ change: Change, _ plan: FaultPlan, _ isStaged: Bool
  ) -> (DirectoryStore?, RepositoryError?) {
    let store: DirectoryStore
    do {
      store = try DirectoryStore(opening: path, layout: .prompts, files: FileSystem(faults: plan))
    } catch {
      return (nil, error)
    }
    do {
      if isStaged { try store.applyStaged(change) } else { try store.apply(change) }
      return (store, nil)
    } catch {
      return (store, error)
    }
  }
}
