import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// What people see when both sides changed a prompt, and that the commands they are told work.
@Suite struct ConflictTests {
  /// A prompt that both sides have, and that both then changed; `there` is another repository that
  /// is in step with the server.
  private func diverged(
    _ base: String, here: String, there: String, _ names: [String] = ["reply"]
  ) throws -> (pair: SyncedRepo, there: PromptRepo) {
    let pair = try SyncedRepo()
    let other = try pair.another()
    try write(base, to: names, in: pair.local)
    try pair.local.ok("commit")
    try pair.run("sync")
    try pair.run("sync", by: other)
    try other.ok("checkout")
    try write(there, to: names, in: other)
    try other.ok("commit", "-m", "From the other side")
    try pair.run("sync", by: other)
    try write(here, to: names, in: pair.local)
    try pair.local.ok("commit", "-m", "From this side")
    return (pair, other)
  }

  private func write(_ text: String, to names: [String], in repo: PromptRepo) throws {
    for name in names { try repo.write("prompts/\(name).prompt", text) }
  }

  /// The commands that a text tells to run.
  private func commands(_ text: String) -> [[String]] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { $0.hasPrefix("promptrepo ") }
      .map { $0.split(separator: " ").dropFirst().map(String.init) }
  }

  @Test func bothVersionsAreShown() throws {
    let (pair, _) = try diverged("a\nb\nc\n", here: "a\nhere\nc\n", there: "a\nthere\nc\n")
    let text = try pair.run("sync", status: 2).stdout
      .replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, with: "TIME")
      .replacing("\t\n", with: "\n")
    #expect(
      text == """
        reply: diverged
          conflict: on both sides versions were created, and the active version was moved
          base: v1, Test Author, TIME
          here: v2, Test Author, TIME, From this side
          hosted: v2, TIME
          --- here v2
          +++ hosted v2
          @@ -1,3 +1,3 @@
           a
          -here
          +there
           c
          \\ No newline at end of file
          resolve it with one of:
            promptrepo sync hosted reply --merge
            promptrepo sync hosted reply --ours
            promptrepo sync hosted reply --theirs
        1 prompt: 1 in conflict

        """)
    let json = try pair.run("sync", "--json", status: 2).outputBytes.split(separator: 10)
      .map { try #require(try JSONValue(parsing: Array($0)).object) }
    #expect(json.map { $0.text("object") } == ["sync.prompt", "sync.summary"])
    #expect(json[0].text("result") == "conflict" && json[1].number("conflicts") == 1)
    #expect(pair.proxy.writes.filter { $0 == "version" }.count == 1)
  }

  @Test func whatIsPrintedResolves() throws {
    let names = ["merged", "ours", "theirs"]
    let (pair, other) = try diverged(
      "a\nb\nc\nd\ne\n", here: "here\nb\nc\nd\ne\n", there: "a\nb\nc\nd\nthere\n", names)
    let told = commands(try pair.run("sync", status: 2).stdout)
    #expect(told.count == 9)
    let expected = ["here\nb\nc\nd\nthere", "here\nb\nc\nd\ne", "a\nb\nc\nd\nthere"]
    for (choice, name) in names.enumerated() {
      let result = try pair.local.run(told[3 * choice + choice])
      #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
      #expect(try pair.local.ok("show", name) == expected[choice])
      #expect(try pair.local.json("log", name).count == 4)
      // Nothing is renumbered: here version 3 is what is version 2 there.
      #expect(try pair.local.ok("show", "\(name)@3") == "a\nb\nc\nd\nthere")
    }
    pair.proxy.follow()
    #expect(try pair.run("sync").stdout == "3 prompts: nothing to do\n")
    #expect(pair.proxy.writes == [])
    try pair.run("verify-remote")
    try pair.run("sync", by: other)
    for (name, text) in zip(names, expected) {
      #expect(try other.ok("show", name) == text)
      #expect(try other.json("log", name).count == 4)
      #expect(try other.ok("show", "\(name)@2") == "a\nb\nc\nd\nthere")
    }
  }

  @Test func whatOverlapsIsMergedInTheWorkingFile() throws {
    let (pair, other) = try diverged("a\nb\nc\n", here: "a\nhere\nc\n", there: "a\nthere\nc\n")
    let told = commands(try pair.run("sync", status: 2).stdout)
    let result = try pair.local.run(told[0])
    #expect(result.status == 2, "\(result.stdout)\(result.stderr)")
    let next = commands(result.stdout)
    #expect(next == [["commit", "reply"], ["sync", "hosted", "reply"]], "\(result.stdout)")
    let marked = try pair.local.read("prompts/reply.prompt")
    for part in ["<<<<<<< ", "here\n", "=======\n", "there\n", ">>>>>>> "] {
      #expect(marked.contains(part), "\(marked)")
    }
    // Nothing goes on before somebody has decided.
    #expect(try pair.local.run(next[0]).status != 0)
    let blocked = try pair.local.run(next[1])
    #expect(blocked.status == 2, "\(blocked.stdout)")
    #expect(commands(blocked.stdout) == [["commit", "reply"]], "\(blocked.stdout)")
    try pair.local.write("prompts/reply.prompt", "a\nboth\nc\n")
    for command in next {
      let result = try pair.local.run(command)
      #expect(result.status == 0, "\(command): \(result.stdout)\(result.stderr)")
    }
    pair.proxy.follow()
    #expect(try pair.run("sync").stdout == "1 prompt: nothing to do\n")
    #expect(pair.proxy.writes == [])
    try pair.run("sync", by: other)
    #expect(try other.ok("show", "reply") == "a\nboth\nc")
    #expect(try other.json("log", "reply").count == 4)
  }

  @Test func fieldsOfTheRecordAndTheActiveVersion() throws {
    let pair = try SyncedRepo()
    let other = try pair.another()
    try pair.local.importVersions(["1", "2", "3"], of: "pointer", "record")
    try pair.run("sync")
    try pair.run("sync", by: other)
    try other.ok("set", "record", "--description", "there", "--metadata", #"{"a": 1}"#)
    try other.ok("activate", "pointer@1")
    try pair.run("sync", by: other)
    try pair.local.ok("set", "record", "--description", "here", "--title", "Here")
    try pair.local.ok("activate", "pointer@2")
    let result = try pair.run("sync", status: 2)
    #expect(result.stdout.contains("conflict: on both sides the active version was moved\n"))
    #expect(result.stdout.contains("conflict: on both sides the record was edited\n"))
    #expect(
      result.stdout.contains(#"description: here "here", there "there""#), "\(result.stdout)")
    // Both are told the same three ways out.
    for command in commands(result.stdout) where command.last == "--theirs" {
      let result = try pair.local.run(command)
      #expect(result.status == 0, "\(command): \(result.stdout)\(result.stderr)")
    }
    try pair.expectInStep()
    let record = try #require(try pair.local.json("list").first { $0.text("name") == "record" })
    #expect(record.text("description") == "there")
    #expect(record["metadata"] == ["a": 1])
    #expect(try pair.local.ok("show", "pointer") == "1")
  }
}
