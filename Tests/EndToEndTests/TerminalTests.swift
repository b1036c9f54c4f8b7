import TestSupport
import Testing

/// What a person sees who runs the program in a terminal.
@Suite struct TerminalTests {
  /// A template without a line end has one on a terminal, and none in a pipe.
  @Test func endsTheLine() throws {
    let repo = try PromptRepo()
    try repo.ok("new", "greeting", "--template", "Hi {{customer}}!")
    try repo.ok("commit")
    for arguments in [["show", "greeting"], ["render", "greeting", "--var", "customer=you"]] {
      let piped = try repo.run(arguments)
      let shown = try PseudoTerminal(
        PromptRepo.program, arguments, cwd: repo.path,
        environment: repo.environment.merging(["TERM": "dumb"]) { $1 })
      let (status, output) = try shown.finish()
      #expect(status == 0)
      #expect(!piped.stdout.hasSuffix("\n"))
      #expect(output == piped.stdout + "\r\n")
    }
  }
}
