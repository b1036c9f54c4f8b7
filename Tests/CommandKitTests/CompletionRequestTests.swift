import CommandKit
import Testing

@Suite struct CompletionRequestTests {
  @Test(arguments: [
    (["prompt", ""], ["support/reply", "support/refund", "sales", "none"]),
    (["prompt"], ["support/reply", "support/refund", "sales", "none"]),
    (["prompt", "rollback", "su"], ["support/reply", "support/refund"]),
    (["prompt", "-C", "here", "rollback", "h"], ["here"]),
    (["prompt", "rollback", "-C", "here", "h"], ["here"]),
    (["prompt", "rollback", "-Chere", "--bogus", "--json=1", "-z", "h"], ["here"]),
    (
      ["prompt", "-C", "there", "rollback", "-C", "here", "--to", ""],
      [
        "support/reply", "support/refund", "sales", "here",
      ]
    ),
    (["prompt", "--bogus", "-C", "here", "h"], ["here"]),
    (["prompt", "rollback", "--", "-C", "x", "n"], ["none"]),
    (["prompt", "-C", "here", "remote", "add", "--prompt", "h"], ["here"]),
    (["prompt", "remote", "-C", "here", "add", "a", "--prompt", "h"], ["here"]),
    (["prompt", "remote", "--bogus", "rem", "add", "-Chere", "h"], ["here"]),
    (["prompt", "rem", "new", "-f", "-C", "here", "h"], ["here"]),
    (["prompt", "remote", "-Chere", "h"], ["here"]),
    (["colour", ""], []),
    ([], []),
  ])
  func `a shell's question is answered in the line's context`(
    _ words: [String], _ expected: [String]
  ) throws {
    #expect(try sampleTool().parse(["---complete"] + words).candidates == expected)
  }

  @Test func `a context that cannot be made is an error, not an empty answer`() throws {
    #expect(throws: UsageError("There is no directory 'nowhere'.")) {
      try sampleTool().parse(["---complete", "prompt", "-C", "nowhere", "list", ""]).candidates
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
