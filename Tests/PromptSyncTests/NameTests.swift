import CanonicalJSON
import PromptRepo
import PromptSync
import Synchronization
import Testing

/// Names of prompts travel with them, though the API knows a name for people only.
@Suite struct NameTests {
  private func names(_ side: Side) throws -> [String] {
    try side.repository.names().map(\.rawValue).sorted()
  }

  @Test(arguments: [nil, "Support reply", "Ответ", "a.b"], [true, false])
  func aNameArrivesThereAndInAnotherLedger(title: String?, givesTips: Bool) throws {
    let hosted = try Hosted(givesTips: givesTips)
    let (one, two) = (try Side(hosted), try Side(hosted))
    try one.create("support/reply", "v1")
    if let title { try one.edit("support/reply", RecordEdit(title: .set(title))) }
    try one.run(.sync).expectDone()
    #expect(try hosted.repository.names().map(\.rawValue) == ["support/reply"])
    let report = try two.run(.sync)
    report.expectDone()
    #expect(report.items.allSatisfy { $0.notes.isEmpty })
    #expect(try names(two) == ["support/reply"])
    let prompt = try two.repository.existing(PromptName("support/reply"))
    #expect(prompt.record.title == title && prompt.record.metadata == [:])
    #expect(try two.view() == one.view())
  }

  @Test func aServersOwnPromptKeepsItsName() throws {
    let hosted = try Hosted()
    try hosted.repository.by(Side.author()).create(
      PromptName("support/reply"), VersionDraft(VersionContent(template: "v1")))
    let side = try Side(hosted)
    try side.run(.sync).expectDone()
    #expect(try names(side) == ["support/reply"])
    #expect(try side.repository.existing(PromptName("support/reply")).record.title == nil)
  }

  @Test func editsKeepTheNameThatIsThere() throws {
    let hosted = try Hosted()
    let (one, two, three) = (try Side(hosted), try Side(hosted), try Side(hosted))
    try one.create("support/reply", "v1")
    try one.edit("support/reply", RecordEdit(title: .set("Reply"), metadata: .set(["a": 1])))
    try one.run(.sync).expectDone()
    // The name is taken here by another prompt, which stays.
    try two.create("support/reply", "mine")
    try two.edit("support/reply", RecordEdit(title: .set("Mine")))
    let report = try two.run(.pull)
    report.expectDone()
    let item = try #require(report.items.first { $0.name != "support/reply" })
    #expect(
      item.notes == [.about("the name that it has elsewhere, 'support/reply', is taken here")])
    #expect(item.name.hasPrefix("support/reply-"))
    try two.edit(item.name, RecordEdit(metadata: .set(["b": 2])))
    try two.run(.push).expectDone()
    try three.run(.pull).expectDone()
    let here = try names(three)
    #expect(here.count == 2 && here[0] == "support/reply" && here[1].hasPrefix("support/reply-"))
    let record = try three.repository.existing(PromptName("support/reply")).record
    #expect(record.title == "Reply" && record.metadata == ["b": 2])
  }

  @Test(arguments: [nil, "Reply"])
  func aRenameIsGivenAndReachesWhoeverTakesThePromptThen(title: String?) throws {
    let hosted = try Hosted()
    let (one, two, three) = (try Side(hosted), try Side(hosted), try Side(hosted))
    try one.create("support/reply", "v1")
    if let title { try one.edit("support/reply", RecordEdit(title: .set(title))) }
    try one.run(.sync).expectDone()
    try two.run(.sync).expectDone()
    try one.repository.by(Side.author()).rename(
      PromptName("support/reply"), to: PromptName("support/answer"))
    try one.run(.sync).expectDone()
    hosted.forgetRequests()
    try one.run(.sync).expectDone()
    #expect(hosted.writes.isEmpty)
    try two.run(.sync).expectDone()
    #expect(try names(two) == ["support/reply"])
    try three.run(.sync).expectDone()
    #expect(try names(three) == ["support/answer"])
    try two.edit("support/reply", RecordEdit(description: .set("d"), metadata: .set(["a": 1])))
    try two.run(.sync).expectDone()
    let four = try Side(hosted)
    try four.run(.sync).expectDone()
    #expect(try names(four) == ["support/answer"])
  }

  @Test(arguments: [
    "../../x", "", "A B", "a//b", "a.lock", String(repeating: "x", count: 300), "a\nb",
  ])
  func aNameThatIsNoneCountsForNothing(name: String) throws {
    let hosted = try Hosted()
    try hosted.repository.by(Side.author()).create(
      PromptName("greeting"), VersionDraft(VersionContent(template: "v1")), title: "Hello, you",
      metadata: ["promptrepo_name": .string(name), "k": "v"])
    let side = try Side(hosted)
    let report = try side.run(.sync)
    report.expectDone()
    #expect(
      report.items[0].notes
        == [.about("the name that it has elsewhere, '\(name)', is not one for this ledger")])
    #expect(try names(side) == ["hello-you"])
    let record = try side.repository.existing(PromptName("hello-you")).record
    #expect(record.metadata == ["k": "v"])
  }

  @Test func anAPIThatDropsMetadataKeepsWhatItCan() throws {
    let hosted = try Hosted(givesTips: false)
    hosted.rendition.withLock {
      $0 = { body in
        var body = body
        if body["metadata"] != nil { body["metadata"] = [:] }
        return body
      }
    }
    let (one, two) = (try Side(hosted), try Side(hosted))
    try one.create("support/reply", "v1")
    try one.create("support/other", "v1")
    try one.edit("support/other", RecordEdit(title: .set("Other")))
    try one.run(.sync).expectDone()
    try one.run(.sync).expectDone()
    hosted.forgetRequests()
    try one.run(.sync).expectDone()
    #expect(hosted.writes.isEmpty)
    try two.run(.sync).expectDone()
    #expect(try names(two) == ["other", "support/reply"])
  }
}
