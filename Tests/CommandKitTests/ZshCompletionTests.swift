import CommandKit
import Foundation
import TestSupport
import Testing

/// What a real zsh offers; where it is not installed, the test is skipped and says so.
@Suite(.enabled("zsh is not installed") { try isInstalled("zsh") })
struct ZshCompletionTests {
  @Test(arguments: [
    ("sample ro", "sample rollback "),
    ("sample -C 'in ner' rem a", "sample -C 'in ner' rem add "),
    ("sample import --form", "sample import --format "),
    ("sample import --format=f", "sample import --format=files "),
    ("sample remote add -fj", "sample remote add -fjsonl "),
    ("sample rollback sup", "sample rollback support/reply:1 "),
    ("sample import in\\ p", "sample import in\\ put.csv "),
    ("sample import --var x ./in\\ p", "sample import --var x ./in\\ put.csv "),
    ("sample -C i", "sample -C in\\ ner/"),
    ("sample -Ci", "sample -Cin\\ ner/"),
    ("sample import ~/in\\ p", "sample import ~/in\\ put.csv "),
    ("sample rollback --to x", "sample rollback --to x"),
    ("sample nothing x", "sample nothing x"),
  ])
  func `zsh completes what the declarations say`(_ line: String, _ completed: String) throws {
    let output = try complete(line)
    #expect(output.contains("<\(completed)>"), "\(output)")
  }

  @Test func `zsh shows what a word is for`() throws {
    let output = try complete("sample remote ")
    #expect(output.contains("Add a repository."), "\(output)")
    #expect(output.contains("Forget repositories."), "\(output)")
  }

  /// What zsh's line editor shows after a tab, and the line in `<>` after the next key.
  ///
  /// It runs twice: the first run notes what the program is asked, the second has the answer.
  private func complete(_ line: String) throws -> String {
    let directory = try TemporaryDirectory()
    let tool = sampleTool(prompts: ["support/reply:1", "sales"])
    let script = try #require(tool.parse(["--generate-completion-script", "zsh"]).printed)
    try script.write(
      toFile: directory.appending("completion.zsh"), atomically: true, encoding: .utf8)
    try "".write(toFile: directory.appending("in put.csv"), atomically: true, encoding: .utf8)
    try FileManager.default.createDirectory(
      atPath: directory.appending("in ner"), withIntermediateDirectories: true)
    let program = directory.appending("sample")
    try "#!/bin/sh\nprintf '%s\\0' \"$@\" >.asked\n[ ! -e .answer ] || cat .answer\n"
      .write(toFile: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let driver = #"""
      zmodload zsh/zpty
      zpty z zsh -f
      zpty -w z 'PS1= PATH=$PWD:$PATH; autoload -U compinit; compinit -u -D; LISTMAX=1000'
      zpty -w z '. ./completion.zsh; show() { print -r "<$BUFFER>"; exit }'
      zpty -w z 'zle -N show; bindkey "^X" show; bindkey "^I" complete-word; stty columns 100; print -r rea""dy'
      zpty -r z text '*ready*'
      zpty -n -w z $1$'\t\x18'
      text=
      while zpty -r z chunk; do text+=$chunk; [[ $text == *'<'*'>'* ]] && break; done
      print -r -- $text
      """#
    var text = ""
    for _ in 0..<2 {
      let result = try run(
        "/usr/bin/env", ["zsh", "-f", "-c", driver, "zsh", line], cwd: directory.path,
        env: ["HOME": directory.path, "TERM": "dumb"])
      #expect(result.stderr == "")
      #expect(result.status == 0)
      text = result.stdout
      let asked = try #require(
        FileManager.default.contents(atPath: directory.appending(".asked"))
      ).split(separator: 0, omittingEmptySubsequences: false).dropLast()
      let answer = try tool.parse(asked.map { String(decoding: $0, as: UTF8.self) }).completion
      try (answer ?? []).map { "\($0)\n" }.joined()
        .write(toFile: directory.appending(".answer"), atomically: true, encoding: .utf8)
    }
    return text
  }
}
