import Foundation
import TestSupport
import Testing

/// What a network does to a sync, and that the same command again ends in step.
@Suite struct FaultTests {
  static let faults: [ProxyFault] = [
    .reset, .dropAnswer, .forwardLater(200), .truncate, .garble, .trickle, .late(700),
    .answer(429, fields: ["Retry-After": "1"]), .answer(500, body: "<html>"), .answer(502),
    .answer(503, fields: ["Retry-After": "0"]),
  ]

  /// A repository in step with its server, then with one prompt for each kind of write.
  private func prepare() throws -> SyncedRepo {
    let pair = try SyncedRepo()
    let local = pair.local
    for name in ["version", "update", "rollback"] {
      try local.importVersions(["1", "2"], of: name)
    }
    try pair.run("sync")
    try local.importVersions(["1", "2", "3"], of: "version")
    try local.importVersions(["1", "2"], of: "create")
    try local.ok("set", "update", "--title", "Another", "--metadata", #"{"a": 1}"#)
    try local.ok("activate", "rollback@1")
    return pair
  }

  /// Each kind of write meets all faults, one after the other, and so do reads.
  @Test func faultsLoseAndDoubleNothing() throws {
    let pair = try SyncedRepo()
    let local = pair.local
    let numbers = FaultTests.faults.indices
    let (versions, records) = (numbers.map { "version-\($0)" }, numbers.map { "record-\($0)" })
    let (moves, created) = (numbers.map { "move-\($0)" }, numbers.map { "create-\($0)" })
    try local.importVersions(["1", "2"], of: versions + records + moves)
    try pair.run("sync")
    try local.importVersions(["1", "2", "3"], of: versions)
    try local.importVersions(["1", "2"], of: records, description: "d")
    for name in moves { try local.ok("activate", "\(name)@1") }
    try local.importVersions(["1"], of: created)
    let counts = Counts()
    pair.proxy.follow { request in
      let number = counts.next(request.isWrite ? request.write : "read")
      if request.isWrite { return number < numbers.count ? FaultTests.faults[number] : .pass }
      return number % 9 == 5 && number / 9 < numbers.count ? FaultTests.faults[number / 9] : .pass
    }
    try finish(pair)
    for write in ["create", "version", "update", "rollback"] {
      #expect(counts.next(write) >= numbers.count, "\(write)")
    }
  }

  /// Each kind of write meets one fault, and so do some of the reads.
  @Test(.enabled(if: isExtra), arguments: faults)
  func aFaultLosesAndDoublesNothing(_ fault: ProxyFault) throws {
    let pair = try prepare()
    let isDone = Once()
    pair.proxy.follow { request in
      let isMet = request.isWrite || request.number % 5 == 1
      guard isMet, isDone.isFirst(request.isWrite ? request.write : request.target) else {
        return .pass
      }
      return fault
    }
    try finish(pair)
  }

  /// Runs the same command until it succeeds, and expects that both sides are in step then.
  private func finish(_ pair: SyncedRepo, at location: SourceLocation = #_sourceLocation) throws {
    var result = try pair.local.run("push")
    for _ in 1...3 where result.status != 0 {
      #expect(result.status == 1, "\(result.stdout)\(result.stderr)", sourceLocation: location)
      pair.proxy.follow()
      result = try pair.local.run("push")
    }
    #expect(result.status == 0, "\(result.stdout)\(result.stderr)", sourceLocation: location)
    #expect(!(result.stdout + result.stderr).contains(pair.key), sourceLocation: location)
    // A request that comes late must not come after the comparison.
    usleep(300_000)
    try pair.expectInStep(at: location)
  }

  @Test func aServerThatAsksForTimeGetsIt() throws {
    let pair = try SyncedRepo()
    let date = DateFormatter()
    date.locale = Locale(identifier: "en_US_POSIX")
    date.timeZone = TimeZone(identifier: "GMT")
    date.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    for isDate in [false, true] {
      try pair.local.importVersions(["1"], of: isDate ? "date" : "seconds")
      // A date has whole seconds, so it may be up to one earlier than meant.
      let earliest = Date(timeIntervalSinceNow: isDate ? 4 : 1)
      let time = isDate ? date.string(from: earliest) : "1"
      pair.proxy.disturb("create", .answer(429, fields: ["Retry-After": time]))
      try pair.run("push")
      #expect(Date() >= earliest.addingTimeInterval(isDate ? -1 : 0), "\(time)")
      #expect(pair.proxy.writes == ["create", "create"])
    }
    try pair.local.importVersions(["1"], of: "long")
    pair.proxy.disturb("create", .answer(429, fields: ["Retry-After": "3600"]))
    let result = try pair.run("push", status: 1)
    #expect(result.stdout.contains("(status 429)"), "\(result.stdout)")
    try pair.run("push")
    try pair.expectInStep()
  }

  @Test func oneThatFailsStopsNoOther() throws {
    let pair = try SyncedRepo()
    for name in ["a", "b", "c"] { try pair.local.importVersions(["1"], of: name) }
    pair.proxy.follow { request in
      String(decoding: request.body, as: UTF8.self).contains(#""name":"b""#)
        ? .answer(400, body: #"{"error": {"message": "No b here", "code": "no_b"}}"#) : .pass
    }
    let result = try pair.run("sync", status: 1)
    #expect(result.stdout.contains("failed: No b here (status 400)"), "\(result.stdout)")
    #expect(
      result.stdout.hasSuffix(
        "3 prompts: 2 changed, 1 failed; the next run goes on with them\n"), "\(result.stdout)")
    pair.proxy.follow()
    try pair.run("sync")
    #expect(pair.proxy.writes == ["create"])
    try pair.expectInStep()
  }

  @Test func whatIsTooLongIsNotSent() throws {
    let pair = try SyncedRepo()
    let long = String(repeating: "x", count: 100_001)
    try pair.local.importVersions([long], of: "first")
    try pair.local.importVersions(["1", long], of: "second")
    for _ in 1...2 {
      pair.proxy.follow()
      let result = try pair.run("sync", status: 1)
      for number in 1...2 {
        #expect(
          result.stdout.contains(
            "failed: version \(number) has 100001 characters, and the API takes at most 100000; "
              + "nothing was sent"), "\(result.stdout)")
      }
      #expect(pair.proxy.requests.allSatisfy { $0.body.count < 1_000 })
    }
    #expect(pair.proxy.writes == [])
  }

  /// Each write has a connection of its own.
  @Test func aWriteHasAConnectionOfItsOwn() throws {
    let pair = try SyncedRepo()
    try pair.local.importVersions(["1", "2", "3"], of: "a")
    pair.proxy.follow()
    try pair.run("push", "hosted", "a")
    #expect(pair.proxy.writes == ["create", "version", "version"])
    #expect(pair.proxy.connections > pair.proxy.writes.count)
    #expect(pair.proxy.connections < pair.proxy.requests.count)
  }
}
