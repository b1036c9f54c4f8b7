import Foundation
import Synchronization
import TestSupport
import Testing

/// What the writers note.
private final class Notes: Sendable {
  /// For each prompt, the templates of the imports that succeeded.
  let acknowledged = Mutex<[String: [String]]>([:])
  /// What failed and should not have.
  let problems = Mutex<[String]>([])
}

/// git and the program at work in one repository at the same time.
@Suite struct GitConcurrencyTests {
  /// How long they are at it: a minute in the extra suite.
  static let seconds: TimeInterval =
    isExtra ? 60 : 4

  @Test func collectingCommittingAndCuttingVersionsLoseNothing() async throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("shared", "start")
    let end = Date(timeIntervalSinceNow: Self.seconds)
    let notes = Notes()
    try await withThrowingTaskGroup(of: Void.self) { group in
      // Two writers of prompts of their own, who also fight for a third.
      for writer in ["a", "b"] {
        group.addTask {
          var number = 0
          while Date() < end || number < 2 {
            number += 1
            for name in [writer, "shared"] {
              let text = "\(writer) \(number) for \(name)"
              let result: RunResult
              if name == writer {
                try repo.write("prompts/\(name).prompt", text)
                result = try repo.run("commit", name)
              } else {
                let row = "{\"name\":\"\(name)\",\"template\":\"\(text)\"}\n"
                result = try repo.run(["import", "-", "--format", "jsonl"], stdin: row)
              }
              if result.status == 0 {
                notes.acknowledged.withLock { $0[name, default: []].append(text) }
              } else if result.status != 2 && !result.stderr.contains("another program") {
                notes.problems.withLock { $0.append("\(result.status): \(result.stderr)") }
              }
            }
          }
        }
      }
      group.addTask {
        var number = 0
        while Date() < end || number < 2 {
          number += 1
          try repo.write("code/\(number % 7)", "edition \(number)\n")
          let result = try repo.shell("git add -A code && git commit -qm 'Edition \(number)'")
          if result.status != 0 {
            notes.problems.withLock { $0.append("commit: \(result.stderr)") }
          }
        }
      }
      group.addTask {
        let commands = ["git gc -q", "git pack-refs --all", "git repack -adq", "git prune-packed"]
        var number = 0
        while Date() < end || number < 2 {
          let result = try repo.shell(commands[number % commands.count])
          // A lock that is held is an honest answer.
          if result.status != 0 && !result.stderr.contains(".lock") {
            notes.problems.withLock { $0.append("\(commands[number % 4]): \(result.stderr)") }
          }
          number += 1
        }
      }
      group.addTask {
        while Date() < end {
          for arguments in [["list"], ["show", "shared"], ["log", "shared"], ["status"]] {
            let result = try repo.run(arguments)
            if result.status != 0 {
              notes.problems.withLock { $0.append("\(arguments): \(result.stderr)") }
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(notes.problems.withLock { $0 } == [])
    let written = notes.acknowledged.withLock { $0 }
    #expect(written["a"] != nil && written["b"] != nil)
    for (name, texts) in written {
      let versions = try repo.json("log", name)
      #expect(versions.map { $0.number("version") } == Array((1...versions.count).reversed()))
      var kept: [String] = []
      for version in versions.reversed() {
        kept.append(try repo.ok("show", "\(name)@v\(version.number("version"))"))
      }
      #expect(Set(texts).isSubset(of: Set(kept)), "\(name)")
      #expect(kept.count == Set(kept).count, "\(name) has a version twice")
    }
    try repo.expectCleanRepository()
  }
}
