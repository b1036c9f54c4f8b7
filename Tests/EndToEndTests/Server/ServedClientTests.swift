import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// The hosted API's own client, and plain requests, against the real server.
@Suite struct ServedClientTests {
  /// Runs scripts against one server on an empty repository.
  private func judge(_ served: ServedRepo, _ scripts: String...) throws {
    let server = try served.serve()
    try served.judge(server, scripts)
    try served.expectGoodEnd(server)
  }

  @Test func theGuideWorksAsItIsWritten() throws {
    try judge(try ServedRepo(), "guide", "shapes", "editing", "rendering", "trailers")
  }

  @Test func theGuideWorksInAGitRepository() throws {
    try judge(try ServedRepo(try PromptRepo.inWorkTree()), "guide", "shapes", "trailers")
  }

  @Test func pagesHoldWhileThingsChange() throws {
    try judge(try ServedRepo(), "pages")
  }

  @Test func whatIsRefusedIsRefusedInOneShape() throws {
    var served = try ServedRepo()
    try served.makeKey("expired", "--expires", "1m")
    let file = try #require(
      try TestSupport.run("find", [served.repo.directory.path, "-name", "keys.json"])
        .stdout.split(separator: "\n").first)
    let text = try String(contentsOfFile: String(file), encoding: .utf8)
    try text.replacing(/"expires_at": "[^"]*"/, with: #""expires_at": "2020-01-01T00:00:00Z""#)
      .write(toFile: String(file), atomically: false, encoding: .utf8)
    try judge(served, "callers", "refusals", "transport")
  }

  @Test func largeTemplatesComeBackByteForByte() throws {
    try judge(try ServedRepo(), "sizes")
  }

  @Test func conditionsHold() throws {
    try judge(try ServedRepo(), "conditions")
  }

  @Test func aGeneratedClientRunsEveryOperation() throws {
    try judge(try ServedRepo(), "generated")
  }

  @Test func ownersAreApart() throws {
    try judge(try ServedRepo.ofManyOwners(), "owners")
  }

  @Test func writesAtTheSameTimeAreAllDone() throws {
    try judge(try ServedRepo(), "races")
  }

  @Test func allMayReadWhereTheyAreLet() throws {
    let served = try ServedRepo()
    let server = try served.serve(
      "--anonymous-read", "--max-body", "2048", "--allow-host", "prompts.example.com")
    try served.judge(server, ["anonymous"])
    try served.expectGoodEnd(server)
  }

  @Test func aKeyIsHeldToItsRate() throws {
    let served = try ServedRepo()
    let server = try served.serve("--rate-limit", "60")
    try served.judge(server, ["limited", "deployments_limited"])
    try served.expectGoodEnd(server)
  }

  @Test func requestsThatComeTwiceCountOnce() throws {
    let served = try ServedRepo()
    let first = try served.serve()
    try served.judge(first, ["receipts"], "first")
    #expect(first.status(after: SIGKILL) == 128 + SIGKILL)
    let second = try served.serve()
    try served.judge(second, ["receipts"], "again")
    try served.expectGoodEnd(second)
    let third = try served.serve()
    try served.judge(third, ["receipts"], "again")
    try served.expectGoodEnd(third)
  }
}
