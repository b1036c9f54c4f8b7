import CommandKit
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
  private func complete(_ line: String) throws -> String {
    let folder = try CompletionFolder("zsh", sampleTool(prompts: ["support/reply:1", "sales"]))
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
    return try folder.twice {
      let result = try run(
        "/usr/bin/env", ["zsh", "-f", "-c", driver, "zsh", line], cwd: folder.path,
        env: ["HOME": folder.path, "TERM": "dumb"])
      #expect(result.stderr == "")
      #expect(result.status == 0)
      return result.stdout
    }
  }
}
