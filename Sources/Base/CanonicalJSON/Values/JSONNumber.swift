/// A number that every reader of JSON understands alike: an IEEE 754 double.
///
/// Whole numbers within ±(2^53−1) are exact. Larger ones that canonical JSON writes without an
/// exponent (below 10^21) are refused, since readers disagree on their last digits. 1 and 1.0 are
/// the same number, and so are 0 and −0.
public struct JSONNumber: Hashable, Sendable {
  /// The number.
  public let double: Double

  /// The largest whole number that is exact: 2^53−1.
  public static let largestInteger = 9_007_199_254_740_991

  /// The number, or `nil` if it is infinite, no number, or whole and inexact.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    let size = abs(value)
    guard size <= Double(Self.largestInteger) || size >= 1e21 else { return nil }
    double = value + 0  // −0 becomes 0
  }

  /// The whole number, or `nil` beyond ±(2^53−1).
  public init?(exactly value: some BinaryInteger) {
    guard value.magnitude <= Self.largestInteger else { return nil }
    double = Double(value)
  }

  /// The whole number, or the nearest within ±(2^53−1).
  public init(clamping value: Int) {
    double = Double(min(max(value, -Self.largestInteger), Self.largestInteger))
  }

  /// The number as an integer, if it is whole and within ±(2^53−1).
  public var integer: Int? {
    guard abs(double) <= Double(Self.largestInteger) else { return nil }
    let whole = Int(double)
    return Double(whole) == double ? whole : nil
  }
}
