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

/// The value of a `Retry-After` field (RFC 9110, section 10.2.3).
enum RetryAfter {
  /// How many seconds it asks to wait; `nil` for what is neither seconds nor a date.
  static func seconds(_ text: String, now: Int64) -> Double? {
    if let seconds = Int64(text), seconds >= 0 { return Double(seconds) }
    return date(text).map { Double(max(0, $0 - now)) }
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The seconds since 1970 of a date such as `Sun, 06 Nov 1994 08:49:37 GMT`.
  private static func date(_ text: String) -> Int64? {
    let parts = text.split { $0 == " " || $0 == ":" || $0 == "," }.map(String.init)
    guard parts.count == 8, parts[7] == "GMT", let day = Int64(parts[1]),
      let month = months.firstIndex(of: parts[2]), let year = Int64(parts[3]),
      let hour = Int64(parts[4]), let minute = Int64(parts[5]), let second = Int64(parts[6]),
      (1...31).contains(day), (1970...9999).contains(year), (0...23).contains(hour),
      (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    // The day of the year, counted from March (H. Hinnant, "chrono-Compatible Low-Level Date
    // Algorithms").
    let shifted = month < 2 ? year - 1 : year
    let dayOfYear = (153 * Int64((month + 10) % 12) + 2) / 5 + day - 1
    let era = shifted / 400
    let yearOfEra = shifted % 400
    let days =
      era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    return days * 86_400 + hour * 3_600 + minute * 60 + second
  }
}
