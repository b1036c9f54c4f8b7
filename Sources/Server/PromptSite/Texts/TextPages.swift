/// A part of a long text that a browser lays out at once: whole lines, as many as fit.
package struct TextPage: Sendable {
  /// So many bytes are on a page.
  package static let byteLimit = 65_536
  /// So many lines are on a page.
  package static let lineLimit = 1_024

  /// The lines, with their ends.
  package let text: String
  /// The number of the first line.
  package let first: Int
  /// How many lines there are on the page.
  package let count: Int
  /// How many lines the whole text has.
  package let total: Int
  /// How many bytes of the last line are not shown, since it is longer than a page; 0 as a rule.
  package let hiddenBytes: Int
  /// The next page; `nil` after the last one.
  package let next: Range<Int>?

  /// A page of a text.
  ///
  /// - Parameter first: The number of its first line.
  /// - Returns: `nil` where the text has no such line.
  package init?(_ whole: String, from first: Int = 1) {
    var whole = whole
    let page = whole.withUTF8 { TextPage.page(of: $0, from: first) }
    guard let page else { return nil }
    self = page
  }

  private init(
    text: String, first: Int, count: Int, total: Int, hiddenBytes: Int, next: Range<Int>?
  ) {
    self.text = text
    self.first = first
    self.count = count
    self.total = total
    self.hiddenBytes = hiddenBytes
    self.next = next
  }

  private static func page(of bytes: UnsafeBufferPointer<UInt8>, from first: Int) -> TextPage? {
    var starts: [Int] = [0]
    for (index, byte) in bytes.enumerated() where byte == 10 && index + 1 < bytes.count {
      starts.append(index + 1)
    }
    guard first >= 1, first <= starts.count else { return nil }
    let end = end(from: first, starts, bytes.count)
    let start = starts[first - 1]
    var stop = end <= starts.count ? starts[end - 1] : bytes.count
    let whole = stop
    if stop - start > byteLimit {
      stop = start + byteLimit
      // No character is cut apart.
      while stop > start, bytes[stop] & 0xC0 == 0x80 { stop -= 1 }
    }
    return TextPage(
      text: String(decoding: bytes[start..<stop], as: UTF8.self), first: first, count: end - first,
      total: starts.count, hiddenBytes: whole - stop,
      next: end <= starts.count ? end..<Self.end(from: end, starts, bytes.count) : nil)
  }

  /// The number of the line behind a page.
  private static func end(from first: Int, _ starts: [Int], _ count: Int) -> Int {
    var line = first + 1
    while line <= starts.count, line - first < lineLimit {
      let lineEnd = line < starts.count ? starts[line] : count
      guard lineEnd - starts[first - 1] <= byteLimit else { break }
      line += 1
    }
    return line
  }
}

extension TextPage {
  /// The lines in words: `Lines 1,025–2,048`.
  package static func words(_ lines: Range<Int>) -> String {
    lines.count == 1
      ? "line \(grouped(lines.lowerBound))"
      : "lines \(grouped(lines.lowerBound))–\(grouped(lines.upperBound - 1))"
  }

  /// The numbers of its lines.
  package var lines: Range<Int> { first..<(first + count) }
}

/// A number with its thousands apart: `10,000`.
package func grouped(_ number: Int) -> String {
  let digits = Array(String(number.magnitude))
  var text = number < 0 ? "-" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
    text.append(digit)
  }
  return text
}
