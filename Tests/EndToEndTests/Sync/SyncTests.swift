import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// A repository and a server's, kept in step by the real programs.
@Suite struct SyncTests {
  static let texts = [
    "Hi {{x}}\r\nand \u{1F600} e\u{301}\n\n", String(repeating: "\u{1F600}", count: 100_000),
    " \r\n\t", "last\n\n\n",
  ]

  enum Stores: CaseIterable {
    case directories
    case gitHere
    case gitThere

    func make() throws -> SyncedRepo {
      switch self {
      case .directories: try SyncedRepo()
      case .gitHere: try SyncedRepo(PromptRepo.inWorkTree())
      case .gitThere: try SyncedRepo(served: ServedRepo(PromptRepo.inWorkTree()))
      }
    }
  }

  @Test(arguments: Stores.allCases)
  func whatChangesOnEitherSideArrivesOnTheOther(_ stores: Stores) throws {
    let pair = try stores.make()
    let local = pair.local
    try pair.local.importVersions(SyncTests.texts, of: "here")
    try pair.run("sync")
    try pair.expectInStep()
    try expect("here", SyncTests.texts, active: 4, in: pair)

    try pair.served.judge(pair.server, ["syncing"], "change")
    try pair.run("fetch")
    let states = try pair.local.json("status", "--remote").map { $0.text("state") }
    #expect(states.filter { !$0.isEmpty } == ["behind", "behind"])
    try pair.run("sync")
    try pair.expectInStep()
    for (number, text) in SyncTests.texts.enumerated() {
      #expect(try local.run("show", "there@\(number + 1)").outputBytes == Array(text.utf8))
    }
    #expect(
      try local.json("log", "there").filter { $0["active"] == true }.map { $0.number("version") }
        == [2])
    #expect(try local.run("show", "here@5").stdout == "from the client \u{1F600}\r\n")
    let record = try #require(try local.json("list").first { $0.text("name") == "here" })
    #expect(record.text("title") == "Here")

    try local.ok("checkout", "there")
    try local.commit("there", "from here\n")
    try local.ok("set", "there", "--description", "e", "--metadata", #"{"n": 1}"#)
    try local.ok("rollback", "here")
    try pair.run("push")
    try pair.expectInStep()
    try expect(
      "There", SyncTests.texts + ["from here"], active: 5, description: "e",
      metadata: ["n": 1], in: pair)
    try expect(
      "Here", SyncTests.texts + ["from the client \u{1F600}\r\n"], active: 4, description: "",
      in: pair)
    try pair.run("verify-remote")

    // Another repository gets the same from the server.
    let other = try pair.another()
    try pair.run("pull", by: other)
    try pair.expectInStep(with: other)
    #expect(try SyncedRepo.rows(other) == SyncedRepo.rows(local))
    try pair.served.expectGoodEnd(pair.server)
  }

  /// Expects what the published client finds at the server.
  private func expect(
    _ name: String, _ texts: [String], active: Int, description: String? = nil,
    metadata: JSONObject = [:], in pair: SyncedRepo, at location: SourceLocation = #_sourceLocation
  ) throws {
    var wanted: JSONObject = [
      "texts": .array(texts.map { .string($0) }), "active": .integer(active),
      "metadata": .object(metadata),
    ]
    if let description { wanted["description"] = .string(description) }
    let file = "\(pair.served.repo.directory.path)/wanted.json"
    try Data(JSONValue.object(wanted).utf8()).write(to: URL(fileURLWithPath: file))
    try pair.served.judge(pair.server, ["syncing"], "expect", name, file, at: location)
  }

  @Test func aPlanChangesNothing() throws {
    let pair = try SyncedRepo()
    try pair.local.importVersions(["1", "2"], of: "a")
    pair.proxy.follow()
    for command in ["sync", "push", "pull"] {
      let shown = try pair.run(command, "--dry-run").stdout
      #expect(shown.contains("1 prompt at hosted: 1 ahead\n"))
      #expect(shown.contains("would create it at hosted") == (command != "pull"))
    }
    #expect(pair.proxy.writes == [])
    #expect(try pair.local.git("for-each-ref", "refs/promptrepo/remotes").stdout == "")
  }

  @Test func onlyWhatIsNamedMoves() throws {
    let pair = try SyncedRepo()
    for name in ["a", "b"] { try pair.local.importVersions(["1"], of: name) }
    try pair.run("push", "hosted", "a")
    #expect(pair.proxy.writes == ["create"])
    #expect(try pair.local.refusal("push", "hosted", "c").contains("there is no prompt 'c'"))
    try pair.run("sync", "hosted", "--concurrency", "1")
    try pair.expectInStep()
  }

  @Test func aSecondSyncAtTheSameTimeIsRefused() throws {
    let pair = try SyncedRepo()
    try pair.local.importVersions(["1"], of: "a")
    pair.proxy.follow { $0.isWrite ? .holdRequest : .pass }
    let first = try pair.local.start("sync")
    try pair.waitUntilHeld(first)
    for command in ["sync", "push", "pull", "fetch", "verify-remote"] {
      #expect(
        try pair.local.refusal(command) == """
          Error: another sync of this repository with 'hosted' is at work.
            Try again when it is done.

          """)
    }
    try pair.run("status", "--remote")
    first.kill()
    _ = try first.wait()
    pair.proxy.follow()
    try pair.run("sync")
    try pair.expectInStep()
  }
}
