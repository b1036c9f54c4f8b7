import CanonicalJSON
import HTTPMessages
import MemoryStore
import PromptRepo
import PromptSync
import PromptsAPI
import Synchronization
import Testing

/// Many prompts, many versions, long texts, and what the API does not hold.
@Suite struct SizeTests {
  @Test func moreThanAHundredVersionsTakeTwoPagesAndTheRest() throws {
    let hosted = try Hosted()
    let (writer, side) = (Writer(hosted), try Side(hosted))
    let id = try writer.create("reply", "1")
    for number in 2...206 { try writer.publish(id, "\(number % 7 == 0 ? number - 1 : number)") }
    try side.run(.sync).expectDone()
    #expect(hosted.requests.count == 1 + 2 + 6)
    #expect(try side.view() == View.all(hosted.repository))
    hosted.forgetRequests()
    for number in 207...209 { try writer.publish(id, "\(number)") }
    try side.run(.sync).expectDone()
    #expect(hosted.requests.count == 2)
    for number in 210...310 { try writer.publish(id, "\(number)") }
    hosted.forgetRequests()
    try side.run(.sync).expectDone()
    #expect(hosted.requests.count == 1 + 1 + 1)
    #expect(try side.view() == View.all(hosted.repository))
    try expectInStep(hosted, [side])
  }

  /// A pointer that somebody moved to another prompt's version is damage of that prompt alone.
  @Test func aDamagedPromptStopsNoOther() throws {
    let hosted = try Hosted()
    let side = try Side(hosted)
    for name in ["a", "b"] { try side.create(name, "text of \(name)") }
    let (mine, other) = (
      ReferenceName.prompt(try PromptName("a"), .pointer(.active)),
      ReferenceName.prompt(try PromptName("b"), .pointer(.active))
    )
    let store = side.repository.store
    let target = try store.reference(other)
    try store.apply(
      Change(
        objects: [],
        moves: [
          ReferenceMove(mine, from: store.reference(mine), to: target, message: "by hand")
        ],
        committer: Side.author()))
    let report = try side.run(.sync)
    #expect(report.exitCode == 1)
    #expect(report.items.map(\.name) == ["a", "b"])
    guard case .failed(let reason) = report.items[0].result else {
      Issue.record("\(report.items)")
      return
    }
    #expect(reason.summary.contains("another prompt"))
    #expect(try View.all(hosted.repository).keys.sorted() == ["b"])
  }

  @Test func manyPromptsCostOneRequestAPage() throws {
    let hosted = try Hosted()
    let (writer, side) = (Writer(hosted), try Side(hosted))
    for number in 1...250 { try writer.create("prompt \(number % 200)", "text \(number)") }
    let report = try side.run(.sync, concurrency: 4)
    report.expectDone()
    #expect(report.items.count == 250)
    #expect(try side.repository.prompts().count == 250)
    hosted.forgetRequests()
    try side.run(.sync, concurrency: 4).expectDone()
    #expect(hosted.requests.count == 3 && hosted.writes.isEmpty)
  }

  @Test(arguments: [true, false])
  func equalNeighboursAreKeptAndReported(givesTips: Bool) throws {
    let hosted = try Hosted(givesTips: givesTips)
    let (one, two) = (try Side(hosted), try Side(hosted))
    try one.create("reply", "a")
    for config: JSONObject? in [["model": "x"], ["model": "y"], nil] {
      try one.repository.by(Side.author()).addVersion(
        VersionDraft(VersionContent(template: "a", config: config)), to: PromptName("reply"))
    }
    try one.commit("reply", "b")
    try one.run(.sync).expectDone()
    #expect(try View.all(hosted.repository)["reply"]?.texts == ["a", "a", "a", "a", "b"])
    #expect(try two.run(.fetch).exitCode == 0)
    try two.run(.sync).expectDone()
    #expect(try two.view() == one.view())
    try Writer(hosted).publish(Writer(hosted).prompt("reply").id, "b")
    let report = try one.run(.sync)
    report.expectDone()
    #expect(report.remarks.contains("6"))
    try expectInStep(hosted, [one, two], texts: ["a", "a", "a", "a", "b", "b"])
  }

