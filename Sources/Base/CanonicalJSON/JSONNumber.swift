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

/// Writes doubles as ECMAScript's Number::toString does, which RFC 8785 prescribes.
enum ECMAScriptNumber {
  /// The text of a finite double.
  static func text(of value: Double) -> String {
    if value == 0 { return "0" }
    let (digits, point) = shortestDigits(of: abs(value))
    let sign = value < 0 ? "-" : ""
    switch point {
    case digits.count...max(digits.count, 21) where point <= 21:
      return sign + digits + zeros(point - digits.count)
    case 1...21:
      return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    case -5...0:
      return sign + "0." + zeros(-point) + digits
    default:
      let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
      let exponent = point - 1
      return sign + digits.prefix(1) + fraction + (exponent < 0 ? "e-" : "e+")
        + String(exponent.magnitude)
    }
  }

  /// The fewest decimal digits that read back as the same double, and where the point belongs: the
  /// value is 0.digits × 10^point.
  ///
  /// The standard library's description has these digits; only its layout differs.
  private static func shortestDigits(of value: Double) -> (digits: String, point: Int) {
    var digits: [UInt8] = []
    var whole: Int?
    var exponent = 0
    let description = Array(value.description.utf8)
    for (place, byte) in description.enumerated() {
      if byte == UInt8(ascii: "e") {
        exponent = Int(String(decoding: description[(place + 1)...], as: UTF8.self)) ?? 0
        break
      } else if byte == UInt8(ascii: ".") {
        whole = digits.count
      } else {
        digits.append(byte)
      }
    }
    let point = (whole ?? digits.count) + exponent
    let significant = digits.drop { $0 == UInt8(ascii: "0") }
    let leading = digits.count - significant.count
    let last = significant.lastIndex { $0 != UInt8(ascii: "0") } ?? significant.startIndex
    return (String(decoding: significant[...last], as: UTF8.self), point - leading)
  }

  private static func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
}
