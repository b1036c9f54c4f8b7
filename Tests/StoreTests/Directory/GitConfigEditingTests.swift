import Foundation
import GitFiles
import PromptRepo
import TestSupport
import Testing

/// A setting that is written here is what `git config` would have made of it, and nothing else of the
/// file is touched.
@Suite struct GitConfigEditingTests {
  static let files = [
    "",
    "[core]\n\tbare = true\n",
    "[core]\n\tbare = true",
    "# a comment\n[promptrepo]\n\t# why\n\tfolder = old ; note\n\tother = 1\n[gc]\n\tauto = 0\n",
    "[promptrepo]folder = a\n[promptrepo]\n\tfolder = b\n[promptrepo \"commit\"]\nfolder = c\n",
    "[PromptRepo]\n  Folder = one \\\n   two\n; end\n",
    "[promptrepo]\n\tfolder = only\n[core]\n\tbare = true\n",
    "[promptrepo] ; kept\n\tfolder = only\n",
    "[promptrepo]",
    "\u{feff}[a]\r\nk = v\r\n[promptrepo]\r\n\tfolder = x\r\n",
    "[promptrepo]\n\tfolder\n",
  ]

  static let values = [
    "ai/prompts", "", " led by a space", "a;b # c", "say \"hi\" \\ there", "tab\tand\nline", "é",
  ]

  @Test(arguments: files, values)
  func readsBackAsGitWrites(_ file: String, value: String) throws {
    let directory = try TemporaryDirectory()
    let ours = try GitConfig.edited(
      Array(file.utf8), path: "config", setting: "promptrepo.folder", to: value)
    let theirs = directory.appending("theirs")
    try file.write(toFile: theirs, atomically: true, encoding: .utf8)
    let written = try run(
      "git", ["config", "--file", theirs, "--replace-all", "promptrepo.folder", value])
    try #require(written.status == 0, "\(written.stderr)")
    #expect(
      try listed(ours, directory) == listed(try Data(contentsOf: URL(filePath: theirs)), directory))
    try expectOthersKept(file, ours)
  }

  @Test(arguments: files)
  func takesBackAsGitDoes(_ file: String) throws {
    let directory = try TemporaryDirectory()
    let ours = try GitConfig.edited(
      Array(file.utf8), path: "config", setting: "promptrepo.folder", to: nil)
    let theirs = directory.appending("theirs")
    try file.write(toFile: theirs, atomically: true, encoding: .utf8)
    _ = try run("git", ["config", "--file", theirs, "--unset-all", "promptrepo.folder"])
    #expect(
      try listed(ours, directory) == listed(try Data(contentsOf: URL(filePath: theirs)), directory))
    try expectOthersKept(file, ours)
  }

  @Test(arguments: ["", "[core]\n\tbare = true\n", "# comment\n[promptrepo \"commit\"]\n\tx = 1\n"])
  func whatIsTakenBackLeavesNoTrace(_ file: String) throws {
    let set = try GitConfig.edited(
      Array(file.utf8), path: "config", setting: "promptrepo.folder", to: "x")
    #expect(set != Array(file.utf8))
    let back = try GitConfig.edited(set, path: "config", setting: "promptrepo.folder", to: nil)
    #expect(String(decoding: back, as: UTF8.self) == file)
  }

  @Test func aFileThatGitRefusesIsNotTouched() {
    #expect(throws: RepositoryError.self) {
      try GitConfig.edited(
        Array("[a\n".utf8), path: "config", setting: "promptrepo.folder", to: "x")
    }
  }

  /// What git lists of a file, a setting on each line.
  private func listed(_ bytes: some Sequence<UInt8>, _ directory: TemporaryDirectory) throws
    -> String
  {
    let path = directory.appending("listed")
    try Data(Array(bytes)).write(to: URL(filePath: path))
    let result = try run("git", ["config", "--file", path, "--list", "--null"])
    try #require(result.status == 0, "\(result.stderr)")
    // Git puts a setting into the first section of its name, and this into the last.
    return result.stdout.split(separator: "\0").sorted().joined(separator: "\n")
  }

  /// All lines without the setting are there in their order, byte for byte.
  private func expectOthersKept(_ file: String, _ edited: [UInt8]) throws {
    let kept = file.split(separator: "\n").filter {
      !$0.lowercased().contains("folder") && !$0.contains("two") && $0 != "[promptrepo]"
    }
    var lines = String(decoding: edited, as: UTF8.self).split(separator: "\n")[...]
    for line in kept {
      let place = lines.firstIndex { $0.utf8.elementsEqual(line.utf8) }
      let found = try #require(place, "\(line) is gone")
      lines = lines[(found + 1)...]
    }
  }
}
