/// A comment of a header that allows findings of a rule in its file: `# lint: allow RULE: reason`.
public struct Suppression: Sendable, Hashable {
  /// The rule's name, as it is written.
  public let rule: String

  /// Why; nil without a reason, and then it does not count.
  public let reason: String?

  /// The line of the file, from 1.
  public let line: Int

  /// The whole line of the file in bytes, with its line end.
  public let range: Range<Int>

  /// Makes a suppression.
  public init(rule: String, reason: String?, line: Int, range: Range<Int>) {
    self.rule = rule
    self.reason = reason
    self.line = line
    self.range = range
  }
}

extension LintSource {
  /// The suppressions of the file, in the order of its lines; those without a reason too.
  public var suppressions: [Suppression] {
    guard !comments.isEmpty else { return [] }
    var lines = LineCounter(bytes)
    return comments.compactMap { comment in
      guard let (rule, reason) = Self.allowance(comment.text) else { return nil }
      return Suppression(
        rule: rule, reason: reason, line: lines.line(of: comment.range.lowerBound),
        range: comment.range)
    }
  }

  /// The rule and the reason of a comment `lint: allow RULE: reason`; nil for any other.
  private static func allowance(_ comment: String) -> (rule: String, reason: String?)? {
    func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
      var text = text.drop { $0 == 0x20 || $0 == 0x09 }
      while let last = text.last, last == 0x20 || last == 0x09 { text = text.dropLast() }
      return text
    }
    var rest = trimmed(Substring(comment).utf8)
    for word in ["lint:", "allow"] {
      guard rest.starts(with: word.utf8) else { return nil }
      rest = trimmed(rest.dropFirst(word.utf8.count))
    }
    let rule = rest.prefix { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    guard !rule.isEmpty else { return nil }
    rest = trimmed(rest.dropFirst(rule.count))
    guard rest.isEmpty || rest.first == UInt8(ascii: ":") else { return nil }
    let reason = trimmed(rest.dropFirst())
    return (
      String(decoding: rule, as: UTF8.self),
      reason.isEmpty ? nil : String(decoding: reason, as: UTF8.self)
    )
  }
}

/// Counts lines from the beginning of a text, for places that rise.
struct LineCounter {
  private let bytes: [UInt8]
  private var at = 0
  private var number = 1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The line of a byte, which is not before the one that was asked for last.
  mutating func line(of offset: Int) -> Int {
    let end = min(offset, bytes.count)
    while at < end {
      if bytes[at] == 0x0A { number += 1 }
      at += 1
    }
    return number
  }
}
