internal import CommandKit
internal import Platform
internal import PromptRepo

/// A moment: a time from now (`30d`, `12h`, `90m`, or in words as git takes it), a date, or a day.
enum DateArgument: ArgumentValue {
  case distance(milliseconds: Int64)
  case at(Timestamp)
  case inWords(RelativeDate)

  init(argument: String) throws {
    if let milliseconds = DateArgument.duration(argument) {
      self = .distance(milliseconds: milliseconds)
    } else if let date = DateArgument.date(argument) {
      self = .at(date)
    } else if let words = RelativeDate(argument) {
      self = .inWords(words)
    } else {
      throw UsageError(
        "Write 30d, 12h or 90m, words such as yesterday, '2 weeks ago' or 'last month', or a date "
          + "such as 2026-03-15, '2026-03-15 10:30' or 2026-03-15T10:30:00Z.")
    }
  }

  var argument: String {
    switch self {
    case .distance(let milliseconds): "\(milliseconds / 60_000)m"
    case .at(let date): date.rfc3339
    case .inWords(let words): words.text
    }
  }

  /// The moment, with a distance counted from now on.
  func after(_ now: Timestamp) -> Timestamp {
    switch self {
    case .distance(let milliseconds): Timestamp(milliseconds: now.milliseconds + milliseconds)
    case .at(let date): date
    case .inWords(let words): words.after(now)
    }
  }

  /// The moment, with a distance counted from now back.
  func before(_ now: Timestamp) -> Timestamp {
    switch self {
    case .distance(let milliseconds): Timestamp(milliseconds: now.milliseconds - milliseconds)
    case .at(let date): date
    case .inWords(let words): words.before(now)
    }
  }

  /// The milliseconds of `30d`, `12h` or `90m`; nil for anything else, and for none.
  static func duration(_ text: String) -> Int64? {
    let digits = text.utf8.dropLast()
    guard (1...5).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
      let count = Int64(text.dropLast()), count > 0
    else { return nil }
    switch text.utf8.last {
    case UInt8(ascii: "d"): return count * 86_400_000
    case UInt8(ascii: "h"): return count * 3_600_000
    case UInt8(ascii: "m"): return count * 60_000
    default: return nil
    }
  }

  /// A date as git writes it, or the beginning of a day, on this machine's clock unless it has a
  /// zone: a plain number, which git takes for seconds, is more likely a mistake.
  private static func date(_ text: String) -> Timestamp? {
    guard text.utf8.dropFirst(4).first == UInt8(ascii: "-") else { return nil }
    return GitDate.read(text.utf8.count == 10 ? "\(text)T00:00:00" : text)
  }
}

/// A moment to come: a time from now (`30d`, `12h`, `90m`), a date, or a day.
struct ExpiryArgument: ArgumentValue {
  private let date: DateArgument

  init(argument: String) throws {
    do {
      date = try DateArgument(argument: argument)
    } catch is UsageError {
      throw UsageError(
        "Write 30d, 12h or 90m, counted from now, or a date to come such as 2100-03-15, "
          + "'2100-03-15 10:30' or 2100-03-15T10:30:00Z.")
    }
  }

  var argument: String { date.argument }

  /// The moment, with a distance counted from now on.
  func after(_ now: Timestamp) -> Timestamp { date.after(now) }
}

/// How long something goes on: `30d`, `12h`, `90m`, or `0`.
struct DurationArgument: ArgumentValue {
  let milliseconds: Int64

  init(hours: Int64) { milliseconds = hours * 3_600_000 }

  init(argument: String) throws {
    guard let milliseconds = argument == "0" ? 0 : DateArgument.duration(argument) else {
      throw UsageError("Write 30d, 12h or 90m, or 0 for not at all.")
    }
    self.milliseconds = milliseconds
  }

  var argument: String {
    switch milliseconds {
    case 0: "0"
    case let time where time % 3_600_000 == 0: "\(time / 3_600_000)h"
    default: "\(milliseconds / 60_000)m"
    }
  }
}

extension Timestamp {
  /// The same moment on this machine's clock on the wall.
  var inLocalZone: Timestamp {
    Timestamp(
      milliseconds: milliseconds, offset: SystemClock.localOffsetMinutes(atSeconds: seconds))
  }

  /// The local date: `2026-03-15`.
  var day: String { String(local.prefix(10)) }

  /// The date and time of day on this machine's clock on the wall: `2026-03-15 10:30`.
  var minute: String { String(inLocalZone.local.prefix(16)) }

  /// The moment on the clock on the wall of another one.
  func local(as other: Timestamp) -> String {
    Timestamp(milliseconds: milliseconds, offset: other.offset).local
  }

  /// How long ago it was, in the largest unit that has passed: `3d`, `5h`, `12m`, `now`.
  func age(at now: Timestamp) -> String {
    let minutes = (now.milliseconds - milliseconds) / 60_000
    return switch minutes {
    case ..<1: "now"
    case ..<60: "\(minutes)m"
    case ..<1_440: "\(minutes / 60)h"
    default: "\(minutes / 1_440)d"
    }
  }
}

extension CommandContext {
  /// The time of the clock: keys begin and end by it, whatever date commits are given.
  var clock: Timestamp { Timestamp(milliseconds: SystemClock.nowMilliseconds()) }
}
