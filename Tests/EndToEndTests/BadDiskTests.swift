import Foundation
import TestSupport
import Testing

/// A disk that is full, or that nobody may write to.
@Suite(.enabled(if: MemoryDisk.isPossible, "needs the right to mount a file system"))
struct BadDiskTests {
  /// A repository in a folder of the disk.
  private func repository(on disk: MemoryDisk) throws -> PromptRepo {
    let repo = try PromptRepo(initialised: false)
    try FileManager.default.removeItem(atPath: repo.path)
    try FileManager.default.createSymbolicLink(
      atPath: repo.path, withDestinationPath: disk.path)
    try repo.ok("init")
    return repo
  }

  @Test func aFullDiskRefusesAndLosesNothing() throws {
    let disk = try MemoryDisk(bytes: 400 << 10)
    let repo = try repository(on: disk)
    var random = SystemRandomNumberGenerator()
    var texts: [String] = []
    var message = ""
    // Random digits do not compress to much less than half; the disk is full after a few.
    for _ in 0..<40 where message.isEmpty {
      let text = (0..<2_000).map { _ in String(random.next(), radix: 16) }.joined(separator: "\n")
      try repo.write("prompts/p.prompt", text)
      let result = try repo.run("commit")
      if result.status == 0 {
        texts.append(text)
      } else {
        repo.expectRefusal(result)
        message = result.stderr
      }
    }
    #expect(message.contains("No space left"), "\(message)")
    #expect(message.contains("ree some space"), "\(message)")
    #expect(!texts.isEmpty)
    func expectAllThere() throws {
      for (number, text) in texts.enumerated() {
        #expect(try repo.ok("show", "p@\(number + 1)") == text)
      }
      try repo.expectCleanFsck()
    }
    try expectAllThere()
    #expect(try repo.json("log", "p").count == texts.count)
    // With space again it goes on where it was.
    try repo.write("prompts/p.prompt", "short")
    _ = try TestSupport.run("mount", ["-o", "remount,size=4m", disk.path])
    try repo.ok("commit")
    texts.append("short")
    try expectAllThere()
  }

  @Test func aLimitOfFilesIsARefusalAndLosesNothing() throws {
    let repo = try PromptRepo()
    try repo.commit("p", "one")
    let before = try repo.git("for-each-ref").stdout
    var random = SystemRandomNumberGenerator()
    let rows = (0..<300).map { number in
      let text = (0..<20).map { _ in String(random.next(), radix: 16) }.joined(separator: " ")
      return #"{"name":"n\#(number)","template":"\#(text)"}"#
    }
    try repo.write("rows.jsonl", rows.joined(separator: "\n"))
    let limited = try repo.shell("ulimit -f 8 && promptrepo import rows.jsonl")
    repo.expectRefusal(limited)
    #expect(limited.stderr.contains("File too large"), "\(limited.stderr)")
    #expect(try repo.git("for-each-ref").stdout == before)
    let packs = try FileManager.default.subpathsOfDirectory(
      atPath: "\(repo.path)/.promptrepo/objects")
    #expect(packs.allSatisfy { !$0.contains("tmp_") }, "\(packs)")
    try repo.expectCleanFsck()
    try repo.ok("import", "rows.jsonl")
    try repo.expectCleanFsck()
  }

  @Test func aReadOnlyStoreIsReadAndNotWritten() throws {
    let disk = try MemoryDisk(bytes: 2 << 20)
    let repo = try repository(on: disk)
    try repo.commit("p", "one")
    try repo.commit("p", "two")
    try repo.write("prompts/p.prompt", "three")
    try disk.setReadOnly(true)
    #expect(try repo.ok("show", "p") == "two")
    #expect(try repo.json("log", "p").count == 2)
    #expect(try repo.run("status", "--exit-code").status == 1)
    #expect(try repo.ok("render", "p") == "two")
    for command in [["commit"], ["rollback", "p"], ["gc"], ["checkout", "p", "--force"]] {
      let result = try repo.run(command)
      repo.expectRefusal(result, "\(command)")
      #expect(result.stderr.contains("ead-only"), "\(result.stderr)")
    }
    try disk.setReadOnly(false)
    try repo.ok("commit")
    #expect(try repo.ok("show", "p") == "three")
    try repo.expectCleanFsck()
  }
}
