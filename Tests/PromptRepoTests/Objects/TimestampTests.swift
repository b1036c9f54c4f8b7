import PromptRepo
import TestSupport
import Testing

struct TimestampTests {
  @Test(arguments: [
    0, 1, 951_782_399, 951_782_400, 1_078_012_800, 1_700_000_000, 4_102_444_800, 253_402_300_799,
  ])
  func `dates are those of the system's calendar`(seconds: Int64) throws {
    let expected = try run("date", ["-u", "-d", "@\(seconds)", "+%Y-%m-%dT%H:%M:%S.000Z"]).stdout
    let time = Timestamp(milliseconds: seconds * 1000)
    #expect(time.rfc3339 + "\n" == expected)
    #expect(try Timestamp(time.rfc3339) == time)
  }

  @Test(arguments: [
    ("1700000000 +0100", 1_700_000_000_000, 60), ("@1700000000 -0530", 1_700_000_000_000, -330),
    ("1700000000", 1_700_000_000_000, 0), ("2023-11-14T22:13:20Z", 1_700_000_000_000, 0),
    ("2023-11-14 23:13:20.250+01:00", 1_700_000_000_250, 60),
    ("2023-11-14 23:13:20 +0100", 1_700_000_000_000, 60),
  ])
  func `dates are read in git's form and RFC 3339`(text: String, milliseconds: Int64, offset: Int)
    throws
  {
    #expect(try Timestamp(text) == Timestamp(milliseconds: milliseconds, offset: offset))
  }

  @Test(arguments: [(1_440, "+2359"), (-5_000, "-2359"), (1_439, "+2359"), (-90, "-0130")])
  func `offsets are ones that a commit can hold`(minutes: Int, text: String) {
    #expect(Timestamp(milliseconds: 0, offset: minutes).gitOffset == text)
  }

  @Test(arguments: [
    "", "tomorrow", "2023-02-30T00:00:00Z", "2023-13-01T00:00:00Z", "2023-11-14T24:00:00Z",
    "1700000000 0100", "1700000000 +01", "99999999999999999999", "2023-11-14T22:13:20",
    "2023-11-14T22:13:20.Z", "-5",
  ])
  func `anything else is refused`(text: String) {
    #expect(throws: RepositoryError.self) { try Timestamp(text) }
  }
}
