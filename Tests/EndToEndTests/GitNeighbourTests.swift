import Foundation
import TestSupport
import Testing

/// Git at work in the same store at the same time.
@Suite struct GitNeighbourTests {
  let repo: PromptRepo
  let lock = ".promptrepo/refs/prompts/p/@versions.lock"

  init() throws {
    repo = try PromptRepo()
    try repo.commit("p", "one")
    try repo.commit("p", "two")
  }

  @Test func aHeldLockIsNamedAndNeverTakenAway() throws {
    try repo.write(lock, "")
    try repo.write("prompts/p.prompt", "three")
    let result = try repo.run("commit")
    #expect((1...2).contains(result.status), "\(result.status)")
    repo.expectRefusal(result, status: result.status)
    #expect(result.stderr.contains("refs/prompts/p/@versions.lock"), "\(result.stderr)")
    #expect(repo.exists(lock))
    #expect(try repo.json("log", "p").count == 2)
    // What needs no lock of this reference goes on.
    try repo.commit("other", "other")
    #expect(try repo.ok("show", "p") == "two")
    try repo.remove(lock)
    try repo.ok("commit")
    #expect(try repo.json("log", "p").count == 3)
    try repo.expectCleanFsck()
  }

  @Test func aLockOfGitIsRespectedAndGitRespectsOurs() throws {
    // git holds the lock for as long as its standard input is open.
    let result = try repo.shell(
      """
      export GIT_DIR=$PWD/.promptrepo
      coproc timeout 20 git update-ref --stdin
      printf 'start\\nupdate refs/prompts/p/@active %s\\nprepare\\n' \
        "$(git rev-parse refs/prompts/p/@active~1)" >&${COPROC[1]}
      read -r line <&${COPROC[0]}; read -r line <&${COPROC[0]}
      promptrepo rollback p; echo "status $?"
      printf 'abort\\n' >&${COPROC[1]}; eval "exec ${COPROC[1]}>&-"; wait $COPROC_PID
      promptrepo rollback p; echo "status $?"
      """)
    let lines = result.stdout.split(separator: "\n").filter { $0.hasPrefix("status ") }
    #expect(lines.count == 2 && ["status 1", "status 2"].contains(lines[0]), "\(result.stdout)")
    #expect(lines.last == "status 0", "\(result.stdout)\(result.stderr)")
    #expect(result.stderr.contains("@active.lock"), "\(result.stderr)")
    #expect(try repo.ok("show", "p") == "one")
    try repo.expectCleanFsck()
  }

  @Test func whatGitMovesIsSeenAtOnce() throws {
    let first = try repo.git("rev-parse", "refs/prompts/p/@versions~1").stdout
      .trimmingCharacters(in: .newlines)
    _ = try repo.git("update-ref", "refs/prompts/p/@versions", first)
    #expect(try repo.json("log", "p").map { $0.number("version") } == [1])
    _ = try repo.git("pack-refs", "--all")
    #expect(try repo.ok("show", "p@latest") == "one")
    _ = try repo.git("repack", "-a", "-q")
    #expect(try repo.ok("show", "p@1") == "one")
    try repo.expectCleanFsck()
  }

  @Test func gitRepacksWhileVersionsAreCut() throws {
    let runs = try (0..<8).map { number in
      try repo.start(
        "import", "-", "--format", "jsonl",
        stdin: (0..<20).map { #"{"name":"n\#(number)/\#($0)","template":"t \#($0)"}"# }
          .joined(separator: "\n"))
    }
    for _ in 0..<5 {
      _ = try repo.git("repack", "-a", "-q")
      _ = try repo.git("prune-packed")
      _ = try repo.git("pack-refs", "--all")
    }
    for run in runs {
      let result = try run.wait()
      // Git's own lock of packed-refs may be in the way; then it is named.
      if result.status != 0 {
        repo.expectRefusal(result, status: result.status)
        #expect(result.stderr.contains(".lock"), "\(result.stderr)")
      }
    }
    let names = try repo.json("list").map { $0.text("name") }
    #expect(names.count % 20 == 1)
    for name in names { #expect(try repo.run("show", name).status == 0) }
    try repo.expectCleanFsck()
  }

  @Test func aStaleLockOfAKilledProgramIsRemoved() throws {
    // Kill commits until one leaves a lock behind, or enough have been tried.
    for round in 0..<30 {
      try repo.write("prompts/p.prompt", "round \(round)")
      let run = try repo.start("commit", "p", "--onto", "latest")
      usleep(UInt32(1_000 + round * 500))
      run.kill()
      _ = try run.wait()
      try repo.write("prompts/p.prompt", "after \(round)")
      let result = try repo.run("commit", "p", "--onto", "latest")
      #expect(result.status == 0, "round \(round): \(result.stderr)")
      #expect(!repo.exists(lock))
    }
    try repo.expectCleanFsck()
  }

  @Test func hooksOfTheStoreAreNotRun() throws {
    for hook in ["reference-transaction", "post-update", "update", "pre-commit"] {
      let path = ".promptrepo/hooks/\(hook)"
      try repo.write(path, "#!/bin/sh\ntouch \(repo.path)/ran\n")
      _ = try TestSupport.run("chmod", ["+x", "\(repo.path)/\(path)"])
    }
    _ = try repo.git("config", "core.fsmonitor", "touch \(repo.path)/ran")
    _ = try repo.git("config", "core.pager", "touch \(repo.path)/ran")
    try repo.commit("p", "three")
    try repo.ok("log", "p")
    try repo.ok("gc")
    #expect(!repo.exists("ran"))
  }
}
