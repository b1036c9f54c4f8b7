import Foundation
import GitStore
import Platform
import PromptRepo
import TestSupport
import Testing

/// A change that fails in the middle, at every call of the system in turn.
@Suite struct GitFaultTests {
  /// What happens to a call.
  enum Fault: String, CaseIterable, Sendable {
    case fails, succeedsAndFails, dies

    func plan(_ number: Int) -> FaultPlan {
      switch self {
      case .fails: FaultPlan([FaultPlan.Rule(nil, occurrence: number, .fail(.noSpace))])
      case .succeedsAndFails:
        FaultPlan([FaultPlan.Rule(nil, occurrence: number, .performThenFail(.inputOutput))])
      case .dies: .killing(atCall: number)
      }
    }
  }

  /// A repository with a loose and a packed reference, and the change of a scenario.
  private struct Fixture {
    let repository: BareRepository
    let before: [String: ObjectID]
    let change: Change
    let after: [String: ObjectID]

    init(_ scenario: Scenario) throws {
      repository = try BareRepository()
      let store = try repository.store()
      let packed = try store.write(Scenario.packed, "packed")
      try repository.git("pack-refs", "--all")
      let loose = try store.write(Scenario.loose, "loose")
      before = [Scenario.loose: loose, Scenario.packed: packed]
      // Only the ids matter, and they are the same in every store.
      let model = try Scenario.Fixture()
      change = try scenario.change(model)
      after = try scenario.after(model)
    }
  }

  @Test(arguments: Scenario.allCases, Fault.allCases)
  func atEveryCall(_ scenario: Scenario, _ fault: Fault) throws {
    let fixture = try Fixture(scenario)
    // Many references make many calls, which differ little.
    let step = scenario == .createsMany ? (isExtra ? 61 : 299) : (isExtra ? 1 : 7)
    var number = fault == .dies ? 1 : 2
    var outcomes: Set<String> = []
    while true {
      let copy = try BareRepository(copying: fixture.repository)
      var observer = try Observer(copy.store())
      try observer.look()
      let plan = fault.plan(number)
      let error = attempt(copy, fixture.change, plan)
      guard plan.calls.count >= number else { break }
      let at = plan.calls[number - 1]
      let comment: Comment = "call \(number), \(at): \(error?.description ?? "acknowledged")"
      // What has moved is known, whether the change was completed or not.
      try observer.look()
      #expect(try observer.view == observer.store.values(), comment)
      try expectOutcome(fixture, copy, error, isKilled: plan.isKilled, comment)
      try observer.look()
      #expect(observer.view == fixture.after, comment)
      // Without a list, which a failure may have removed, a look says nothing for a while.
      #expect([nil, []].contains(try observer.look()), comment)
      outcomes.insert(error?.code.rawValue ?? "done")
      number += step
    }
    #expect(number > 20)
    #expect(outcomes.contains("io"))
  }

  private func attempt(
    _ repository: BareRepository, _ change: Change, _ plan: FaultPlan
  ) -> RepositoryError? {
    do {
      try repository.store(FileSystem(faults: plan)).apply(change)
      return nil
    } catch let error as RepositoryError {
      return error
    } catch {
      return nil
    }
  }

  private func expectOutcome(
    _ fixture: Fixture, _ repository: BareRepository, _ error: RepositoryError?, isKilled: Bool,
    _ comment: Comment
  ) throws {
    let store = try repository.store()
    let values = try store.values()
    // Whoever opens it completes what was begun.
    #expect([fixture.before, fixture.after].contains(values), comment)
    switch error?.code {
    case nil, .partial: #expect(values == fixture.after, comment)
    default: #expect(isKilled || values == fixture.before, comment)
    }
    // Nothing is in the way of making it, not even locks that were left.
    let rest = fixture.change.moves.filter { values[$0.name.rawValue] != $0.new }
    try store.apply(
      Change(objects: fixture.change.objects, moves: rest, committer: Sample.person))
    #expect(try repository.store().values() == fixture.after, comment)
    #expect(try locks(repository.path) == [], comment)
    try expectSound(repository.path, comment)
  }

  /// The message of a failure in the middle says what moved and what did not.
  @Test func aFailureInTheMiddleSaysWhatMoved() throws {
    let repository = try BareRepository()
    let plan = FaultPlan([
      FaultPlan.Rule(.rename, pathContaining: "/refs/", occurrence: 2, .fail(.inputOutput))
    ])
    let (objects, id) = Sample.commit("one")
    let names = ["refs/prompts/p/@active", "refs/prompts/p/@info", "refs/prompts/p/@versions"]
    let moves = try names.map {
      ReferenceMove(try ReferenceName($0), from: nil, to: id, message: "created")
    }
    let error = failure {
      try repository.store(FileSystem(faults: plan)).apply(
        Change(objects: objects, moves: moves, committer: Sample.person))
    }
    #expect(error?.code == .partial)
    #expect(
      error?.message.contains(
        "refs/prompts/p/@info moved, refs/prompts/p/@active, refs/prompts/p/@versions did not")
        == true)
    #expect(error?.hint != nil)
    // The next one to open it completes it.
    #expect(
      try repository.store().values() == [
        "refs/prompts/p/@active": id, "refs/prompts/p/@info": id, "refs/prompts/p/@versions": id,
      ])
    #expect(try locks(repository.path) == [])
  }

  /// Objects that libgit2 cannot write refuse the change before anything is locked.
  @Test func objectsThatCannotBeWrittenRefuseTheChange() throws {
    let repository = try BareRepository()
    let store = try repository.store()
    let objects = "\(repository.path)/objects"
    try FileManager.default.moveItem(atPath: objects, toPath: "\(objects).away")
    try repository.write("objects", "a file in the place of the folder")
    let error = failure { try store.write("refs/prompts/p", "one") }
    #expect(error?.code == .inputOutput)
    try FileManager.default.removeItem(atPath: objects)
    try FileManager.default.moveItem(atPath: "\(objects).away", toPath: objects)
    #expect(try store.values() == [:])
    #expect(try locks(repository.path) == [])
    try store.write("refs/prompts/p", "one")
    try expectSound(repository.path)
  }

  /// An object that git wrote, unflushed, is in the journal before a reference names it.
  @Test func whatIsThereAlreadyIsInTheJournal() throws {
    let repository = try BareRepository()
    let text = "an object that git has written"
    try git(repository.path, ["hash-object", "-w", "--stdin"], stdin: Array(text.utf8))
    let plan = FaultPlan()
    try repository.store(FileSystem(faults: plan)).write("refs/prompts/p", text)
    #expect(repository.text("promptrepo/journal")?.contains(text) == true)
    let flushed = plan.calls.lastIndex {
      $0.call == .fdatasync && $0.path.hasSuffix("promptrepo/journal")
    }
    let moved = plan.calls.firstIndex {
      $0.call == .rename && $0.path.hasSuffix("/refs/prompts/p")
    }
    #expect(try #require(flushed) < #require(moved))
  }
}
