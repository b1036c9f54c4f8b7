import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Processes that are killed at any moment.
@Suite struct SuddenDeathTests {
  private static let rounds =
    isExtra ? 400 : 40

  /// Starts one of the changes.
  private func start(_ kind: Int, _ round: Int, _ repo: PromptRepo) throws -> Running {
    let line = #"{"name":"p","template":"text \#(round)"}"# + "\n"
    switch kind {
    case 0, 1: return try repo.start("import", "-", "--format", "jsonl", stdin: line)
    case 2:
      let lines = (0..<200).map { #"{"name":"bulk/n\#($0)","template":"round \#(round)"}"# }
      return try repo.start(
        "import", "-", "--format", "jsonl", stdin: lines.joined(separator: "\n"))
    case 3: return try repo.start("rollback", "p")
    case 4: return try repo.start("activate", "p@latest")
    case 5: return try repo.start("gc")
    default:
      try repo.write("prompts/p.prompt", "text \(round)")
      return try repo.start("commit", "p", "--onto", "latest")
    }
  }

  @Test func whatWasAcknowledgedIsThereAndTheRestIsWhole() throws {
    let repo = try PromptRepo()
    try repo.commit("p", "text -1")
    try repo.commit("p", "text -2")
    var acknowledged: Set<String> = ["text -1", "text -2"]
    var bulk = -1
    var killed = 0
    // A fixed sequence, so that each run tries the same changes.
    var random = UInt64(0x9E37_79B9_7F4A_7C15)
    func next(_ bound: UInt64) -> UInt64 {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (random >> 33) % bound
    }
    for round in 0..<SuddenDeathTests.rounds {
      let kind = round % 7
      let running = try start(kind, round, repo)
      // The changes take from about 5 to 300 ms; longer waits let some of them finish.
      usleep(UInt32(next(kind == 2 || kind == 5 ? 200_000 : 25_000)))
      running.kill()
      let result = try running.wait()
      if result.status == 0 {
        if kind < 2 || kind == 6 { acknowledged.insert("text \(round)") }
        if kind == 2 { bulk = round }
      } else if result.status == 128 + SIGKILL {
        killed += 1
      }
      // Opens, and reads everything.
      let rows = try repo.json("export")
      let texts = rows.filter { $0.text("name") == "p" }.map { $0.text("template") }
      #expect(acknowledged.isSubset(of: texts), "round \(round)")
      #expect(Set(texts).count == texts.count, "round \(round)")
      #expect(texts.contains(try repo.ok("show", "p")), "round \(round)")
      let rounds = Set(
        rows.filter { $0.text("name").hasPrefix("bulk/") }.map { "\($0.text("template"))" })
      // A bulk import is there as a whole or not at all.
      let counts = rounds.map { text in rows.count { $0.text("template") == text } }
      #expect(counts.allSatisfy { $0 == 200 }, "round \(round): \(counts)")
      if bulk >= 0 { #expect(rounds.contains("round \(bulk)"), "round \(round)") }
      if round % 8 == 7 { try repo.expectCleanFsck() }
    }
    #expect(killed > 0)
    try repo.expectCleanFsck()
    // And it goes on: nothing that the dead left behind is in the way.
    try repo.ok("import", "-", "--format", "jsonl", stdin: #"{"name":"p","template":"alive"}"#)
    // An import leaves a rollback alone, and one may have been the last change that was done.
    if try repo.ok("show", "p") != "alive" { try repo.ok("activate", "p@latest") }
    #expect(try repo.ok("show", "p") == "alive")
    try repo.ok("gc")
    try repo.expectCleanFsck()
  }

  @Test func anInterruptedInitCanBeRepeated() throws {
    for delay in [0, 500, 1_000, 2_000, 4_000, 8_000] as [UInt32] {
      let repo = try PromptRepo(initialised: false)
      let running = try repo.start("init")
      usleep(delay)
      running.kill()
      _ = try running.wait()
      try repo.ok("init")
      try repo.commit("p", "text")
      #expect(try repo.ok("show", "p") == "text")
      try repo.expectCleanFsck()
    }
  }
}
