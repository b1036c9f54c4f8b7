internal import Platform
internal import PromptRepo

/// A date as git takes it from `GIT_AUTHOR_DATE`.
///
/// Its own form (`1112926393 +0200`), RFC 2822 (`Thu, 07 Apr 2005 22:13:13 +0200`), ISO 8601
/// (`2005-04-07T22:13:13`, with a space for the T), the date also as `2005.04.07`, `04/07/2005` or
/// `07.04.2005`. Without a zone, it is the local one.
struct GitDate {
  private var year: Int?
  private var month: Int?
  private var day: Int?
  private var time: (hour: Int, minute: Int, second: Int, milliseconds: Int)?
  /// Minutes before UTC.
  private var offset: Int?

  /// Reads a date.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` for what is none.
  static func parse(_ text: String, from variable: String) throws(RepositoryError) -> Timestamp {
    if let date = read(text) { return date }
    throw RepositoryError(
      .invalid, "'\(text)', from \(variable), is not a date",
      hint: "Write it as git takes it: 2026-03-15T10:30:00Z, 1112926393 +0200, or Thu, 07 "
        + "Apr 2005 22:13:13 +0200")
  }

  /// The moment of a date; nil for what is none.
  static func read(_ text: String) -> Timestamp? {
    do throws(RepositoryError) {
      return try Timestamp(text)
    } catch {
      var date = GitDate()
      guard GitDate.words(of: text).allSatisfy({ date.take($0) }) else { return nil }
      return date.timestamp
    }
  }

  /// The date's words: those that are written together are taken apart.
  private static func words(of text: String) -> [Substring] {
    text.split { $0 == " " || $0 == "\t" || $0 == "," }.flatMap { word -> [Substring] in
      guard word.first?.isNumber == true, let mark = word.firstIndex(of: "T") else {
        return timeAndZone(word)
      }
      return [word[..<mark]] + timeAndZone(word[word.index(after: mark)...])
    }
  }

  private static func timeAndZone(_ word: Substring) -> [Substring] {
    guard word.contains(":"), word.first?.isNumber == true,
      let zone = word.firstIndex(where: { "+-".contains($0) || $0.isLetter })
    else { return [word] }
    return [word[..<zone], word[zone...]]
  }

  /// Takes a word in; false if it has no place.
  private mutating func take(_ word: Substring) -> Bool {
    if takeZone(word) || takeTime(word) || takeDate(word) || takeName(word) { return true }
    guard let number = Int(word), word.allSatisfy(\.isNumber), month != nil || day == nil else {
      return false
    }
    if word.count <= 2, day == nil, (1...31).contains(number) {
      day = number
    } else if word.count == 4, year == nil {
      year = number
    } else {
      return false
    }
    return true
  }

  /// `Thu` or `April`.
  private mutating func takeName(_ word: Substring) -> Bool {
    let name = word.lowercased()
    guard name.count >= 3 else { return false }
    if GitDate.weekdays.contains(where: { $0.hasPrefix(name) }) { return true }
    guard month == nil, let index = GitDate.months.firstIndex(where: { $0.hasPrefix(name) }) else {
      return false
    }
    month = index + 1
    return true
  }

  /// `22:13`, `22:13:13` or `22:13:13.019`.
  private mutating func takeTime(_ word: Substring) -> Bool {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard time == nil, (2...3).contains(parts.count), let hour = GitDate.number(parts[0], 0...23),
      let minute = GitDate.number(parts[1], 0...59)
    else { return false }
    var (second, milliseconds) = (0, 0)
    if parts.count == 3 {
      let halves = parts[2].split(separator: ".", omittingEmptySubsequences: false)
      guard halves.count <= 2, let whole = GitDate.number(halves[0], 0...60) else { return false }
      second = whole
      if halves.count == 2 {
        guard !halves[1].isEmpty, halves[1].allSatisfy(\.isNumber) else { return false }
        milliseconds = Int(String((halves[1] + "00").prefix(3))) ?? 0
      }
    }
    time = (hour, minute, second, milliseconds)
    return true
  }

  /// Year, month and day in one of the orders that git knows by what is between them.
  private mutating func takeDate(_ word: Substring) -> Bool {
    guard let mark = word.first(where: { "-/.".contains($0) }) else { return false }
    let parts = word.split(separator: mark, omittingEmptySubsequences: false)
    guard year == nil, month == nil, day == nil, parts.count == 3 else { return false }
    let numbers = parts.compactMap { GitDate.number($0, 0...9_999) }
    guard numbers.count == 3 else { return false }
    if parts[0].count == 4 { return set(numbers[0], numbers[1], numbers[2]) }
    guard parts[2].count == 4 else { return false }
    let isDayFirst = mark == "."
    let (first, second) = isDayFirst ? (numbers[1], numbers[0]) : (numbers[0], numbers[1])
    // What cannot be a month is the day.
    return set(numbers[2], first, second) || set(numbers[2], second, first)
  }

  private mutating func set(_ year: Int, _ month: Int, _ day: Int) -> Bool {
    guard (1...12).contains(month), (1...31).contains(day) else { return false }
    (self.year, self.month, self.day) = (year, month, day)
    return true
  }

  /// `+0200`, `-02:30`, `+02`, `Z` or a name.
  private mutating func takeZone(_ word: Substring) -> Bool {
    guard time != nil, offset == nil else { return false }
    if let hours = GitDate.zones[word.uppercased()] {
      offset = hours * 60
      return true
    }
    guard word.first == "+" || word.first == "-" else { return false }
    var digits = word.dropFirst()
    if digits.count == 5, let colon = digits.firstIndex(of: ":") { digits.remove(at: colon) }
    guard digits.count == 2 || digits.count == 4,
      let hours = GitDate.number(digits.prefix(2), 0...23),
      let minutes = GitDate.number(digits.count == 2 ? "00" : digits.suffix(2), 0...59)
    else { return false }
    offset = (hours * 60 + minutes) * (word.first == "-" ? -1 : 1)
    return true
  }

  private static func number(_ digits: Substring, _ range: ClosedRange<Int>) -> Int? {
    guard !digits.isEmpty, digits.count <= 4,
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits)
    else { return nil }
    return range.contains(number) ? number : nil
  }

  /// The moment; nil if something is missing or there is no such day.
  private var timestamp: Timestamp? {
    guard let year, let month, let day, let time, year >= 1970 else { return nil }
    func padded(_ number: Int, _ width: Int = 2) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    // The last second of a minute may be a leap second.
    let text =
      "\(padded(year, 4))-\(padded(month))-\(padded(day))T\(padded(time.hour)):"
      + "\(padded(time.minute)):00Z"
    let midnight: Timestamp
    do throws(RepositoryError) { midnight = try Timestamp(text) } catch { return nil }
    let seconds = midnight.milliseconds / 1_000 + Int64(time.second)
    let offset = offset ?? SystemClock.localOffsetMinutes(ofLocal: seconds)
    return Timestamp(
      milliseconds: (seconds - Int64(offset) * 60) * 1_000 + Int64(time.milliseconds),
      offset: offset)
  }

  private static let weekdays = [
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
  ]
  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]
  /// The names of RFC 2822, in hours before UTC.
  private static let zones = [
    "Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7,
  ]
}
