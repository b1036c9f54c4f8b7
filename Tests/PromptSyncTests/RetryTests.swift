import HTTPMessages
import PromptsAPI
import PromptsClient
import Synchronization
import Testing

/// When and how often requests are sent again.
@Suite struct RetryTests {
  /// 15 March 2026, 10:30:00 GMT.
  private static let now: Int64 = 1_773_570_600

  /// Lets a request be answered like this first; returns the pauses and the number of requests.
  private func pauses(
    _ fault: Hosted.Fault, times: Int, isWrite: Bool = false
  ) throws -> (pauses: [Double], requests: Int) {
    let hosted = try Hosted()
    let waits = Waits()
    let client = PromptsClient(
      hosted, key: hosted.key,
      policy: RetryPolicy(
        attempts: 4, firstPause: 1, longestPause: 60, wait: { waits.add($0) },
        now: { RetryTests.now }))
    hosted.fault.withLock { $0 = { number, _ in number <= times ? fault : .none } }
    if isWrite {
      _ = try? client.create(.init(name: "n", template: "t"), once: "1")
    } else {
      _ = try? client.prompts(after: nil)
    }
    return (waits.all, hosted.requests.count)
  }

  private final class Waits: Sendable {
    private let seconds = Mutex<[Double]>([])
    func add(_ pause: Double) { seconds.withLock { $0.append(pause) } }
    var all: [Double] { seconds.withLock { $0 } }
  }

  @Test(arguments: ["7", "Sun, 15 Mar 2026 10:30:07 GMT"])
  func theServersPauseIsKept(retryAfter: String) throws {
    for isWrite in [true, false] {
      let (pauses, requests) = try pauses(
        .status(429, retryAfter: retryAfter), times: 2, isWrite: isWrite)
      #expect(requests == 3)
      #expect(pauses.count == 2 && pauses.allSatisfy { (7...8).contains($0) })
    }
  }

  @Test func aDateThatHasPassedIsNow() throws {
    let (pauses, requests) = try pauses(
      .status(503, retryAfter: "Sun, 06 Nov 1994 08:49:37 GMT"), times: 1)
    #expect(requests == 2 && pauses.allSatisfy { $0 <= 1 })
  }

  @Test func aPauseThatIsTooLongIsTheEnd() throws {
    let (pauses, requests) = try pauses(.status(429, retryAfter: "3600"), times: 9)
    #expect(requests == 1 && pauses == [])
  }

  @Test(arguments: ["", "soon", "-1", "Sun, 32 Mar 2026 10:30:07 GMT"])
  func otherValuesCountAsNone(retryAfter: String) throws {
    let (pauses, requests) = try pauses(.status(503, retryAfter: retryAfter), times: 2)
    #expect(requests == 3)
    #expect((0.5...1).contains(pauses[0]) && (1...2).contains(pauses[1]))
  }

  @Test(arguments: FaultTests.faults.indices)
  func aWriteIsSentOnceUnlessItWasPutOff(fault: Int) throws {
    let fault = FaultTests.faults[fault]
    if case .status(429, _) = fault { return }
    #expect(try pauses(fault, times: 1, isWrite: true).requests == 1)
    #expect(try pauses(fault, times: 9).requests == 4)
  }

  /// A remote's message has no line of its own, which could be taken for the program's.
  @Test(arguments: ["a\nError: b", "a\r\n\r\nError: b\n", "a\u{2028}Error: b"])
  func aMessageIsOneLine(text: String) {
    #expect(ClientError.unusable(text).message == "a Error: b")
  }
}
