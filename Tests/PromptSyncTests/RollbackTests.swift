import PromptMerge
import PromptRepo
import PromptSync
import PromptsAPI
import Testing

/// Rollbacks here, and what a sync makes of texts that go on from what was withdrawn.
@Suite struct RollbackTests {
  private let hosted: Hosted
  private let side: Side
  private let id: String

  /// A prompt with the versions 1 to 3, rolled back to 1 on both sides.
  init() throws {
    hosted = try Hosted()
    side = try Side(hosted)
    try side.create("reply", "1\n1\n1\n")
    for text in ["2\n2\n2\n", "3\n3\n3\n"] { try side.commit("reply", text) }
    try side.run(.sync).expectDone()
    id = try Writer(hosted).prompts()[0].id
    let name = try PromptName("reply")
    try side.repository.by(Side.author()).rollback(
      name, to: .number(1), reason: "no good")
    try side.run(.sync).expectDone()
  }

  private func active() throws -> [Int?] {
    [try side.view()["reply"]?.active, try View.all(hosted.repository)["reply"]?.active]
  }

  /// Commits a text that was made from the withdrawn version 3.
  private func commitWithdrawn(_ text: String) throws {
    let name = try PromptName("reply")
    let base = try side.repository.version(name, .number(3))
    try side.repository.by(Side.author()).addVersion(
      VersionDraft(VersionContent(template: text), from: base), to: name)
  }

  @Test func whatIsHeldBackIsGivenAndNotLive() throws {
    try commitWithdrawn("3\n3\nmine\n")
    try side.run(.sync).expectDone()
    #expect(try active() == [1, 1])
    #expect(try View.all(hosted.repository)["reply"]?.texts.count == 4)
    try side.run(.sync).expectDone()
    #expect(try active() == [1, 1])
  }

  @Test func whatTheRemoteMadeActiveSinceIsItsDecisionAndSaid() throws {
    try Writer(hosted).publish(id, "theirs")
    let report = try side.run(.sync)
    report.expectDone()
    #expect(try active() == [4, 4])
    #expect(
      report.items.first?.notes
        == [.about("the rollback here to v1 (no good) is passed over")])
  }

  @Test(arguments: [Resolution.ours, .theirs, .merge])
  func theWithdrawnTextDoesNotGoLiveByAResolution(resolution: Resolution) throws {
    try commitWithdrawn("3\n3\nmine\n")
    try Writer(hosted).publish(id, "theirs\n3\n3\n")
    #expect(try side.run(.sync).remedies == [.resolve])
    #expect(try active() == [1, 4])
    let report = try side.run(.sync, resolution)
    report.expectDone()
    // Version 4 is ours, 5 theirs, and the one on top has the text that was asked for.
    #expect(try side.view()["reply"]?.texts.count == 6)
    switch resolution {
    case .ours: #expect(try active() == [1, 1])
    case .theirs: #expect(try active()[0] == 6)
    case .merge: #expect(try active()[0] == 5)
    }
    let note = SyncNote.heldBack(try PromptName("reply"), version: 6, reason: "no good")
    let held = report.items.first?.notes.contains(note) ?? false
    #expect(held == (resolution != .theirs))
    try side.run(.sync).expectDone()
    let (here, there) = (try side.view()["reply"], try View.all(hosted.repository)["reply"])
    let (live, liveThere) = (try #require(here), try #require(there))
    #expect(live.texts[live.active - 1] == liveThere.texts[liveThere.active - 1])
  }
}
