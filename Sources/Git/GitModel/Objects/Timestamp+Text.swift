extension Timestamp {
  /// The offset as git writes it: `+0200`.
  public var gitOffset: String {
    let magnitude = abs(offset)
    return (offset < 0 ? "-" : "+") + pad(magnitude / 60, 2) + pad(magnitude % 60, 2)
  }

  /// RFC 3339 in UTC with milliseconds: `2026-03-15T10:30:00.000Z`.
  public var rfc3339: String {
    let civil = CivilTime(seconds: seconds)
    let second = civil.secondOfDay
    // Digit by digit: answers of a server hold several.
    return String(unsafeUninitializedCapacity: 24) { buffer in
      var place = 0
      func write(_ value: Int64, _ width: Int, _ end: Unicode.Scalar) {
        var rest = value
        for digit in stride(from: place + width - 1, through: place, by: -1) {
          buffer[digit] = UInt8(48 + rest % 10)
          rest /= 10
        }
        buffer[place + width] = UInt8(ascii: end)
        place += width + 1
      }
      write(civil.year, 4, "-")
      write(civil.month, 2, "-")
      write(civil.day, 2, "T")
      write(second / 3_600, 2, ":")
      write(second / 60 % 60, 2, ":")
      write(second % 60, 2, ".")
      write(milliseconds - seconds * 1000, 3, "Z")
      return place
    }
  }

  /// Local time for people, with the offset: `2026-03-15 12:30:00 +0200`.
  public var local: String {
    let civil = CivilTime(seconds: seconds + Int64(offset) * 60)
    return "\(civil.date) \(civil.time) \(gitOffset)"
  }
}

/// A date and a time of day in the proleptic Gregorian calendar.
///
/// Source: the days-from-civil algorithms that H. Hinnant published ("chrono-Compatible Low-Level
/// Date Algorithms").
package struct CivilTime {
  package var year: Int64
  package var month: Int64
  package var day: Int64
  package var secondOfDay: Int64

  package init(seconds: Int64) {
    var days = seconds / 86_400
    secondOfDay = seconds % 86_400
    if secondOfDay < 0 {
      secondOfDay += 86_400
      days -= 1
    }
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// The seconds since 1970 of a date and a time of day, in UTC.
  package static func seconds(
    year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Int64
  ) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let shiftedMonth = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    return days * 86_400 + hour * 3_600 + minute * 60 + second
  }

  package var date: String { "\(pad(Int(year), 4))-\(pad(Int(month), 2))-\(pad(Int(day), 2))" }

  package var time: String {
    let s = Int(secondOfDay)
    return "\(pad(s / 3_600, 2)):\(pad(s / 60 % 60, 2)):\(pad(s % 60, 2))"
  }
}

private func pad(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
