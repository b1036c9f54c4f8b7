import DirectoryStore
import Foundation
import Platform
import PromptRepo
import TestSupport
import Testing

/// What a directory store tells of changes where its journal and state are not as usual.
@Suite struct ObservingTests {
  @Test func theJournalIsBegunAnewBetweenTwoLooks() throws {
    let fixture = try Scenario.Fixture()
    let writer = try DirectoryStore(opening: fixture.path, layout: .prompts, durability: .none)
    var observer = try Observer(DirectoryStore(opening: fixture.path, layout: .prompts))
    try observer.look()
    var unknown = 0
    for number in 0..<8 {
      let text = "\(number)" + String(repeating: "x", count: 900_000)
      try writer.write("refs/prompts/n\(number)", text)
      if try observer.look() == nil { unknown += 1 }
      #expect(try observer.view == writer.values())
    }
    #expect(unknown == 1)
    // Longer than the journal before its end, so that the mark fits into the new one.
    let mark = observer.mark
    for number in 0..<14 {
      let text = "\(number)" + String(repeating: "y", count: 900_000)
      try writer.write("refs/prompts/m\(number)", text)
    }
    #expect(try observer.look() == nil)
    #expect(observer.mark != mark)
    #expect(try observer.view == writer.values())
  }

  @Test func garbageCollectionMovesNoReference() throws {
    let fixture = try Scenario.Fixture()
    let writer = try DirectoryStore(opening: fixture.path, layout: .prompts)
    var observer = try Observer(DirectoryStore(opening: fixture.path, layout: .prompts))
    try observer.look()
    _ = try writer.collectGarbage(gracePeriod: 0)
    #expect(try observer.look() == nil)
    #expect(observer.view == fixture.before)
    #expect(try observer.look() == [])
    try writer.write("refs/prompts/new", "new")
    #expect(try observer.look() == ["refs/prompts/new"])
  }

  /// The writer puts a new state file in the place of the one that the observer has open.
  @Test func aCopyByHardLinksIsSeparated() throws {
    let fixture = try Scenario.Fixture()
    let copy = fixture.directory.appending("copy")
    var observer = try Observer(DirectoryStore(opening: fixture.path, layout: .prompts))
    try observer.look()
    try #require(run("cp", ["-al", fixture.path, copy], env: [:]).status == 0)
    var copied = try Observer(DirectoryStore(opening: copy, layout: .prompts))
    try copied.look()
    let writer = try DirectoryStore(opening: fixture.path, layout: .prompts)
    try writer.write("refs/prompts/new", "new")
    #expect(try observer.look() == nil)
    #expect(try observer.view == writer.values())
    #expect(try copied.look() == [])
    try writer.write("refs/prompts/newer", "newer")
    #expect(try observer.look() == ["refs/prompts/newer"])
    try DirectoryStore(opening: copy, layout: .prompts).write("refs/prompts/other", "other")
    try copied.look()
    #expect(copied.view.keys.contains("refs/prompts/other"))
    #expect(try observer.look() == [])
  }

  @Test func aMarkFromBeforeARestartIsVoid() throws {
    let fixture = try Scenario.Fixture()
    var before = try Observer(
      DirectoryStore(opening: fixture.path, layout: .prompts, bootIdentifier: "earlier"))
    try before.look()
    let mark = try #require(before.mark)
    let later = try DirectoryStore(
      opening: fixture.path, layout: .prompts, isReadOnly: true, bootIdentifier: "later")
    let changes = try later.changes(since: mark)
    #expect(changes.references == nil)
    #expect(try later.changes(since: changes.mark).references == [])
  }

  @Test func aStateThatIsTornOrGoneSaysNothing() throws {
    let fixture = try Scenario.Fixture()
    let writer = try DirectoryStore(opening: fixture.path, layout: .prompts)
    var observer = try Observer(DirectoryStore(opening: fixture.path, layout: .prompts))
    try observer.look()
    let url = URL(fileURLWithPath: "\(fixture.path)/promptrepo/state")
    let state = try Data(contentsOf: url)
    let file = try FileHandle(forWritingTo: url)
    try file.write(contentsOf: Data(repeating: 7, count: 30))
    #expect(try observer.look() == nil)
    try file.seek(toOffset: 0)
    try file.write(contentsOf: state)
    #expect(try observer.look() == [])
    try FileManager.default.removeItem(at: url)
    #expect(try observer.look() == nil)
    try writer.write("refs/prompts/new", "new")
    #expect(try observer.look() == nil)
    #expect(try observer.view == writer.values())
    #expect(try observer.look() == [])
  }

  /// Nobody has ever written: there is nothing to look at but a folder that does not change.
  @Test func aStoreWithoutAStateIsWatchedByItsFolder() async throws {
    let directory = try TemporaryDirectory()
    let store = try DirectoryStore.create(at: directory.appending("store"), layout: .prompts)
    var observer = try Observer(
      DirectoryStore(opening: directory.appending("store"), layout: .prompts))
    #expect(try observer.look() == nil)
    // Too young a time could be that of the next change as well.
    #expect(try observer.look() == nil)
    try await Task.sleep(for: .milliseconds(2_100))
    #expect(try observer.look() == nil)
    #expect(try observer.look() == [])
    let id = try store.write("refs/prompts/p", "one")
    #expect(try observer.look() == nil)
    #expect(observer.view == ["refs/prompts/p": id])
  }

  /// Nothing is opened, and two calls are made, when nothing has changed.
  @Test func anIdleLookCostsTwoCalls() throws {
    let fixture = try Scenario.Fixture()
    let plan = FaultPlan()
    let store = try DirectoryStore(
      opening: fixture.path, layout: .prompts, files: FileSystem(faults: plan))
    let mark = try store.changes(since: nil).mark
    plan.clearCalls()
    #expect(try store.changes(since: mark).references == [])
    #expect(plan.calls.map(\.call) == [.stat, .read])
  }
}