  @Test func theConfigurationGoesOnWithPulledVersions() throws {
    let hosted = try Hosted()
    let side = try Side(hosted)
    let config: JSONObject = ["model": "x", "b": 1, "a": 2]
    try side.repository.by(Side.author()).create(
      PromptName("reply"), VersionDraft(VersionContent(template: "1", config: config)))
    try side.run(.sync).expectDone()
    try Writer(hosted).publish(Writer(hosted).prompts()[0].id, "2")
    try side.run(.sync).expectDone()
    let latest = try #require(try side.repository.prompt(PromptName("reply"))?.latest)
    #expect(
      try side.repository.content(of: latest)
        == VersionContent(template: "2", config: config))
  }

  @Test(arguments: [true, false])
  func whatIsTooLongIsRefusedBeforeAnyRequestAndStopsNoOther(isNew: Bool) throws {
    let hosted = try Hosted()
    let side = try Side(hosted)
    // Code points count: CR LF is two, and a flag of two letters as well.
    let fits = String(repeating: "\r\n", count: 50_000)
    try side.create("fits", fits)
    try side.create("long", isNew ? fits + "x" : "short")
    if isNew { try side.commit("long", "short") } else { try side.run(.sync).expectDone() }
    try side.commit("long", "before")
    try side.commit("long", fits + "\u{1F1E9}\u{1F1EA}")
    try side.commit("fits", "after")
    hosted.forgetRequests()
    for direction in [SyncOptions.Direction.push, .sync] {
      let report = try side.run(direction)
      #expect(report.exitCode == 1)
      #expect(report.complaints.count == 1 && report.complaints[0].contains("100000"))
      #expect(try View.all(hosted.repository)["fits"]?.texts == [fits, "after"])
      #expect(try View.all(hosted.repository)["long"]?.texts == (isNew ? nil : ["short"]))
    }
    #expect(hosted.writes.count == (isNew ? 2 : 1))
  }

  @Test func onePromptThatFailsStopsNoOther() throws {
    let hosted = try Hosted()
    let side = try Side(hosted)
    for name in ["a", "b", "c"] { try side.create(name, "\(name) 1") }
    try side.run(.sync).expectDone()
    for name in ["a", "b", "c"] { try side.commit(name, "\(name) 2") }
    let id = try Writer(hosted).prompt("b").id
    hosted.fault.withLock {
      $0 = { _, request in
        request.target.contains(id) ? .status(403, retryAfter: nil) : .none
      }
    }
    let report = try side.run(.sync, concurrency: 4)
    #expect(report.exitCode == 1 && report.complaints.count == 1)
    #expect(try View.all(hosted.repository)["c"]?.texts == ["c 1", "c 2"])
    try expectInStep(hosted, [side], texts: ["a 1", "a 2", "b 1", "b 2", "c 1", "c 2"])
  }

  @Test func damageInANoteStopsNoOther() throws {
    let hosted = try Hosted()
    let side = try Side(hosted)
    for name in ["a", "b"] { try side.create(name, "\(name) 1") }
    try side.run(.sync).expectDone()
    for name in ["a", "b"] { try side.commit(name, "\(name) 2") }
    let id = try #require(try side.repository.prompt(PromptName("a"))?.record.id)
    try side.repository.change(by: Side.author()) { (transaction) throws(RepositoryError) in
      try transaction.track(
        id, at: RemoteName("hosted"), ["remote.json": Array("{".utf8)], subject: "damaged")
    }
    hosted.forgetRequests()
    let report = try side.run(.sync)
    #expect(report.exitCode == 1 && report.complaints.count == 1)
    #expect(try View.all(hosted.repository)["b"]?.texts == ["b 1", "b 2"])
    #expect(try View.all(hosted.repository)["a"]?.texts == ["a 1"])
    // Without the note both are compared as if for the first time.
    try side.repository.change(by: Side.author()) { (transaction) throws(RepositoryError) in
      try transaction.forget(id, at: RemoteName("hosted"))
    }
    try side.run(.sync).expectDone()
    try expectInStep(hosted, [side], texts: ["a 1", "a 2", "b 1", "b 2"])
  }

  @Test(arguments: [true, false])
  func fourWorkersDoWhatOneDoes(givesTips: Bool) throws {
    let scenario = try Scenario(givesTips: givesTips)
    try scenario.side().run(.sync, concurrency: 4).expectDone()
    #expect(try scenario.side().view() == Scenario.result())
    try expectInStep(scenario.hosted, [scenario.side()], texts: scenario.texts)
  }
}
