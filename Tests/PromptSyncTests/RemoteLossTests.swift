import CanonicalJSON
import HTTPMessages
import MemoryStore
import PromptMerge
import PromptRepo
import PromptSync
import PromptsAPI
import PromptsClient
import Synchronization
import Testing

/// What is no longer at the remote, or seems so, is neither deleted here nor created there.
@Suite struct RemoteLossTests {
  private func pair() throws -> (hosted: Hosted, store: MemoryStore, side: Side) {
    let (hosted, store) = (try Hosted(), MemoryStore())
    let side = try Side(hosted, store)
    for name in ["one", "two"] {
      try side.create(name, "\(name) 1")
      try side.commit(name, "\(name) 2")
    }
    try side.run(.sync).expectDone()
    return (hosted, store, side)
  }

  @Test(arguments: [401, 403, 404, 500])
  func aRemoteThatRefusesAllChangesNothing(status: Int) throws {
    let (hosted, store, side) = try pair()
    try side.commit("one", "one 3")
    let before = try store.references(under: "")
    hosted.fault.withLock { $0 = { _, _ in .status(status, retryAfter: nil) } }
    for direction in [SyncOptions.Direction.fetch, .pull, .push, .sync] {
      #expect(throws: SyncError.self) { try side.run(direction) }
    }
    #expect(try store.references(under: "") == before)
    try expectInStep(hosted, [side], texts: ["one 1", "one 2", "one 3", "two 1", "two 2"])
  }

  @Test func anEmptyListingChangesNothing() throws {
    let (hosted, store, side) = try pair()
    try side.create("three", "three 1")
    try side.commit("one", "one 3")
    let before = try store.references(under: "")
    // Another account, as with a wrong key.
    let other = try Hosted()
    let lost = try Side(other, store)
    for direction in [SyncOptions.Direction.fetch, .pull, .push, .sync] {
      #expect(try lost.run(direction).exitCode == 1)
    }
    #expect(other.writes.isEmpty)
    #expect(try store.references(under: "") == before)
    try expectInStep(hosted, [side])
    try lost.run(.sync, recreates: true).expectDone()
    #expect(try View.all(other.repository) == side.view())
  }

  @Test func anotherAccountIsNotWrittenToAndAllIsFoundAgain() throws {
    let (hosted, store, side) = try pair()
    let other = try Hosted()
    try Writer(other).create("foreign", "f")
    let before = try side.view()
    let report = try Side(other, store).run(.push)
    #expect(report.states["one"] == .gone && report.exitCode == 0)
    #expect(other.writes.isEmpty)
    #expect(try side.view() == before)
    try side.commit("one", "one 3")
    try side.run(.push, nil).expectDone()
    #expect(try View.all(hosted.repository)["one"]?.texts == ["one 1", "one 2", "one 3"])
  }

  @Test func whatWasDeletedThereIsCreatedAgainOnlyIfAskedFor() throws {
    let (hosted, _, side) = try pair()
    let writer = Writer(hosted)
    try writer.delete(writer.prompt("one").id)
    try side.commit("one", "one 3")
    hosted.forgetRequests()
    for _ in 0..<2 {
      let report = try side.run(.sync)
      #expect(report.states["one"] == .gone && report.items.flatMap(\.notes) == [.goneThere])
    }
    #expect(hosted.writes.isEmpty)
    #expect(try side.view()["one"]?.texts == ["one 1", "one 2", "one 3"])
    try side.run(.push, recreates: true).expectDone()
    try expectInStep(hosted, [side], texts: ["one 1", "one 2", "one 3", "two 1", "two 2"])
  }

  @Test func aDeletionInTheMiddleOfAPushIsReported() throws {
    let (hosted, _, side) = try pair()
    let writer = Writer(hosted)
    let id = try writer.prompt("one").id
    try side.commit("one", "one 3")
    hosted.forgetRequests()
    hosted.fault.withLock {
      $0 = { number, _ in
        if number == 2 { try? writer.delete(id) }
        return .none
      }
    }
    #expect(try side.run(.push).complaints.count == 1)
    hosted.fault.withLock { $0 = nil }
    #expect(try side.run(.push).states["one"] == .gone)
    #expect(try View.all(hosted.repository)["one"] == nil)
  }

  @Test func aNameThatIsUsedAgainThereIsAnotherPrompt() throws {
    let (hosted, _, side) = try pair()
    let writer = Writer(hosted)
    try writer.delete(writer.prompt("one").id)
    try writer.create("one", "another")
    try side.commit("one", "one 3")
    try side.run(.sync).expectDone()
    #expect(try side.repository.prompts().count == 3)
    #expect(try View.all(hosted.repository)["one"]?.texts == ["another"])
    #expect(try side.repository.prompt(PromptName("one"))?.latest?.number == 3)
  }

  @Test func aNameThatIsUsedAgainHereIsAnotherPrompt() throws {
    let (hosted, _, side) = try pair()
    let id = try Writer(hosted).prompt("one").id
    try side.repository.by(Side.author()).delete(PromptName("one"))
    try side.create("one", "another")
    let report = try side.run(.sync)
    report.expectDone()
    #expect(report.items.flatMap(\.notes).contains(.deletedHere))
    let all = try Writer(hosted).prompts().filter { $0.name == "one" }
    #expect(all.count == 2)
    #expect(all.first { $0.id == id }?.latestVersion == 2)
    #expect(all.first { $0.id != id }?.latestVersion == 1)
    hosted.forgetRequests()
    try side.run(.sync).expectDone()
    #expect(hosted.writes.isEmpty)
  }

  @Test func ofTwoWithOneTokenTheOlderCounts() throws {
    let (hosted, _, side) = try pair()
    let writer = Writer(hosted)
    let original = try writer.prompt("one")
    let copy = try writer.create("copy", "c", original.metadata)
    for sides in [[side], [try Side(hosted)]] {
      let report = try sides[0].run(.sync)
      report.expectDone()
      #expect(report.warnings.count == 1 && report.remarks.contains(copy))
      #expect(try sides[0].repository.prompts().count == 2)
    }
    // When the older one is gone, the other takes its place, and nothing is lost.
    try writer.delete(original.id)
    #expect(try side.run(.sync).exitCode == 2)
    try expectInStep(hosted, [side], texts: ["c", "one 1", "one 2", "two 1", "two 2"], .ours)
  }
}
