import CommandKit
import Testing

@Suite struct CompletionRequestTests {
  @Test(arguments: [
    (["rollback", ""], ["support/reply", "support/refund", "sales", "none"]),
    (["rollback", "su"], ["support/reply", "support/refund"]),
    (["-C", "here", "rollback", "h"], ["here"]),
    (["rollback", "-C", "here", "h"], ["here"]),
    (["rollback", "-Chere", "--bogus", "--json=1", "-z", "h"], ["here"]),
    (
      ["-C", "there", "rollback", "-C", "here", "--to", "3", ""],
      [
        "support/reply", "support/refund", "sales", "here",
      ]
    ),
    (["--bogus", "-C", "here", "rb", "h"], ["here"]),
    (["rollback", "--", "-C", "x", "n"], []),
    (["rollback", "--", "n"], ["none"]),
    (["-C", "here", "remote", "add", "--prompt", "h"], ["here"]),
    (["-C", "here", "remote", "add", "--prompt=h"], ["here"]),
    (["remote", "-C", "here", "add", "a", "--prompt", "h"], ["here"]),
    (["remote", "--bogus", "add", "-Chere", "--prompt", "h"], ["here"]),
    (["rem", "new", "-f", "-C", "here", "--prompt", "h"], ["here"]),
    (["remote", "-Chere", "a"], ["add"]),
    (["remote", "rem", "a"], []),
    (["-C", "nowhere", "rem", "a"], ["add"]),
    (["rollback", "-nfjson", "--mess"], ["--message"]),
    (["remote", "add", "-fj"], ["jsonl"]),
    (["remote", "add", "-f=j"], ["jsonl"]),
    (["rollback", "-m"], ["-m"]),
    (["rollback", "-m", "-"], []),
    (["rollback", "--dry-run=x"], []),
    (["rollback", "--", "-"], []),
    (["--", "ro"], ["rollback"]),
    (["--", "-"], []),
    (["move", "a", "b", "c", "-h"], ["-h"]),
    (["help", "help", ""], []),
    (["fail", ""], []),
    (["remote", "debug", "-"], []),
    ([], ["rollback", "import", "move", "diff", "list", "push", "remote", "help"]),
  ])
  func `a shell's question is answered in the line's context`(
    _ words: [String], _ expected: [String]
  ) throws {
    #expect(try sampleTool().parse(["---complete"] + words).candidates == expected)
  }

  @Test(arguments: [
    (
      ["rem", ""],
      ["words\tsubcommand\t", "add\tAdd a repository.", "remove\tForget repositories."]
    ),
    (["push", "--al"], ["words\toption\t", "--all\tSend all."]),
    (["import", "--format=f"], ["words\tformat\t--format=", "files"]),
    (["rb", "sa"], ["words\tprompt\t", "sales"]),
    (["import", "in"], ["files\tsource\t"]),
    (["-Cin"], ["folders\tdir\t-C"]),
    (["rollback", "--message=a"], ["text\tmessage\t--message="]),
    (["push", "--all="], ["words\toption\t"]),
    (["nothing", ""], []),
  ])
  func `an answer tells what is completed, and what each word is for`(
    _ words: [String], _ expected: [String]
  ) throws {
    #expect(try sampleTool().parse(["---complete"] + words).completion == expected)
  }

  @Test func `a context that cannot be made is an error, not an empty answer`() throws {
    #expect(throws: UsageError("There is no directory 'nowhere'.")) {
      try sampleTool().parse(["---complete", "-C", "nowhere", "rollback", ""]).candidates
    }
  }

  @Test func `every dynamic kind that is declared has a completer`() {
    let program = sampleTool()
    let kinds = program.declaration.commands.flatMap(\.parameters).compactMap { parameter in
      if case .custom(let kind) = parameter.completion { kind } else { nil }
    }
    #expect(kinds == ["prompt", "prompt"])
  }
}
