import Platform
import TestSupport
import Testing

struct SurroundingsTests {
  @Test func environmentsAreValues() throws {
    #expect(EnvironmentVariables(["A": "b"])["A"] == "b")
    #expect(EnvironmentVariables([:])["PATH"] == nil)
    #expect(EnvironmentVariables.process["PATH"] == EnvironmentVariables.process.variables["PATH"])
    #expect(EnvironmentVariables.process["PATH"] != nil)
  }

  @Test func theClockAgreesWithDate() throws {
    let before = Int64(try run("date", ["+%s"]).stdout.filter(\.isNumber)) ?? .max
    let now = SystemClock.nowMilliseconds()
    let after = Int64(try run("date", ["+%s"]).stdout.filter(\.isNumber)) ?? .min
    #expect(now / 1000 >= before && now / 1000 <= after)
    let first = SystemClock.monotonicNanoseconds()
    #expect(SystemClock.monotonicNanoseconds() >= first)
  }

  @Test func theLocalOffsetAgreesWithDate() throws {
    let text = try run("date", ["-d", "@1700000000", "+%z"]).stdout.filter { $0 != "\n" }
    let digits = Int(text) ?? .max
    #expect(
      SystemClock.localOffsetMinutes(atSeconds: 1_700_000_000) == digits / 100 * 60 + digits % 100)
  }

  @Test func theProcessKnowsItself() throws {
    #expect(try CurrentProcess.workingDirectory() == run("pwd", ["-P"]).stdout.dropLast())
    #if os(Linux)
      let boot = try run("cat", ["/proc/sys/kernel/random/boot_id"]).stdout.dropLast()
      #expect(CurrentProcess.bootIdentifier().map { $0[...] } == boot)
    #endif
  }
}
