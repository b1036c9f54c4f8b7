import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// The large public collection, or a few of its prompts, in and out again.
@Suite struct RealPromptsTests {
  let rows: [(title: String, template: String)]
  let repo: PromptRepo

  init() throws {
    rows = try RealPrompts.load()
    repo = try PromptRepo()
  }

  /// What git reads of many objects at once: `revision` → bytes.
  private func contents(_ revisions: [String]) throws -> [[UInt8]] {
    let input = revisions.joined(separator: "\n") + "\n"
    let output = try TestSupport.run(
      "git", ["--git-dir=\(repo.path)/.promptrepo", "cat-file", "--batch"],
      stdin: Array(input.utf8)
    ).outputBytes
    var result: [[UInt8]] = []
    var rest = output[...]
    while let end = rest.firstIndex(of: 10) {
      let header = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      let size = try #require(header.last.flatMap { Int($0) }, "\(header)")
      result.append(Array(rest[(end + 1)...].prefix(size)))
      rest = rest[(end + 1)...].dropFirst(size + 1)
    }
    return result
  }

  @Test func everyRowIsInByteForByteAndOnlyOnce() throws {
    try repo.ok("import", RealPrompts.file)
    let prompts = try repo.json("list")
    #expect(prompts.count == rows.count)
    let names = prompts.map { $0.text("name") }
    let live = try contents(names.map { "refs/prompts/\($0)/@active:template.txt" })
    // Some titles occur several times: compare as bags of (title, template).
    func bag(_ pairs: [(String, [UInt8])]) -> [[UInt8]: Int] {
      Dictionary(pairs.map { (Array($0.0.utf8) + [0] + $0.1, 1) }, uniquingKeysWith: +)
    }
    // A title that says no more than the name is not kept.
    let titles = prompts.map { $0["title"]?.string ?? $0.text("name") }
    let got = bag(Array(zip(titles, live)))
    let wanted = bag(rows.map { ($0.title, Array($0.template.utf8)) })
    #expect(got == wanted)

    let references = try repo.git("for-each-ref").stdout
    for _ in 2...3 {
      let again = try #require(try repo.json("import", RealPrompts.file).first)
      #expect(again.number("versions") == 0)
      #expect(again.number("unchanged") == rows.count)
      #expect(again["rejected"] == [])
    }
    #expect(try repo.git("for-each-ref").stdout == references)
    try repo.expectCleanFsck()
  }

  @Test func manyRowsAreOnePack() throws {
    let lines = (0..<500).map { #"{"name":"p\#($0)","template":"text \#($0)"}"# }
    try repo.ok("import", "-", "--format", "jsonl", stdin: lines.joined(separator: "\n"))
    let packs = try FileManager.default.contentsOfDirectory(
      atPath: "\(repo.path)/.promptrepo/objects/pack")
    #expect(packs.filter { $0.hasSuffix(".pack") }.count == 1)
    #expect(try repo.git("count-objects").stdout.hasPrefix("0 objects"))
    #expect(repo.exists(".promptrepo/packed-refs"))
    #expect(!repo.exists(".promptrepo/refs/prompts/p7/@versions"))
    try repo.expectCleanFsck()
  }

  @Test func linesCarryTheWholeHistoryElsewhere() throws {
    try repo.ok("import", RealPrompts.file)
    let names = try repo.json("list", "--limit", "2").map { $0.text("name") }
    let (name, other) = (names[0], names[1])
    let writer = repo.with([
      "PROMPTREPO_AUTHOR_NAME": "Ada", "PROMPTREPO_AUTHOR_EMAIL": "ada@example.com",
      "PROMPTREPO_DATE": "2026-03-15T10:30:00+01:00",
    ])
    try writer.ok("checkout", name, other)
    try writer.write("prompts/\(name).prompt", "---\nmodel: m\n---\nCRLF\r\nand {{x}}\n\n")
    try writer.write("prompts/\(other).prompt", "second\n")
    try writer.ok("commit", "-m", "Two lines\n\nof a message")
    try writer.ok("rollback", other)
    try repo.ok("export", "--output", "all.jsonl")

    let copy = try PromptRepo()
    try copy.ok("import", "\(repo.path)/all.jsonl")
    for name in [name, other] {
      for key in ["id", "version", "hash", "author", "created_at", "message", "active"] {
        #expect(
          try repo.json("log", name).map { $0[key] } == copy.json("log", name).map { $0[key] },
          "\(key)")
      }
    }
    let keys = [
      "id", "name", "title", "description", "metadata", "active_version", "latest_version",
      "created_at",
    ]
    let (here, there) = (try repo.json("list"), try copy.json("list"))
    #expect(here.count == there.count)
    for key in keys { #expect(here.map { $0[key] } == there.map { $0[key] }, "\(key)") }
    try copy.ok("export", "--output", "all.jsonl")
    #expect(try copy.bytes("all.jsonl") == repo.bytes("all.jsonl"))
    let again = try #require(try copy.json("import", "\(repo.path)/all.jsonl").first)
    #expect(again.number("versions") == 0)
    try copy.expectCleanFsck()
  }

  @Test func filesCommittedElsewhereHaveEqualHashes() throws {
    let copy = try PromptRepo()
    try repo.ok("import", RealPrompts.file)
    try repo.ok("export", "--format", "files", "--output", "\(copy.path)/prompts")
    try copy.ok("commit")
    let here = try repo.git("for-each-ref", "--format=%(refname) %(contents:trailers)")
    let there = try copy.git("for-each-ref", "--format=%(refname) %(contents:trailers)")
    func versions(_ result: RunResult) -> [Substring] {
      var name: Substring = ""
      return result.stdout.split(separator: "\n").compactMap { line in
        if line.hasPrefix("refs/") { name = line.prefix { $0 != " " } }
        return line.contains("Version-Hash: ") ? "\(name) \(line.suffix(64))" : nil
      }
    }
    #expect(versions(here).count == 2 * rows.count)
    #expect(versions(here) == versions(there))
    #expect(try copy.run("status", "--exit-code").status == 0)
    try copy.expectCleanFsck()
  }
}
