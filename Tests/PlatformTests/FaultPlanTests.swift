import Platform
import TestSupport
import Testing

struct FaultPlanTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test func replacingAFileWritesFlushesThenRenames() throws {
    let plan = FaultPlan()
    try FileSystem(faults: plan).replaceFile(directory.appending("f"), with: [1])
    #expect(
      plan.calls.map(\.call) == [.open, .write, .fsync, .close, .rename, .open, .fsync])
    #expect(plan.count(of: .fsync) == 2)
  }

  @Test func killedAnywhereAReplacedFileIsOldOrNew() throws {
    let path = directory.appending("f")
    for number in 1...7 {
      try FileSystem().writeFile(path, [1])
      let plan = FaultPlan.killing(atCall: number)
      let error = #expect(throws: SystemError.self) {
        try FileSystem(faults: plan).replaceFile(path, with: [2])
      }
      #expect(error?.errno == .killed)
      #expect(plan.isKilled)
      #expect(try FileSystem().readFile(path) == (number > 5 ? [2] : [1]))
    }
  }

  @Test func theNthCallOnAPathFails() throws {
    let plan = FaultPlan([
      FaultPlan.Rule(.open, pathContaining: "odd", occurrence: 2, .fail(.noSpace))
    ])
    let files = FileSystem(faults: plan)
    try files.writeFile(directory.appending("odd"), [])
    try files.writeFile(directory.appending("even"), [])
    let error = #expect(throws: SystemError.self) {
      try files.writeFile(directory.appending("odd"), [])
    }
    #expect(error == SystemError(call: .open, path: directory.appending("odd"), errno: .noSpace))
    try files.writeFile(directory.appending("odd"), [])
  }

  @Test(arguments: [Errno.noSpace, .killed])
  func aTornWriteLeavesAPart(errno: Errno) throws {
    let path = directory.appending("f")
    let plan = FaultPlan([FaultPlan.Rule(.write, .tear(bytes: 2, errno))])
    let files = FileSystem(faults: plan)
    let error = #expect(throws: SystemError.self) { try files.writeFile(path, [1, 2, 3]) }
    #expect(error?.errno == errno)
    #expect(try FileSystem().readFile(path) == [1, 2])
    #expect(plan.isKilled == (errno == .killed))
  }

  @Test func aCallMayHappenAndStillFail() throws {
    let path = directory.appending("f")
    let plan = FaultPlan([FaultPlan.Rule(.unlink, .performThenFail(.inputOutput))])
    try FileSystem().writeFile(path, [])
    #expect(throws: SystemError.self) { try FileSystem(faults: plan).unlink(path) }
    #expect(try !FileSystem().exists(path))
  }
}
