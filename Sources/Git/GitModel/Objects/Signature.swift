internal import Platform

/// A person and a time: an author or committer line of a commit.
public struct Signature: Sendable, Hashable {
  /// The person's name; may be empty, holds no line break, NUL or angle bracket.
  public let name: String
  /// The person's address; may be empty, likewise.
  public let email: String
  /// The time at which it was done.
  public var time: Timestamp

  /// Makes a signature, leaving out what git's format cannot hold.
  ///
  /// Like git, drops NUL, line breaks and angle brackets anywhere, and spaces and the characters
  /// `.,:;"'\` at both ends. Drops other control characters but tabs, too, which would act on the
  /// terminals of those who read the log.
  public init(name: String, email: String, time: Timestamp) {
    self.name = Signature.clean(name)
    self.email = Signature.clean(email)
    self.time = time
  }

  /// The line as a commit holds it: `Name <address> 1700000000 +0100`.
  package var line: String {
    "\(name) <\(email)> \(max(0, time.seconds)) \(time.gitOffset)"
  }

  /// The same as it is read back from a commit, which holds no milliseconds.
  package var inWholeSeconds: Signature {
    var copy = self
    copy.time.milliseconds = max(0, time.seconds) * 1000
    return copy
  }

  /// What a commit's line leaves out of the time, for its message; `nil` for a whole second.
  package var millisecondsText: String? {
    let rest = time.milliseconds % 1000
    return rest > 0 ? "\(rest)" : nil
  }

  /// Whether a name or an address may have a character.
  package static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 9: true
    case 0..<32, 127..<160: false
    default: scalar != "<" && scalar != ">"
    }
  }

  private static func clean(_ text: String) -> String {
    var kept = Array(text.utf8)
    if !text.unicodeScalars.allSatisfy(isAllowed) {
      var scalars = String.UnicodeScalarView()
      scalars.append(contentsOf: text.unicodeScalars.filter(isAllowed))
      kept = Array(String(scalars).utf8)
    }
    let isCrud = { (byte: UInt8) in byte <= 32 || ".,:;\"'\\".utf8.contains(byte) }
    let head = kept.drop(while: isCrud)
    guard let last = head.lastIndex(where: { !isCrud($0) }) else { return "" }
    return String(decoding: head[...last], as: UTF8.self)
  }
}

extension Signature {
  /// Reads a signature line of a commit; `nil` when it is not one.
  package init?(line: Slice<UnsafeBufferPointer<UInt8>>) {
    guard let open = line.lastIndex(of: UInt8(ascii: "<")),
      let close = line.lastIndex(of: UInt8(ascii: ">")), open < close
    else { return nil }
    let time = line[(close + 1)...].drop { $0 == 32 }
    guard let space = time.firstIndex(of: 32) else { return nil }
    let zone = time[space...].drop { $0 == 32 }.prefix { $0 != 32 }
    guard line[zone.endIndex...].allSatisfy({ $0 == 32 }), let offset = Timestamp.offset(zone),
      let seconds = Int64(String(decoding: time[..<space], as: UTF8.self)),
      seconds.magnitude < Int64.max / 1000
    else { return nil }
    var name = line[..<open]
    if name.last == UInt8(ascii: " ") { name = name.dropLast() }
    self.name = String(decoding: name, as: UTF8.self)
    self.email = String(decoding: line[(open + 1)..<close], as: UTF8.self)
    self.time = Timestamp(milliseconds: seconds * 1000, offset: offset)
  }
}

/// A moment with milliseconds, and the offset of the clock on the wall from UTC.
public struct Timestamp: Sendable, Hashable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public var milliseconds: Int64

  /// Minutes east of UTC, from −1439 to 1439.
  public private(set) var offset: Int

  /// Makes a moment from milliseconds since 1970 and minutes east of UTC.
  ///
  /// An offset of a day or more, which no commit can hold, becomes the nearest that one can.
  public init(milliseconds: Int64, offset: Int = 0) {
    self.milliseconds = milliseconds
    self.offset = max(-1_439, min(1_439, offset))
  }

  /// The moment that the system's clock shows, in UTC.
  public static func now() -> Timestamp {
    Timestamp(milliseconds: SystemClock.nowMilliseconds())
  }

  /// Whole seconds since 1970, as commits hold them.
  package var seconds: Int64 {
    milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
  }
}

