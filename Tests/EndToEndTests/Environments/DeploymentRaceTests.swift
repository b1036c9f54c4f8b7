import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Deployments beside each other, and deployments that are killed.
@Suite struct DeploymentRaceTests {
  private static let names = (0..<12).map { "p\($0)" }
  private static let rounds =
    isExtra ? 120 : 12

  /// Twelve prompts of two versions each; the first is in production, the second in staging.
  private func prepare(_ repo: PromptRepo) throws {
    for text in ["one", "two"] {
      for name in Self.names { try repo.write("prompts/\(name).prompt", "\(text) \(name)") }
      try repo.ok("commit")
    }
    for environment in ["staging", "production"] {
      try repo.ok("env", "add", environment)
      try repo.ok(["deploy"] + Self.names.map { "\($0)@v1" } + ["--env", environment])
    }
    try repo.ok(["deploy"] + Self.names + ["--env", "staging"])
  }

  private func live(_ repo: PromptRepo) throws -> [Int] {
    try repo.json("matrix").map { row in
      row["environments"]?.object?["production"]?.object?.number("version") ?? 0
    }
  }

  @Test(arguments: [false, true])
  func aPromotionMeetsRollbacksAndOtherPromotions(isInGit: Bool) throws {
    let repo = isInGit ? try PromptRepo.inWorkTree() : try PromptRepo()
    try prepare(repo)
    var lost = 0
    for round in 0..<Self.rounds {
      // A target that moves: what was promoted goes back, what went back is promoted.
      let runs = [
        try repo.start("promote", "--all", "--from", "staging", "--to", "production"),
        try repo.start("rollback", "p3", "--env", "production"),
        try repo.start("promote", "p3", "p4", "--from", "staging", "--to", "production"),
      ]
      for run in runs {
        let result = try run.wait()
        // Nothing before, live already, or somebody else was first: no other end.
        if result.status == 2 { lost += 1 }
        if result.status != 0 {
          repo.expectRefusal(result, status: result.status == 2 ? 2 : 1, "round \(round)")
        }
      }
      // All of what others did not touch went together.
      let found = try live(repo)
      let rest = Set(
        zip(try repo.json("matrix").map { $0.text("name") }, found)
          .filter { !["p3", "p4"].contains($0.0) }.map(\.1))
      #expect(rest.count == 1, "round \(round): \(found)")
    }
    // Every move is told once, and goes on from the one before it.
    for name in ["p3", "p4"] {
      let moves = try repo.json("log", name, "--env", "production").reversed()
      var last = -1
      for move in moves {
        #expect(move.number("previous_version") == last)
        last = move.number("version")
      }
      let told = try repo.json("audit", name, "--env", "production")
      #expect(told.filter { $0.text("name") == name }.count == moves.count)
    }
    try isInGit ? repo.expectCleanRepository() : repo.expectCleanFsck()
  }

  @Test(arguments: [false, true])
  func aKilledPromotionIsWholeOrNeverHappened(isInGit: Bool) throws {
    let repo = isInGit ? try PromptRepo.inWorkTree() : try PromptRepo()
    try prepare(repo)
    var killed = 0
    for round in 0..<Self.rounds {
      let running = try repo.start("promote", "--all", "--from", "staging", "--to", "production")
      usleep(UInt32(round * 2_500))
      running.kill()
      let result = try running.wait()
      if result.status == 128 + SIGKILL { killed += 1 }
      let found = Set(try live(repo))
      #expect(found == [1] || found == [2], "round \(round): \(found)")
      if result.status == 0 { #expect(found == [2]) }
      // Nothing that it left is in the way.
      if found == [2] {
        try repo.ok(
          "undo", "--operation",
          try #require(
            try repo.json("log", "p0", "--env", "production").first
          ).text("operation"))
      } else {
        try repo.ok("deploy", "p0@v1", "--env", "staging")
        try repo.ok("deploy", "p0@v2", "--env", "staging")
      }
      #expect(Set(try live(repo)) == [1])
    }
    #expect(killed > 0)
    try isInGit ? repo.expectCleanRepository() : repo.expectCleanFsck()
  }

  @Test func aHeldLockIsWaitedForAndNamed() throws {
    let repo = try PromptRepo()
    try prepare(repo)
    let lock = ".promptrepo/refs/prompts/p7/@env/production.lock"
    try repo.write(lock, "")
    let message = try repo.refusal("promote", "--all", "--from", "staging", "--to", "production")
    #expect(message.contains("p7/@env/production.lock"))
    #expect(Set(try live(repo)) == [1])
    try repo.remove(lock)
    try repo.ok("promote", "--all", "--from", "staging", "--to", "production")
    #expect(Set(try live(repo)) == [2])
    try repo.expectCleanFsck()
  }

  @Test(.enabled(if: MemoryDisk.isPossible, "needs the right to mount a file system"))
  func aFullDiskDeploysAllOrNothing() throws {
    let disk = try MemoryDisk(bytes: 4 << 20)
    let repo = try PromptRepo(initialised: false)
    try FileManager.default.removeItem(atPath: repo.path)
    try FileManager.default.createSymbolicLink(atPath: repo.path, withDestinationPath: disk.path)
    try repo.ok("init")
    try prepare(repo)
    var isFull = false
    for round in 0..<400 where !isFull {
      let version = round % 2 == 0 ? 2 : 1
      let result = try repo.run(
        ["deploy"] + Self.names.map { "\($0)@v\(version)" } + ["--env", "production"])
      if result.status != 0 {
        isFull = true
        repo.expectRefusal(result)
        #expect(result.stderr.contains("No space left"))
      }
      #expect(Set(try live(repo)) == [isFull ? 3 - version : version], "round \(round)")
    }
    #expect(isFull)
    _ = try TestSupport.run("mount", ["-o", "remount,size=16m", disk.path])
    try repo.ok("undo")
    try repo.expectCleanFsck()
  }
}
