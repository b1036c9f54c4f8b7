import Platform
import TestSupport
import Testing

struct SubprocessTests {
  @Test func inputComesBackHoweverLong() throws {
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let result = try Subprocess("cat").capture(input: bytes)
    #expect(result.succeeded)
    #expect(result.output == bytes)
  }

  @Test func aProgramMayLeaveItsInputUnread() throws {
    let result = try Subprocess("true").capture(input: [UInt8](repeating: 1, count: 1_000_000))
    #expect(result.succeeded)
  }

  @Test func streamsStatusAndSignalsAreToldApart() throws {
    let failed = try run("sh", ["-c", "echo out; echo err >&2; exit 3"])
    #expect(failed.stdout == "out\n")
    #expect(failed.stderr == "err\n")
    #expect(failed.status == 3)
    #expect(try Subprocess("sh", ["-c", "kill -TERM $$"]).run().status == .signaled(15))
  }

  @Test func directoryAndEnvironmentAreAsGiven() throws {
    let directory = try TemporaryDirectory()
    let environment = EnvironmentVariables(["PATH": "/usr/bin:/bin", "A": "1 2"])
    let result = try Subprocess(
      "sh", ["-c", "pwd; echo \"$A$HOME\""], environment: environment,
      workingDirectory: directory.path
    ).capture()
    #expect(String(decoding: result.output, as: UTF8.self) == "\(directory.path)\n1 2\n")
  }

  @Test func aShellCommandLineTakesArguments() throws {
    let result = try Subprocess.shell("printf '%s|' x", ["a b", "$c"]).capture()
    #expect(String(decoding: result.output, as: UTF8.self) == "x|a b|$c|")
  }

  @Test(arguments: ["", "a b", "it's", "''", "$(x) `y` \\ \" *\n", "'\u{301}"])
  func anyTextIsOneWordOfTheShell(_ text: String) throws {
    let result = try Subprocess.shell("printf '%s|' \(text.shellWord)").capture()
    #expect(result.output == Array("\(text)|".utf8))
  }

  @Test func aMissingProgramIsReported() throws {
    let error = #expect(throws: SystemError.self) { try Subprocess("/no/such/program").run() }
    #expect(error == SystemError(call: .spawn, path: "/no/such/program", errno: .noEntry))
  }

  @Test func outputIsCapturedWhileErrorIsInherited() throws {
    let result = try Subprocess("/bin/sh", ["-c", "echo answer; exit 3"]).captureOutput()
    #expect(result.output == Array("answer\n".utf8))
    #expect(result.error == [])
    #expect(result.status == .exited(3))
    // More than a pipe holds, and a program that leaves at once.
    let much = try Subprocess("/bin/sh", ["-c", "head -c 300000 /dev/zero"]).captureOutput()
    #expect(much.output.count == 300_000)
    #expect(throws: SystemError.self) { try Subprocess("/nowhere/program").captureOutput() }
  }

  @Test func inputIsFedWhileOutputIsInherited() throws {
    let input = [UInt8](repeating: 0x78, count: 300_000)
    let counted = Subprocess("/bin/sh", ["-c", "test $(wc -c) -eq 300000"])
    #expect(try counted.run(input: input, output: .error).status == .exited(0))
    #expect(try Subprocess("/bin/sh", ["-c", "exit 7"]).run(input: input).status == .exited(7))
    #expect(
      try Subprocess("/bin/sh", ["-c", "exec <&-; sleep 0.1; exit 3"]).run(input: input).status
        == .exited(3))
    #expect(
      try Subprocess("/bin/sh", ["-c", "kill -9 $$"]).run(input: []).status == .signaled(9))
    #expect(try Subprocess("true").run(input: []).succeeded)
  }

  @Test func whoHoldsTheInputForEverIsNotWaitedFor() throws {
    let input = [UInt8](repeating: 0x78, count: 1_000_000)
    let start = ContinuousClock.now
    let left = Subprocess("/bin/sh", ["-c", "exec 3<&0; sleep 20 <&3 >/dev/null 2>&1 & exit 5"])
    #expect(try left.run(input: input).status == .exited(5))
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test(arguments: [nil, "/"])
  func aMissingProgramIsNoExitCode(folder: String?) throws {
    var program = Subprocess("/no/such/program", workingDirectory: folder)
    #expect { try program.run(input: [1]) } throws: { error in
      (error as? SystemError)?.errno == .noEntry && (error as? SystemError)?.call == .spawn
    }
    program.program = "no-such-program-either"
    #expect(throws: SystemError.self) { try program.run(input: []) }
  }
}