extension Timestamp: Comparable {
  /// Orders by the moment alone.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }
}

extension Timestamp {
  /// The offset as git writes it: `+0200`.
  package var gitOffset: String {
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
  package var local: String {
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

extension Timestamp {
  /// Reads a date as people and programs give it to git.
  ///
  /// Accepts `1700000000 +0100` and `@1700000000 +0100` (git's own form; the offset may be left
  /// out) and RFC 3339 such as `2026-03-15T10:30:00Z` or `2026-03-15 10:30:00.250+01:00`.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` for anything else.
  public init(_ text: String) throws(RepositoryError) {
    guard let parsed = Timestamp.git(text) ?? Timestamp.rfc3339(text) else {
      throw RepositoryError(
        .invalid, "'\(text)' is not a date",
        hint: "Write 2026-03-15T10:30:00Z, or seconds since 1970 and an offset: 1700000000 +0100")
    }
    self = parsed
  }

  private static func git(_ text: String) -> Timestamp? {
    let parts = text.utf8.split(separator: UInt8(ascii: " "))
    guard (1...2).contains(parts.count), var digits = parts.first else { return nil }
    if digits.first == UInt8(ascii: "@") { digits = digits.dropFirst() }
    guard let seconds = number(digits, maximum: 253_402_300_799) else { return nil }
    guard parts.count == 2 else { return Timestamp(milliseconds: seconds * 1000) }
    guard let offset = offset(parts[1]) else { return nil }
    return Timestamp(milliseconds: seconds * 1000, offset: offset)
  }

  /// `+0100`, `+01:00` or `Z`, in minutes.
  package static func offset(_ text: some Collection<UInt8>) -> Int? {
    var digits = Array(text)
    if digits == [UInt8(ascii: "Z")] || digits == [UInt8(ascii: "z")] { return 0 }
    guard let sign = digits.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
      return nil
    }
    digits.removeFirst()
    if digits.count == 5, digits[2] == UInt8(ascii: ":") { digits.remove(at: 2) }
    guard digits.count == 4, let hours = number(digits[..<2], maximum: 23),
      let minutes = number(digits[2...], maximum: 59)
    else { return nil }
    return Int(hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
  }

  private static func rfc3339(_ text: String) -> Timestamp? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(bytes[10]),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let year = number(bytes[0..<4], maximum: 9999),
      let month = number(bytes[5..<7], maximum: 12), month >= 1,
      let day = number(bytes[8..<10], maximum: 31), day >= 1,
      let hour = number(bytes[11..<13], maximum: 23),
      let minute = number(bytes[14..<16], maximum: 59),
      let second = number(bytes[17..<19], maximum: 59)
    else { return nil }
    var rest = bytes[19...]
    var fraction: Int64 = 0
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
      guard !digits.isEmpty else { return nil }
      let three = Array((digits + [0x30, 0x30]).prefix(3))
      fraction = number(three, maximum: 999) ?? 0
      rest = rest.dropFirst(1 + digits.count)
    }
    if rest.first == UInt8(ascii: " ") { rest = rest.dropFirst() }
    guard let offset = offset(rest) else { return nil }
    let seconds = CivilTime.seconds(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    let civil = CivilTime(seconds: seconds)
    guard civil.month == month, civil.day == day else { return nil }
    return Timestamp(
      milliseconds: (seconds - Int64(offset) * 60) * 1000 + fraction, offset: offset)
  }

  private static func number(_ digits: some Collection<UInt8>, maximum: Int64) -> Int64? {
    guard !digits.isEmpty, digits.count <= 12 else { return nil }
    var value: Int64 = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + Int64(digit - 0x30)
    }
    return value <= maximum ? value : nil
  }
}
