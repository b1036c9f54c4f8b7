internal import HTTPMessages
internal import PromptRepo

/// Reads parameters of a query, and notes what is wrong with them.
struct LangfuseQueryReader {
  private let target: RequestTarget
  private var issues: [LangfuseIssue] = []

  /// - Parameter names: The parameters that are looked at, which may be there once.
  init(_ target: RequestTarget, once names: [String]) {
    self.target = target
    for name in names
    where target.query.count(where: { $0.name.utf8.elementsEqual(name.utf8) }) > 1 {
      note(.type, name, "expected one value, and it is there more than once")
    }
  }

  /// A whole number; `nil` where there is none.
  mutating func number(_ name: String, in range: ClosedRange<Int>? = nil) -> Int? {
    guard let text = target[name] else { return nil }
    let isWritten = text.utf8.first != UInt8(ascii: "+")
    guard isWritten, let number = Int(text), number.magnitude <= UInt(Int32.max) else {
      note(.type, name, "expected a whole number, received '\(text.prefix(20))'")
      return nil
    }
    if let range, !range.contains(number) {
      let isShort = number < range.lowerBound
      note(
        isShort ? .short : .long, name,
        "it has to be from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return number
  }

  /// `true` or `false`; `nil` where there is neither.
  mutating func flag(_ name: String) -> Bool? {
    switch target[name] {
    case nil: return nil
    case "true": return true
    case "false": return false
    default:
      note(.value, name, "expected 'true' or 'false'")
      return nil
    }
  }

  /// A moment; `nil` where there is none.
  mutating func time(_ name: String) -> Timestamp? {
    guard let text = target[name] else { return nil }
    // A date alone would be a day of some time zone.
    if text.utf8.contains(UInt8(ascii: "T")) {
      do throws(RepositoryError) { return try Timestamp(text) } catch {}
    }
    note(.value, name, "expected a date and a time such as 2026-01-31T12:00:00Z")
    return nil
  }

  /// Notes that a parameter is wrong.
  mutating func note(_ code: LangfuseIssue.Code, _ name: String, _ message: String) {
    issues.append(LangfuseIssue(code: code, path: [name], message: message))
  }

  /// - Throws: ``LangfuseError`` with all that is wrong.
  func finish() throws(LangfuseError) {
    guard issues.isEmpty else { throw .issues(issues) }
  }
}
