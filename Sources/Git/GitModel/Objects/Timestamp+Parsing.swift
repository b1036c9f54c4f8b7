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
