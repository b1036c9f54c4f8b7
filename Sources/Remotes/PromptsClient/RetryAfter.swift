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
