import DirectoryStore
import GitFiles
import Foundation
import PromptRepo
import TestSupport
import Testing

@Suite struct GitConfigTests {
  /// Every file means to us what it means to git.
  @Test(arguments: [
    "",
    "[user]\n\tname = Ada Lovelace\n\temail = ada@example.com ; comment\n",
    "[user]name=x\n[User]\n  NAME =   y  z  # c\n",
    "# c\n; d\n[a \"B.c\"]\nk\nl = \"  spaced # not a comment \" tail\n[a.OLD]\nk = v",
    "[a]\nk = one \\\n  two\nq = \"x\\n\\t\\\"\\\\\"\nempty =\n",
    "\u{feff}[a]\r\nk = v\r\nl = w\r\n",
    "[a \"q\\\"uo\\\\te\"]\n\tk = 1\n[b-1]\nk-2 = \"\"",
    "[a]\nk = \u{e9}t\u{e9} \u{1F600}\n",
  ])
  func readsWhatGitReads(_ text: String) throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("config")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let listed = try run("git", ["config", "--file", path, "--list", "--null"])
    #expect(listed.status == 0)
    let expected = listed.stdout.split(separator: "\0").map(String.init)
    let entries = try GitConfig(parsing: Array(text.utf8), path: path).entries.map { entry in
      let key = entry.section + (entry.subsection.map { ".\($0)" } ?? "") + ".\(entry.name)"
      return entry.value.map { "\(key)\n\($0)" } ?? key
    }
    #expect(entries == expected)
  }

  @Test(arguments: [
    ("[a\n[b]\n", 1), ("[a]\n= x\n", 2), ("[a]\nk = \"open\n", 2), ("[a]\nk = \\x\n", 2),
    ("[a \"b]\n", 1), ("[a]\n1k = v\n", 2), ("[a]\nk v\n", 2),
  ])
  func namesTheLineThatGitRefuses(_ text: String, line: Int) throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("config")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let refusal = try run("git", ["config", "--file", path, "--list"])
    #expect(refusal.stderr.contains("bad config line \(line) in"), "\(refusal.stderr)")
    let error = #expect(throws: RepositoryError.self) {
      try GitConfig(parsing: Array(text.utf8), path: path)
    }
    #expect(error?.message.contains("line \(line) ") == true, "\(error?.message ?? "")")
  }

  @Test func laterValuesWin() throws {
    var config = try GitConfig(
      parsing: Array("[user]\nname = a\n[x \"Y\"]\nb\nc = off\nd = maybe\n".utf8), path: "p")
    config.append(try GitConfig(parsing: Array("[USER]\nName = b\n".utf8), path: "q"))
    #expect(config["user.name"] == "b")
    #expect(config["User.Name"] == "b")
    #expect(config["user.email"] == nil)
    #expect(config.bool("x.Y.b") == true)
    #expect(config.bool("x.y.b") == nil)
    #expect(config.bool("x.Y.c") == false)
    #expect(config.bool("x.Y.d") == nil)
  }
}
