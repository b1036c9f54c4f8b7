import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// The real program, killed while it changes a ledger in a git repository.
@Suite struct GitSuddenDeathTests {
  @Test func whatWasBegunIsCompletedOrNeverHappened() throws {
    let repo = try PromptRepo.inWorkTree()
    try repo.commit("p", "0")
    for round in 1...24 {
      try repo.write("prompts/p.prompt", "\(round)")
      // From before the companion has begun to after it is done.
      let delay = String(format: "%.4f", Double(round) * 0.0015)
      _ = try repo.shell(
        "promptrepo commit & sleep \(delay); kill -9 $! 2>/dev/null; wait $! || true")
      let prompt = try #require(try repo.json("list").first)
      #expect(
        prompt.number("active_version") == prompt.number("latest_version"), "after \(delay) s")
      // Nothing stands in the way of the next one, and the text is cut once.
      try repo.ok("commit")
      #expect(try repo.ok("show", "p") == "\(round)")
      #expect(try repo.json("log", "p").count == round + 1)
    }
    let locks = try TestSupport.run("find", [".git", "-name", "*.lock"], cwd: repo.path)
    #expect(locks.stdout.split(separator: "\n").filter { $0.contains("refs/") } == [])
    try repo.expectCleanRepository()
  }
}
