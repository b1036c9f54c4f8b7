internal import Platform
internal import Synchronization

/// Holds each key to a number of requests a minute.
///
/// A bucket for each key: it holds a minute's requests and fills up steadily, so that a burst is
/// possible and a flood is not.
final class RateLimiter: Sendable {
  private struct Bucket: Sendable {
    var tokens: Double
    var filledAt: UInt64
  }

  private let perMinute: Int?
  private let buckets = Mutex<[String: Bucket]>([:])

  /// Keys beyond this number make the limiter forget those whose buckets are full.
  private static let manyBuckets = 10_000

  /// - Parameter perMinute: At least 1; `nil` for any number.
  init(perMinute: Int?) {
    self.perMinute = perMinute.map { max(1, $0) }
  }

  /// Takes one request of a key's.
  ///
  /// - Throws: ``ServiceError/rateLimited(retryAfter:)`` when there is none left.
  func take(
    _ key: String, at now: UInt64 = SystemClock.monotonicNanoseconds()
  ) throws(ServiceError) {
    guard let perMinute else { return }
    let rate = Double(perMinute) / 60
    let missing = buckets.withLock { buckets in
      var bucket = buckets[key] ?? Bucket(tokens: Double(perMinute), filledAt: now)
      let time = max(now, bucket.filledAt)
      let seconds = Double(time - bucket.filledAt) / 1e9
      bucket.tokens = min(Double(perMinute), bucket.tokens + seconds * rate)
      bucket.filledAt = time
      let isEnough = bucket.tokens >= 1
      if isEnough { bucket.tokens -= 1 }
      buckets[key] = bucket
      if buckets.count > RateLimiter.manyBuckets {
        buckets = buckets.filter { now - min(now, $0.value.filledAt) < 60_000_000_000 }
      }
      return isEnough ? nil : (1 - bucket.tokens) / rate
    }
    if let missing { throw .rateLimited(retryAfter: max(1, Int(missing.rounded(.up)))) }
  }
}
