internal import HTTPMessages

/// How often and when requests are sent again.
public struct RetryPolicy: Sendable {
  /// How often a request is sent at most.
  public var attempts: Int
  /// The pause before the second attempt, in seconds; each further one is twice as long.
  public var firstPause: Double
  /// The longest pause, in seconds; a server that asks for a longer one is given up on.
  public var longestPause: Double
  /// Waits so many seconds.
  public var wait: @Sendable (_ seconds: Double) -> Void
  /// The time of day, in seconds since 1970.
  public var now: @Sendable () -> Int64

  /// Makes a policy.
  public init(
    attempts: Int = 6, firstPause: Double = 0.5, longestPause: Double = 60,
    wait: @escaping @Sendable (_ seconds: Double) -> Void, now: @escaping @Sendable () -> Int64
  ) {
    self.attempts = attempts
    self.firstPause = firstPause
    self.longestPause = longestPause
    self.wait = wait
    self.now = now
  }

  /// The pause before the next attempt; `nil` when there is to be none.
  ///
  /// - Parameter attempt: How many there have been.
  public func nextPause(after attempt: Int) -> Double? {
    pause(after: attempt, retryAfter: nil)
  }

  /// The pause before the next attempt; `nil` when there is to be none.
  ///
  /// - Parameters:
  ///   - attempt: How many there have been.
  ///   - retryAfter: What the server asks for, as seconds or as a date.
  func pause(after attempt: Int, retryAfter: String?) -> Double? {
    guard attempt < attempts else { return nil }
    if let asked = retryAfter.flatMap({ RetryAfter.seconds($0, now: now()) }) {
      return asked > longestPause ? nil : asked + Double.random(in: 0...min(1, firstPause))
    }
    var pause = firstPause
    for _ in 1..<attempt { pause = min(longestPause, pause * 2) }
    // So that many clients do not come back at once.
    return pause * Double.random(in: 0.5...1)
  }
}
