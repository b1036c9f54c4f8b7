import Foundation
import PromptMerge
import PromptSync
import Synchronization
import TestSupport
import Testing

/// One request of many goes wrong; the same command again ends in step.
@Suite struct FaultTests {
  static let faults: [Hosted.Fault] = [
    .unsent, .unanswered, .status(429, retryAfter: "2"),
    .status(429, retryAfter: "Sun, 15 Mar 2026 10:30:30 GMT"), .status(500, retryAfter: nil),
    .status(502, retryAfter: nil), .status(503, retryAfter: "1"), .statusAfter(500),
    .statusAfter(504), .statusAfter(408), .garbled, .malformed,
  ]

  @Test(arguments: faults.indices, [true, false])
  func aFaultAtAnyRequestIsMadeGood(fault: Int, givesTips: Bool) throws {
    let result = try Scenario.result()
    for index in 1...(try Scenario.requests(givesTips: givesTips))
    where isExtra || (index + fault) % 12 == 0 {
      let scenario = try Scenario(givesTips: givesTips)
      scenario.hosted.forgetRequests()
      scenario.hosted.fault.withLock {
        $0 = { number, _ in number == index ? FaultTests.faults[fault] : .none }
      }
      _ = try? scenario.side().run(.sync)
      scenario.hosted.fault.withLock { $0 = nil }
      try scenario.side().run(.sync).expectDone()
      let comment: Comment = "request \(index)"
      #expect(try scenario.side().view() == result, comment)
      #expect(try View.all(scenario.hosted.repository) == result, comment)
      try expectInStep(scenario.hosted, [scenario.side()], texts: scenario.texts, nil, comment)
    }
  }

  /// Nothing comes through for a while, whichever way.
  @Test(arguments: faults.indices, [true, false])
  func manyFaultsFromAnyRequestOnAreMadeGood(fault: Int, givesTips: Bool) throws {
    let result = try Scenario.result()
    for index in 1...(try Scenario.requests(givesTips: givesTips))
    where isExtra || (index + fault) % 17 == 0 {
      let scenario = try Scenario(givesTips: givesTips)
      scenario.hosted.forgetRequests()
      scenario.hosted.fault.withLock {
        $0 = { number, _ in number >= index ? FaultTests.faults[fault] : .none }
      }
      _ = try? scenario.side().run(.sync)
      scenario.hosted.fault.withLock { $0 = nil }
      try scenario.side().run(.sync).expectDone()
      #expect(try View.all(scenario.hosted.repository) == result, "request \(index)")
      try expectInStep(
        scenario.hosted, [scenario.side()], texts: scenario.texts, nil, "request \(index)")
    }
  }

  /// The network delivers what was given up, after it was sent again.
  @Test(arguments: [true, false])
  func whatArrivesLateIsThereTwiceAtMostAndReported(givesTips: Bool) throws {
    for index in 1...(try Scenario.requests(givesTips: givesTips))
    where isExtra || index % 2 == (givesTips ? 0 : 1) {
      let scenario = try Scenario(givesTips: givesTips)
      scenario.hosted.forgetRequests()
      scenario.hosted.fault.withLock { $0 = { number, _ in number == index ? .late : .none } }
      _ = try? scenario.side().run(.sync)
      scenario.hosted.fault.withLock { $0 = nil }
      let before = scenario.hosted.versionCount
      scenario.hosted.deliver()
      let late = scenario.hosted.versionCount - before
      if givesTips { #expect(late == 0, "request \(index)") }
      let report = try scenario.side().run(.fetch)
      #expect(
        (report.remarks.contains("delivered twice") || report.remarks.contains("second prompt"))
          == (late > 0), "request \(index): \(report.remarks)")
      // A prompt that is there twice is left alone, so that it is taken for one of its own.
      guard !report.remarks.contains("second prompt") else { continue }
      try expectInStep(
        scenario.hosted, [scenario.side()], texts: scenario.texts, duplicates: late, .theirs,
        "request \(index)")
    }
  }
}
