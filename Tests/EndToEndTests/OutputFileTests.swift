import Foundation
import TestSupport
import Testing

/// What is there already where a command writes a file.
@Suite struct OutputFileTests {
  private let files = FileManager.default

  private func link(_ repo: PromptRepo, _ name: String, to target: String) throws {
    try files.createSymbolicLink(
      atPath: "\(repo.path)/\(name)", withDestinationPath: target)
  }

  private func isLink(_ repo: PromptRepo, _ name: String) -> Bool {
    (try? files.destinationOfSymbolicLink(atPath: "\(repo.path)/\(name)")) != nil
  }

  private func mode(_ path: String) throws -> Int {
    try #require(try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  @Test func exportLeavesFilesWhatTheyAre() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "x")
    let rows = try repo.ok("export")
    try repo.write("real.jsonl", "old")
    try link(repo, "link.jsonl", to: "real.jsonl")
    try repo.ok("export", "-o", "link.jsonl")
    #expect(isLink(repo, "link.jsonl"))
    #expect(try repo.read("real.jsonl") == rows)
    try repo.write("private.jsonl", "")
    try files.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: "\(repo.path)/private.jsonl")
    try repo.ok("export", "-o", "private.jsonl")
    #expect(try mode("\(repo.path)/private.jsonl") == 0o600)
    #expect(try repo.read("private.jsonl") == rows)
    let piped = try repo.shell(
      "mkfifo pipe && (cat pipe > got &) && promptrepo export -o pipe && sleep 0.2 && cat got")
    #expect(piped.stdout == "Wrote 1 version of 1 prompt to pipe\n\(rows)")
    #expect(try repo.shell("test -p pipe").status == 0)
    #expect(try repo.refusal("export", "-o", "pipe").contains("nobody reads"))
    // Standard output under another name is standard output.
    for name in ["-", "/dev/stdout", "/dev/fd/1"] {
      #expect(try repo.shell("promptrepo export -o \(name) | cat").stdout == rows)
      #expect(try repo.shell("promptrepo export -o \(name) > all; cat all").stdout == rows)
    }
    try files.createDirectory(atPath: "\(repo.path)/folder", withIntermediateDirectories: false)
    #expect(try repo.refusal("export", "-o", "folder").contains("folder"))
    #expect(
      try repo.refusal("export", "--format", "files", "-o", "private.jsonl", status: 2)
        .contains("private.jsonl' is no folder"))
    #expect(try repo.read("private.jsonl") == rows)
  }

  /// A folder of files is filled, and nothing else in it is replaced.
  @Test func exportAsFilesReplacesNothing() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "x")
    try repo.write("outside", "kept")
    for make in [
      "ln -s ../outside out/a.prompt", "ln -s ../none out/a.prompt", "mkfifo out/a.prompt",
    ] {
      _ = try repo.shell("rm -rf out && mkdir out && \(make)")
      #expect(
        try repo.refusal("export", "--format", "files", "-o", "out", status: 2)
          .contains("out/a.prompt"))
    }
    #expect(try repo.read("outside") == "kept")
    #expect(!repo.exists("none"))
  }

  @Test func workingFilesKeepTheirModes() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "one")
    try repo.commit("a", "two")
    let path = "\(repo.path)/prompts/a.prompt"
    for mode in [0o664, 0o600, 0o444] {
      try files.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      for version in ["a@1", "a@2"] {
        try repo.ok("checkout", version)
        #expect(try self.mode(path) == mode)
      }
    }
    // A link is nobody's prompt file, and what it leads to stays.
    try repo.write("outside", "kept")
    try repo.remove("prompts/a.prompt")
    try link(repo, "prompts/a.prompt", to: "../outside")
    for arguments in [["checkout", "a"], ["checkout", "a", "--force"]] {
      let result = try repo.run(arguments)
      #expect(result.status != 0, "\(result.stdout)")
    }
    #expect(isLink(repo, "prompts/a.prompt"))
    #expect(try repo.read("outside") == "kept")
  }

  @Test func keysMayBeElsewhere() throws {
    let repo = try PromptRepo()
    let data = try repo.elsewhere("data")
    try repo.ok("key", "create", "--owner", "a", "--data", data)
    try files.moveItem(atPath: "\(data)/keys.json", toPath: "\(data)/secret.json")
    try files.createSymbolicLink(
      atPath: "\(data)/keys.json", withDestinationPath: "secret.json")
    try repo.ok("key", "create", "--owner", "b", "--data", data)
    #expect(try files.destinationOfSymbolicLink(atPath: "\(data)/keys.json") == "secret.json")
    #expect(try repo.json("key", "list", "--data", data).count == 2)
    #expect(try mode("\(data)/secret.json") == 0o600)
  }

  @Test func theNumberOfAProcessReplacesOnlyNumbers() throws {
    let served = try ServedRepo()
    let repo = served.repo
    for text in ["notes of mine\n", "127.0.0.1", String(repeating: "1", count: 100)] {
      try repo.write("pid", text)
      #expect(
        try repo.refusal("serve", "--listen", "127.0.0.1:0", "--pid-file", "pid", status: 2)
          .contains("pid"))
      #expect(try repo.read("pid") == text)
    }
    try files.createDirectory(atPath: "\(repo.path)/folder", withIntermediateDirectories: false)
    _ = try repo.refusal("serve", "--listen", "127.0.0.1:0", "--pid-file", "folder")
    // That of a server that was killed, by way of a link.
    try repo.write("run/pid", "12345\n")
    try repo.remove("pid")
    try link(repo, "pid", to: "run/pid")
    let server = try served.serve("--pid-file", "\(repo.path)/pid")
    #expect(try repo.read("run/pid") == "\(server.identifier)\n")
    #expect(isLink(repo, "pid"))
    try served.expectGoodEnd(server)
    #expect(!repo.exists("run/pid"))
    // One that another server has written since is not ours to remove.
    let second = try served.serve("--pid-file", "\(repo.path)/run/pid")
    try repo.write("run/pid", "1\n")
    try served.expectGoodEnd(second)
    #expect(try repo.read("run/pid") == "1\n")
  }
}
