import CanonicalJSON
import PromptMerge
import PromptRepo
import PromptSync
import Synchronization
import Testing

/// Model, dialect and pins, which a promptrepo server tells and the hosted API does not.
@Suite struct ConfigurationTests {
  private let hosted: Hosted
  private let side: Side
  private let there: Repository

  init() throws {
    hosted = try Hosted()
    side = try Side(hosted)
    there = hosted.repository.by(Side.author())
  }

  private func add(_ name: String, _ template: String, _ config: JSONObject?) throws {
    let name = try PromptName(name)
    let draft = VersionDraft(
      try VersionContent(template: template, config: config), mayRepeat: true)
    if try there.prompt(name) == nil {
      try there.create(name, draft)
    } else {
      try there.addVersion(draft, to: name)
    }
  }

  private func hashes(_ repository: Repository, _ name: String) throws -> [VersionHash] {
    try repository.versions(of: PromptName(name)).map(\.hash).reversed()
  }

  private func configs(_ repository: Repository, _ name: String) throws -> [JSONObject?] {
    try repository.versions(of: PromptName(name)).reversed().map {
      try repository.content(of: $0).config
    }
  }

  /// A chat, its partial and its pin are here what they are there; the hash covers all of it.
  @Test func aPullTakesWhatAServerTells() throws {
    try add("desk/tone", "Sound kind.", ["dialect": "chat"])
    let pin = try #require(try hashes(there, "desk/tone").first)
    let config: JSONObject = [
      "dialect": "chat", "model": "gpt-4o-mini", "z": 1,
      "a": try JSONValue(parsing: Array("[1.5,true]".utf8)),
      "partials": ["desk/tone": .string("\(pin)")],
    ]
    try add("desk/reply", "{{role \"system\"}}You answer mails. {{> desk/tone}}", config)
    // What is noted between a fetch and a pull is enough.
    try side.run(.fetch)
    let report = try side.run(.pull)
    report.expectDone()
    #expect(report.remarks == "")
    for name in ["desk/tone", "desk/reply"] {
      #expect(try hashes(side.repository, name) == hashes(there, name))
    }
    let reply = try PromptName("desk/reply")
    #expect(
      try side.repository.render(reply, [:]) == there.render(reply, [:]))
    // What goes back is nothing, and what is new here arrives once, with its hash.
    hosted.forgetRequests()
    try side.run(.sync).expectDone()
    #expect(hosted.writes.isEmpty)
    try side.repository.by(Side.author()).addVersion(
      VersionDraft(
        VersionContent(template: "{{role \"user\"}}New. {{> desk/tone}}", config: config)),
      to: reply)
    for _ in 1...2 { try side.run(.sync).expectDone() }
    #expect(try hashes(side.repository, "desk/reply") == hashes(there, "desk/reply"))
    #expect(hosted.versionCount == 3)
  }

  /// A change of the configuration alone, and its end, are versions here as there.
  @Test func everyChangeThereIsTaken() throws {
    try add("a", "one", nil)
    try side.run(.sync).expectDone()
    try add("a", "two", ["model": "m1"])
    try add("a", "two", ["model": "m2"])
    try side.run(.sync).expectDone()
    try add("a", "two", ["model": "m2", "temperature": 1])
    let report = try side.run(.sync)
    #expect(report.remarks == "")
    try add("a", "three", nil)
    try add("a", "four", ["model": "m3"])
    try side.run(.sync).expectDone()
    #expect(try hashes(side.repository, "a") == hashes(there, "a"))
    #expect(try hashes(there, "a").count == 6)
    try side.run(.sync).expectDone()
    #expect(hosted.versionCount == 6 && hosted.writes.isEmpty)
  }

  /// What only this side changed goes on, since no push sends it.
  @Test func aChangeHereGoesOn() throws {
    try add("a", "one", ["model": "m1"])
    try side.run(.sync).expectDone()
    let mine: JSONObject = ["model": "mine", "top_p": 1]
    try side.repository.by(Side.author()).addVersion(
      VersionDraft(VersionContent(template: "two", config: mine)), to: PromptName("a"))
    try side.run(.sync).expectDone()
    // As the API makes it of a text.
    #expect(try configs(there, "a") == [["model": "m1"], ["model": "m1"]])
    try add("a", "three", ["model": "m1"])
    try side.run(.sync).expectDone()
    #expect(try configs(side.repository, "a") == [["model": "m1"], mine, mine])
    try add("a", "four", ["model": "theirs"])
    try side.run(.sync).expectDone()
    #expect(try configs(side.repository, "a").last == ["model": "theirs"])
  }

  @Test(arguments: Resolution.allCases)
  func aConflictKnowsTheirConfiguration(resolution: Resolution) throws {
    try add("a", "one\ntwo\nthree", ["model": "m1", "seed": 1])
    try side.run(.sync).expectDone()
    try side.repository.by(Side.author()).addVersion(
      VersionDraft(
        VersionContent(template: "ONE\ntwo\nthree", config: ["model": "m1", "seed": 2])),
      to: PromptName("a"))
    try add("a", "one\ntwo\nTHREE", ["model": "m2", "seed": 1])
    try side.run(.sync, resolution).expectDone()
    let wanted: JSONObject =
      switch resolution {
      case .ours: ["model": "m1", "seed": 2]
      case .theirs: ["model": "m2", "seed": 1]
      case .merge: ["model": "m2", "seed": 2]
      }
    #expect(try configs(side.repository, "a").last == wanted)
  }

  /// A server that tells nothing, and one that tells what does not fit its own hash.
  @Test(arguments: [true, false])
  func whatIsNotToldIsNotTaken(tellsWrong: Bool) throws {
    hosted.details.withLock { details in
      details = { told in
        guard tellsWrong, told["config"] != nil else { return tellsWrong ? told : nil }
        var told = told
        told["config"] = ["dialect": "chat", "model": "another"]
        return told
      }
    }
    try add("a", "{{role \"system\"}}Hi {{x}}", ["dialect": "chat"])
    try add("b", "Hi {{x}}", ["model": "m"])
    let report = try side.run(.sync)
    report.expectDone()
    #expect(try configs(side.repository, "a") == [nil])
    #expect(try configs(side.repository, "b") == [nil])
    let notes = report.items.flatMap(\.notes).map(\.summary)
    #expect(notes.count == 1 && notes[0].contains("v1 has markers of messages"), "\(notes)")
    // Once it is a chat here, it stays one.
    try side.repository.by(Side.author()).addVersion(
      VersionDraft(VersionContent(template: "{{role \"system\"}}Ho", config: ["dialect": "chat"])),
      to: PromptName("a"))
    try side.run(.sync).expectDone()
    try add("a", "{{role \"system\"}}Hm", ["dialect": "chat"])
    let next = try side.run(.sync)
    #expect(next.remarks == "")
    #expect(try configs(side.repository, "a").last == ["dialect": "chat"])
  }
}
