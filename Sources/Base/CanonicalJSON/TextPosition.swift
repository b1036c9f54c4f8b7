/// A place in a text, as an editor shows it.
public struct TextPosition: Hashable, Sendable {
  /// The line, from 1; lines end with LF.
  public var line: Int

  /// The column, from 1, counted in Unicode code points.
  public var column: Int

  /// The place at this line and column, both from 1.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The place of a byte in UTF-8 text.
  ///
  /// Every byte that begins a code point counts, so that the place is right also in text that is
  /// invalid further on.
  ///
  /// - Parameter firstLine: the number of the text's first line.
  public init(offset: Int, in utf8: some Sequence<UInt8>, firstLine: Int = 1) {
    line = firstLine
    column = 1
    for byte in utf8.prefix(offset) { advance(past: byte) }
  }

  /// Moves on behind one byte of UTF-8 text.
  @inlinable
  public mutating func advance(past byte: UInt8) {
    if byte == 0x0a {
      line += 1
      column = 1
    } else if byte & 0xc0 != 0x80 {
      column += 1
    }
  }
}

extension TextPosition: CustomStringConvertible {
  /// `line 3, column 14`.
  public var description: String { "line \(line), column \(column)" }
}

extension TextPosition: Comparable {
  /// Whether one place comes before the other.
  public static func < (left: TextPosition, right: TextPosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}
