import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Real prompts to a server and from there into an empty repository: a part of them, all in the
/// extra suite.
@Suite struct ManyPromptsTests {
  private static let limit = isExtra ? Int.max : 110

  @Test func realPromptsGoThereAndBack() throws {
    // Two of them are longer than the API takes.
    let rows = try RealPrompts.load().filter { $0.template.unicodeScalars.count <= 100_000 }
      .prefix(ManyPromptsTests.limit)
    let pair = try SyncedRepo()
    let lines = rows.map { row in
      let json: JSONObject = [
        "name": .string(row.title), "template": .string(row.template),
      ]
      return JSONValue.object(json).text() + "\n"
    }
    try pair.local.ok("import", "-", "--format", "jsonl", stdin: lines.joined())
    let count = try pair.local.json("list").count
    pair.proxy.follow()
    try timed("push", pair, count) { try pair.run("push") }
    #expect(pair.proxy.writes == Array(repeating: "create", count: count))

    pair.proxy.follow()
    try timed("sync again", pair, count) { try pair.run("sync") }
    #expect(pair.proxy.requests.count == max(1, (count + 99) / 100))

    let other = try pair.another()
    pair.proxy.follow()
    try timed("pull", pair, count) { try pair.run("pull", by: other) }
    #expect(pair.proxy.writes == [])
    #expect(try hashes(other) == hashes(pair.local))
    #expect(try SyncedRepo.rows(other) == SyncedRepo.rows(pair.local))
    pair.proxy.follow()
    try pair.run("sync", by: other)
    #expect(pair.proxy.requests.count == max(1, (count + 99) / 100))
    try other.expectCleanFsck()
    try pair.served.expectGoodEnd(pair.server)
  }

  private func timed(
    _ what: String, _ pair: SyncedRepo, _ count: Int, _ body: () throws -> RunResult
  ) throws {
    let begin = Date()
    _ = try body()
    let seconds = Date().timeIntervalSince(begin)
    let requests = Double(pair.proxy.requests.count)
    let each = (requests / Double(max(1, count)) * 100).rounded() / 100
    print("\(what) of \(count) prompts: \(each) requests each, \(Int(seconds * 1_000)) ms")
  }

  /// The version hashes of each prompt, as git reads them, by the prompt's id.
  private func hashes(_ repo: PromptRepo) throws -> [String] {
    try repo.git(
      "for-each-ref", "refs/prompts/**/@versions",
      "--format=%(contents:trailers:key=Prompt-Id,valueonly,separator=)"
        + "%(contents:trailers:key=Version-Hash,valueonly,separator=)"
    ).stdout.split(separator: "\n").map(String.init).sorted()
  }
}
