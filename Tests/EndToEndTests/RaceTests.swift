import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Many processes that change one prompt at the same moment.
@Suite struct RaceTests {
  private static let count = 20

  @Test func everySuccessIsAVersionAndEveryLoserAConflict() throws {
    let repo = try PromptRepo()
    try repo.commit("race", "start")
    let runs = try (0..<RaceTests.count).map { number in
      try repo.start(
        "import", "-", "--format", "jsonl",
        stdin: #"{"name":"race","template":"writer \#(number)"}"# + "\n")
    }
    var winners: [Int] = []
    for (number, run) in runs.enumerated() {
      let result = try run.wait()
      if result.status == 0 {
        winners.append(number)
      } else {
        repo.expectRefusal(result, status: 2)
      }
    }
    #expect(!winners.isEmpty)
    let history = try repo.json("log", "race").reversed().map { $0.number("version") }
    #expect(history == Array(1...winners.count + 1))
    let templates = try (2...winners.count + 1).map { try repo.ok("show", "race@\($0)") }
    #expect(Set(templates) == Set(winners.map { "writer \($0)" }))
    #expect(try repo.ok("show", "race") == templates.last)
    try repo.expectCleanFsck()
  }

  @Test func oneFileCommittedManyTimesAtOnceIsOneVersion() throws {
    let repo = try PromptRepo()
    try repo.commit("race", "start")
    try repo.write("prompts/race.prompt", "next")
    let runs = try (0..<RaceTests.count).map { _ in try repo.start("commit", "race") }
    for run in runs {
      let result = try run.wait()
      if result.status != 0 { repo.expectRefusal(result, status: 2) }
    }
    #expect(try repo.json("log", "race").map { $0.number("version") } == [2, 1])
    #expect(try repo.ok("show", "race") == "next")
    #expect(try repo.run("status", "--exit-code").status == 0)
    try repo.expectCleanFsck()
  }

  @Test func movesOfThePointerAreAllKeptOrRefused() throws {
    let repo = try PromptRepo()
    for number in 1...3 { try repo.commit("race", "text \(number)") }
    let before = try repo.json("log", "race", "--pointers").count
    let runs = try (0..<RaceTests.count).map { number in
      try number % 2 == 0
        ? repo.start("activate", "race@\(number % 3 + 1)", "-m", "reason \(number)")
        : repo.start("rollback", "race", "--to", "\(number % 3 + 1)", "-m", "reason \(number)")
    }
    var reasons: Set<String> = []
    for (number, run) in runs.enumerated() {
      let result = try run.wait()
      switch result.status {
      case 0: reasons.insert("reason \(number)")
      case 1: #expect(result.stderr.contains("already"), "\(result.stderr)")
      default: repo.expectRefusal(result, status: 2)
      }
    }
    let moves = try repo.json("log", "race", "--pointers")
    let kept = Set(moves.dropLast(before).map { $0.text("reason") })
    #expect(kept.isSubset(of: reasons))
    // Each move begins where the one before it ended.
    for (later, earlier) in zip(moves, moves.dropFirst()) {
      #expect(later["previous_version"] == earlier["version"])
    }
    #expect(try repo.ok("show", "race") == "text \(moves[0].number("version"))")
    try repo.expectCleanFsck()
  }

  @Test func differentPromptsDoNotDisturbEachOther() throws {
    let repo = try PromptRepo()
    let runs = try (0..<RaceTests.count).map { number in
      try repo.start(
        "import", "-", "--format", "jsonl",
        stdin: #"{"name":"p\#(number)","template":"text \#(number)"}"# + "\n")
    }
    for run in runs {
      let result = try run.wait()
      #expect(result.status == 0, "\(result.stderr)")
    }
    let prompts = try repo.json("list")
    #expect(prompts.count == RaceTests.count)
    #expect(Set(prompts.map { $0.text("created_at") }).count == RaceTests.count)
    try repo.expectCleanFsck()
  }
}
