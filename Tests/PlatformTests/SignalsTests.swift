import Foundation
import Platform
import TestSupport
import Testing

@Suite struct SignalsTests {
  /// Runs a function on a thread of its own, so that what is held back is so there alone.
  private func onThread<Result: Sendable>(
    _ body: @escaping @Sendable () -> Result
  ) async -> Result {
    await withCheckedContinuation { continuation in
      Thread { continuation.resume(returning: body()) }.start()
    }
  }

  @Test func whatIsHeldIsWaitedFor() async {
    let signals = await onThread {
      Signals.hold()
      // Before the wait as well as, later, with nothing to wait for.
      return [SIGHUP, SIGTERM, SIGINT].map { number in
        raise(number)
        return Signals.wait(atMost: 10_000)
      } + [Signals.wait(atMost: 0)]
    }
    #expect(signals == [.reload, .terminate, .terminate, nil])
  }

  @Test func aWaitEnds() async {
    let milliseconds = await onThread {
      Signals.hold()
      let start = SystemClock.monotonicNanoseconds()
      let signal = Signals.wait(atMost: 1_020)
      return signal == nil ? (SystemClock.monotonicNanoseconds() - start) / 1_000_000 : 0
    }
    #expect((1_020..<10_000).contains(milliseconds))
  }

  @Test func startedProgramsGetTheirSignals() async {
    let status = await onThread {
      Signals.hold()
      return (try? run("sh", ["-c", "kill -TERM $$; exit 7"]))?.status
    }
    #expect(status == 128 + SIGTERM)
  }
}
