import APIKeys
import HTTPMessages
import PromptRepo
import PromptsAPI
import TestSupport
import Testing

@testable import PromptService

/// How many requests a key may make.
@Suite struct RateLimitTests {
  private let second: UInt64 = 1_000_000_000

  /// The seconds that a request is told to wait; nil when it is let through.
  private func wait(_ limiter: RateLimiter, _ key: String = "a", at time: UInt64) -> Int? {
    do throws(ServiceError) {
      try limiter.take(key, at: time)
      return nil
    } catch {
      guard case .rateLimited(let seconds) = error else { return -1 }
      return seconds
    }
  }

  @Test func aBucketHoldsAMinute() {
    let limiter = RateLimiter(perMinute: 60)
    let start = 1_000 * second
    for _ in 0..<60 { #expect(wait(limiter, at: start) == nil) }
    #expect(wait(limiter, at: start) == 1)
    #expect(wait(limiter, at: start + second - second / 1_000) == 1)
    #expect(wait(limiter, at: start + second) == nil)
    #expect(wait(limiter, at: start + second) == 1)
    // Another key has a bucket of its own.
    #expect(wait(limiter, "b", at: start) == nil)
    // However long it was quiet, no more than a minute's requests are saved.
    let later = start + 86_400 * second
    for _ in 0..<60 { #expect(wait(limiter, at: later) == nil) }
    #expect(wait(limiter, at: later) == 1)
  }

  @Test func theWaitIsWhatItTakes() {
    let limiter = RateLimiter(perMinute: 1)
    #expect(wait(limiter, at: 0) == nil)
    #expect(wait(limiter, at: 0) == 60)
    #expect(wait(limiter, at: 30 * second) == 30)
    #expect(wait(limiter, at: 59 * second + 1) == 1)
    // A request that was refused costs nothing.
    #expect(wait(limiter, at: 60 * second) == nil)
    #expect(wait(limiter, at: 60 * second) == 60)
    // Time that goes back gives nothing and takes nothing.
    #expect(wait(limiter, at: 0) == 60)
    let odd = RateLimiter(perMinute: 7)
    for _ in 0..<7 { #expect(wait(odd, at: 0) == nil) }
    #expect(wait(odd, at: 0) == 9)
    #expect(wait(odd, at: 9 * second) == nil)
  }

  @Test func extremesDoNotTrap() {
    for number in [0, -1, .min] {
      let limiter = RateLimiter(perMinute: number)
      #expect(wait(limiter, at: 5) == nil)
      #expect(wait(limiter, at: 5) == 60)
    }
    let limiter = RateLimiter(perMinute: .max)
    #expect(wait(limiter, at: 0) == nil && wait(limiter, at: .max) == nil)
    let none = RateLimiter(perMinute: nil)
    for _ in 0..<1_000 { #expect(wait(none, at: 0) == nil) }
  }

  @Test func keysThatWereNotSeenForLongAreForgotten() {
    let limiter = RateLimiter(perMinute: 1)
    for number in 0..<10_001 { #expect(wait(limiter, "k\(number)", at: 0) == nil) }
    #expect(wait(limiter, "k0", at: 0) == 60)
    #expect(wait(limiter, "k1", at: 60 * second) == nil)
    #expect(wait(limiter, "k1", at: 60 * second) == 60)
  }

  @Test(arguments: Setup.quick)
  func aKeyThatAsksTooMuchIsToldToWait(_ setup: Setup) async throws {
    try await setup.run(Served.Options(requestsPerMinute: 3)) { served in
      for _ in 0..<3 { #expect(try served.get(Served.path).status == .ok) }
      let refusal = try served.get(Served.path)
      try refusal.expectError(429, "rate_limit_exceeded")
      #expect((1...20).contains(Int(refusal.fields[.retryAfter] ?? "") ?? 0))
      #expect(try served.get(Served.path, as: .editor).status == .ok)
      #expect(try served.get("/healthz", as: nil).status == .ok)
      try served.get(Served.path, as: nil).expectError(401)
    }
  }
}
