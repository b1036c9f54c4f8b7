internal import PromptLint

/// Rows of text in columns; the last column is as long as it is.
struct Table {
  private var rows: [[Cell]] = []

  /// One cell: text, and how it is shown.
  struct Cell: ExpressibleByStringInterpolation {
    var text: String
    var style: Style?

    init(_ text: String, _ style: Style? = nil) {
      self.text = text.visibleLine
      self.style = style
    }

    init(stringLiteral text: String) {
      self.init(text)
    }
  }

  mutating func add(_ cells: Cell...) {
    rows.append(cells)
  }

  mutating func add(cells: [Cell]) {
    rows.append(cells)
  }

  mutating func add(heading: String...) {
    rows.append(heading.map { Cell($0, .faint) })
  }

  /// The rows as lines, without spaces at their ends.
  func lines(_ console: Console) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? Table.width(of: $0[column].text) : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let isLast = row[(column + 1)...].allSatisfy { $0.text.isEmpty }
        line += cell.style.map { console.styled(cell.text, $0) } ?? cell.text
        if isLast { break }
        let gap = widths[column] - Table.width(of: cell.text) + 2
        line += String(repeating: " ", count: gap)
      }
      return line
    }
  }

  /// About how many columns a text takes: wide scripts and emoji take two.
  static func width(of text: String) -> Int {
    text.reduce(0) { sum, character in
      guard let first = character.unicodeScalars.first else { return sum }
      return sum + (isWide(first.value) ? 2 : 1)
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}

extension Console {
  /// Writes a table.
  func table(_ table: Table) throws {
    for line in table.lines(self) { try styledText("\(line)\n") }
  }
}
