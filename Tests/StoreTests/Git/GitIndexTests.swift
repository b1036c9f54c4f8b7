import Foundation
import GitFiles
import GitModel
import Platform
import TestSupport
import Testing

/// Git's index, as git itself writes and lists it.
@Suite struct GitIndexTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func work(_ arguments: String...) throws -> String {
    let result = try run(
      "git", arguments, cwd: folder.path,
      env: [
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com",
      ])
    try #require(result.status == 0, "\(arguments): \(result.stderr)")
    return result.stdout
  }

  private func index() throws -> GitIndex? {
    try GitIndex(folder.appending(".git/index"), FileSystem())
  }

  private func begin() throws {
    _ = try work("init", "-q")
    for number in 0..<40 {
      let path = folder.appending("prompts/folder \(number % 5)/näme \(number).prompt")
      try FileSystem().makeDirectories(URL(fileURLWithPath: path).deletingLastPathComponent().path)
      try FileSystem().writeFile(path, Array("text \(number)".utf8))
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.appending("prompts/link"), withDestinationPath: "folder 0")
    _ = try work("add", ".")
  }

  @Test(arguments: ["2", "3", "4"])
  func theFilesAreThoseThatGitLists(version: String) throws {
    try begin()
    // An extended entry makes the version 3.
    try FileSystem().writeFile(folder.appending("later"), Array("later".utf8))
    if version != "2" { _ = try work("add", "--intent-to-add", "later") }
    _ = try work("update-index", "--index-version", version == "3" ? "2" : version)
    let index = try #require(try index())
    var count = 0
    for line in try work("ls-files", "--stage", "-z").split(separator: "\0") {
      let fields = line.split(separator: "\t", maxSplits: 1)
      let words = fields[0].split(separator: " ")
      let entry = try #require(index.entry(String(fields[1])), "\(line)")
      #expect(entry.blob.hex == words[1])
      #expect(String(entry.mode, radix: 8) == words[0])
      count += 1
    }
    #expect(count == (version == "2" ? 41 : 42))
    #expect(index.entry("prompts") == nil)
    #expect(index.entry("nothing") == nil)
  }

  @Test func sidesOfAMergeAreNoFiles() throws {
    try begin()
    _ = try work("commit", "-qm", "one")
    _ = try work("tag", "base")
    for branch in ["ours", "theirs"] {
      _ = try work("checkout", "-q", "-B", branch, "base")
      try FileSystem().writeFile(folder.appending("both"), Array(branch.utf8))
      _ = try work("add", "both")
      _ = try work("commit", "-qm", branch)
    }
    #expect(try index()?.entry("both") != nil)
    let merge = try run(
      "git", ["-c", "user.name=a", "-c", "user.email=a@example.com", "merge", "-q", "ours"],
      cwd: folder.path, env: ["GIT_CONFIG_GLOBAL": "/dev/null"])
    #expect(merge.status != 0)
    let index = try #require(try index())
    #expect(index.entry("both") == nil)
    #expect(index.entry("prompts/folder 0/näme 0.prompt") != nil)
  }

  @Test func anIndexThatSaysOnlyAPartIsNone() throws {
    try begin()
    _ = try work("commit", "-qm", "one")
    _ = try work("update-index", "--split-index")
    #expect(try index() == nil)
    _ = try work("update-index", "--no-split-index")
    #expect(try index() != nil)
    let path = folder.appending(".git/index")
    let bytes = try FileSystem().readFile(path)
    let last = try #require(try index()?.entry("prompts/link"))
    var damaged = 0
    for count in stride(from: 0, to: bytes.count, by: 7) {
      try FileSystem().writeFile(path, Array(bytes.prefix(count)))
      do {
        // What follows the files may be missing.
        #expect(try index()?.entry("prompts/link") == last)
      } catch let error as RepositoryError where error.code == .damaged {
        damaged += 1
      }
    }
    #expect(damaged > bytes.count / 8)
  }
}
