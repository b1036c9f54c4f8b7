import CommandKit
import Testing

/// A short run must not pay for the commands that it does not run.
@Suite struct LazinessTests {
  @Test(arguments: [
    (["one"], ["one"]),
    (["--json", "remote", "three"], ["three"]),
    (["remote", "three", "--help"], ["three"]),
    (["help", "remote", "three"], ["three"]),
    (["remote", "three", "extra"], ["three"]),
    (["remote"], ["three", "four"]),
  ])
  func `only what a line names is made`(_ words: [String], _ made: [String]) throws {
    let recorder = Recorder()
    let program = Program(
      "lazy", version: "1", abstract: "", .flag("--json", help: ""),
      context: { (_: Bool) in },
      groups: [
        CommandGroup(
          "",
          [
            .init("one", command("one", recorder)), .init("two", command("two", recorder)),
            .family(
              CommandFamily(
                "remote", abstract: "",
                [
                  .init("three", command("three", recorder)),
                  .init("four", command("four", recorder)),
                ])),
          ])
      ])
    _ = program.parse(words)
    #expect(recorder.all.map(\.command) == made)
  }
}

/// Makes a command, and records that it was made.
private func command(_ name: String, _ recorder: Recorder) -> Command<Void> {
  recorder.append(Call(command: name, values: []))
  return Command(name, abstract: "") { _ in }
}
