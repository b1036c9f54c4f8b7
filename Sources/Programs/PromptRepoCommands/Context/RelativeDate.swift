internal import Platform
internal import PromptRepo

/// A time from now in words, as git takes it: `yesterday`, `2 weeks ago`, `2.weeks.ago`, `last month`.
///
/// Seconds to weeks are counted, months and years go by the local calendar, as in git. `today` is
/// the midnight before now, and not now as in git, since what is newer than now is nothing.
struct RelativeDate {
  /// The words as they were given.
  let text: String
  /// What is counted, one after the other: a day that a month has not is one of the next month.
  private var steps: [Step] = []
  private var weekday: Int?
  private var isMidnight = false
  /// Whether the words say that it is past: `ago`, `last`, `yesterday`.
  private var isPast = false

  private enum Step {
    case months(Int64)
    case seconds(Int64)
  }

  /// Reads the words; nil if they are others.
  init?(_ text: String) {
    self.text = text
    let words = text.lowercased().split { $0 == " " || $0 == "\t" || $0 == "." || $0 == "," }
    guard !words.isEmpty else { return nil }
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "now" where words.count == 1: continue
      case "today" where words.count == 1, "midnight" where words.count == 1: isMidnight = true
      case "yesterday" where words.count == 1: (steps, isPast) = ([.seconds(86_400)], true)
      case "last" where words.count == 2:
        isPast = true
        guard let next = rest.popFirst(), take(1, next) || takeWeekday(next) else { return nil }
      case "ago" where rest.isEmpty && words.count > 2: isPast = true
      default:
        guard let count = Self.count(word), let unit = rest.popFirst(), take(count, unit) else {
          return nil
        }
      }
    }
  }

  private mutating func take(_ count: Int64, _ unit: Substring) -> Bool {
    let singular = unit.hasSuffix("s") ? unit.dropLast() : unit
    switch singular {
    case "second": steps.append(.seconds(count))
    case "minute": steps.append(.seconds(count * 60))
    case "hour": steps.append(.seconds(count * 3_600))
    case "day": steps.append(.seconds(count * 86_400))
    case "week": steps.append(.seconds(count * 7 * 86_400))
    case "month": steps.append(.months(count))
    case "year": steps.append(.months(count * 12))
    default: return false
    }
    return true
  }

  private mutating func takeWeekday(_ word: Substring) -> Bool {
    guard word.count >= 3 else { return false }
    weekday = Self.weekdays.firstIndex { $0.hasPrefix(word) }
    return weekday != nil
  }

  /// A number of at most five digits, or one in words.
  private static func count(_ word: Substring) -> Int64? {
    if let number = numbers.firstIndex(of: String(word)) { return Int64(number) + 1 }
    if word == "a" || word == "an" { return 1 }
    guard (1...5).contains(word.utf8.count), word.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int64(word)
  }

  /// The moment, counted from now back.
  func before(_ now: Timestamp) -> Timestamp { moment(now, sign: -1) }

  /// The moment, counted from now on, unless the words say that it is past.
  func after(_ now: Timestamp) -> Timestamp { moment(now, sign: isPast ? -1 : 1) }

  private func moment(_ now: Timestamp, sign: Int64) -> Timestamp {
    var moment = now.milliseconds
    if isMidnight {
      let wall = Self.wall(moment)
      moment = now.seconds * 1_000 - Self.remainder(wall, 86_400) * 1_000
    } else if let weekday {
      let wall = Self.wall(moment)
      // 1970 began with a Thursday.
      let today = Self.remainder((wall - Self.remainder(wall, 86_400)) / 86_400 + 4, 7)
      let days = Self.remainder(today - Int64(weekday), 7)
      moment -= (days == 0 ? 7 : days) * 86_400_000
    }
    for step in steps {
      switch step {
      case .seconds(let count): moment += sign * count * 1_000
      case .months(let count):
        // By the clock of before, summer time or not, as git does.
        let wall = Self.wall(moment)
        moment += (Self.adding(sign * count, to: wall) - wall) * 1_000
      }
    }
    return Timestamp(milliseconds: moment)
  }

  /// What the clock on the wall shows, in seconds as if it were UTC.
  private static func wall(_ milliseconds: Int64) -> Int64 {
    let seconds = Timestamp(milliseconds: milliseconds).seconds
    return seconds + Int64(SystemClock.localOffsetMinutes(atSeconds: seconds)) * 60
  }

  /// The same day and time so many months later; a day that the month has not is as much later.
  private static func adding(_ months: Int64, to wall: Int64) -> Int64 {
    let date = CivilTime(seconds: wall)
    let all = date.year * 12 + date.month - 1 + months
    let month = remainder(all, 12)
    return CivilTime.seconds(
      year: (all - month) / 12, month: month + 1, day: date.day, hour: 0, minute: 0,
      second: date.secondOfDay)
  }

  private static func remainder(_ number: Int64, _ divisor: Int64) -> Int64 {
    let rest = number % divisor
    return rest < 0 ? rest + divisor : rest
  }

  private static let weekdays = [
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
  ]
  private static let numbers = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
  ]
}
