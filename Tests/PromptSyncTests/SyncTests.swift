import CanonicalJSON
import MemoryStore
import PromptRepo
import PromptMerge
import PromptSync
import Testing

@Suite struct SyncTests {
  @Test(arguments: [true, false])
  func whatIsHereArrivesThereAndInAnotherLedger(givesTips: Bool) throws {
    let hosted = try Hosted(givesTips: givesTips)
    let (one, two) = (try Side(hosted), try Side(hosted))
    try one.create("support/reply", "v1 é\r\n")
    try one.commit("support/reply", "v2")
    try one.commit("support/reply", "v3")
    try one.rollback("support/reply", to: 2)
    try one.run(.sync).expectDone()
    #expect(try View.all(hosted.repository) == one.view())
    try two.run(.sync).expectDone()
    #expect(try two.view() == one.view())
    hosted.forgetRequests()
    for side in [one, two] { try side.run(.sync).expectDone() }
    #expect(hosted.requests.count == 2 && hosted.writes.isEmpty, "\(hosted.requests)")
  }

  @Test(arguments: [true, false])
  func changesOnEitherSideArriveOnTheOther(givesTips: Bool) throws {
    let hosted = try Hosted(givesTips: givesTips)
    let (one, two) = (try Side(hosted), try Side(hosted))
    try one.create("reply", "v1")
    try one.run(.sync).expectDone()
    try two.run(.sync).expectDone()
    try two.commit("reply", "v2")
    try two.repository.by(Side.author()).edit(
      PromptName("reply"),
      RecordEdit(title: .set("Reply"), description: .set("short"), metadata: .set(["a": 1])))
    try two.run(.push).expectDone()
    #expect(try one.run(.fetch).states == ["reply": .behind])
    try one.run(.pull).expectDone()
    #expect(try one.view() == two.view())
    try one.rollback("reply", to: 1)
    #expect(try one.run(.push).states == ["reply": .ahead])
    #expect(try View.all(hosted.repository)["Reply"]?.active == 1)
    #expect(try two.run(.sync).states == ["reply": .behind])
    #expect(try one.view() == two.view())
    #expect(try one.run(.sync).states == ["reply": .clean])
  }

  @Test(arguments: [Resolution.ours, .theirs, .merge], [true, false])
  func bothSidesCut(resolution: Resolution, givesTips: Bool) throws {
    let hosted = try Hosted(givesTips: givesTips)
    let (one, two) = (try Side(hosted), try Side(hosted))
    try one.create("reply", "a\nb\nc")
    try one.run(.sync).expectDone()
    try two.run(.sync).expectDone()
    try one.commit("reply", "A\nb\nc")
    try two.commit("reply", "a\nb\nC")
    try one.run(.push).expectDone()
    let before = try two.view()
    for direction in [SyncOptions.Direction.push, .pull, .sync] {
      let report = try two.run(direction)
      #expect(report.exitCode == 2)
      #expect(report.states == ["reply": .diverged])
    }
    #expect(try two.view() == before)
    try two.run(.sync, resolution).expectDone()
    let text: String =
      switch resolution {
      case .ours: "a\nb\nC"
      case .theirs: "A\nb\nc"
      case .merge: "A\nb\nC"
      }
    let there = try #require(try View.all(hosted.repository)["reply"])
    #expect(there.texts == ["a\nb\nc", "A\nb\nc", "a\nb\nC", text])
    #expect(there.active == 4)
    #expect(try two.view()["reply"]?.texts == ["a\nb\nc", "a\nb\nC", "A\nb\nc", text])
    #expect(try two.view()["reply"]?.active == 4)
    try one.run(.sync).expectDone()
    #expect(try one.view()["reply"] == there)
    hosted.forgetRequests()
    for side in [one, two] { #expect(try side.run(.sync).states == ["reply": .clean]) }
    #expect(hosted.writes.isEmpty)
  }
}
