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

/// Another writer comes between any two requests of a push.
@Suite struct SecondWriterTests {
  /// What the other writer does.
  enum Act: CaseIterable {
    case publish, activate, describe
  }

  /// A prompt to push: two versions of which neither is to be active, and an edit.
  private struct Pushed {
    let hosted: Hosted
    let side: Side
    let id: String
    let texts = ["1", "2", "3", "4", "5"]

    init(givesTips: Bool) throws {
      hosted = try Hosted(givesTips: givesTips)
      side = try Side(hosted)
      try side.create("reply", texts[0])
      for text in texts[1...2] { try side.commit("reply", text) }
      try side.run(.sync).expectDone()
      for text in texts[3...4] { try side.commit("reply", text) }
      try side.rollback("reply", to: 2)
      try side.edit("reply", RecordEdit(title: .set("Reply"), metadata: .set(["a": 1])))
      id = try Writer(hosted).prompts()[0].id
      hosted.forgetRequests()
    }

    var there: View? { get throws { try View.all(hosted.repository).values.first } }
  }

  private static func act(_ act: Act, _ writer: Writer, _ id: String) {
    do throws(ClientError) {
      switch act {
      case .publish: try writer.publish(id, "theirs")
      case .activate: try writer.activate(id, 1)
      case .describe: try writer.edit(id, UpdatePromptRequest(description: .some("theirs")))
      }
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test(arguments: Act.allCases, [true, false])
  func nothingOfTheirsIsLost(act: Act, givesTips: Bool) throws {
    let plain = try Pushed(givesTips: givesTips)
    try plain.side.run(.push).expectDone()
    let requests = plain.hosted.requests
    for index in 1...requests.count {
      let pushed = try Pushed(givesTips: givesTips)
      let (writer, id) = (Writer(pushed.hosted), pushed.id)
      pushed.hosted.fault.withLock {
        $0 = { number, _ in
          if number == index { SecondWriterTests.act(act, writer, id) }
          return .none
        }
      }
      let report = try pushed.side.run(.push)
      pushed.hosted.fault.withLock { $0 = nil }
      let there = try #require(try pushed.there)
      let request = requests[index - 1]
      let comment: Comment = "\(index) \(request) \(report.complaints) \(there)"
      let isWindow = !givesTips && request.hasPrefix("POST")
      switch act {
      case .publish:
        #expect(there.activeText == "theirs", comment)
        if isWindow { #expect(report.exitCode == 2 && report.remedies == [.pull], comment) }
      case .activate:
        // Inside the window it cannot be seen that they moved it.
        if !isWindow { #expect(there.active == 1, comment) }
      case .describe: #expect(there.text == "theirs", comment)
      }
      try expectInStep(
        pushed.hosted, [pushed.side, Side(pushed.hosted)],
        texts: pushed.texts + (act == .publish ? ["theirs"] : []), .theirs, comment)
      if act == .publish { #expect(try pushed.there?.activeText == "theirs", comment) }
      if act == .describe { #expect(try pushed.there?.text == "theirs", comment) }
    }
  }

  /// What was published after another writer's version converges without a decision.
  @Test func aLateVersionConverges() throws {
    let hosted = try Hosted(givesTips: false)
    let side = try Side(hosted)
    try side.create("reply", "1")
    try side.run(.sync).expectDone()
    try side.commit("reply", "2")
    let (writer, id) = (Writer(hosted), try Writer(hosted).prompts()[0].id)
    hosted.fault.withLock {
      $0 = { _, request in
        if request.method == .post, request.target.hasSuffix("/versions") {
          SecondWriterTests.act(.publish, writer, id)
        }
        return .none
      }
    }
    let report = try side.run(.push)
    #expect(report.exitCode == 2 && report.remedies == [.pull])
    #expect(try View.all(hosted.repository)["reply"]?.texts == ["1", "theirs", "2"])
    #expect(try View.all(hosted.repository)["reply"]?.active == 2)
    hosted.fault.withLock { $0 = nil }
    try side.run(.sync).expectDone()
    #expect(try side.view()["reply"]?.texts == ["1", "2", "theirs"])
    #expect(try side.view()["reply"]?.active == 3)
    try expectInStep(hosted, [side], texts: ["1", "2", "theirs"])
  }
}
