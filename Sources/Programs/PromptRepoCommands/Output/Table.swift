internal import PromptLint

/// Rows of text in columns.
///
/// On a terminal a table fits its width: texts are cut first, then rows go on below. In a file or a
/// pipe each row is a line, however long.
struct Table {
  private var rows: [[Cell]] = []

  /// One cell: text, and how it is shown.
  struct Cell: ExpressibleByStringInterpolation {
    var text: String
    var style: Style?
    var fitting = Fitting.whole

    init(_ text: String, _ style: Style? = nil) {
      self.text = text.visibleLine
      self.style = style
    }

    init(stringLiteral text: String) {
      self.init(text)
    }

    /// What happens to a cell where the terminal is narrow.
    enum Fitting: Equatable {
      /// Nothing: a name, an id, a version, which are copied.
      case whole
      /// It is cut, but so much of its beginning stays.
      case cut(atLeast: Int)
      /// Its words go on in the next line.
      case folded
      /// Nothing, and its line may be longer than the terminal is wide: text that is quoted.
      case overflowing
    }

    /// A text of which the beginning tells enough.
    static func cut(_ text: String, _ style: Style? = nil, atLeast: Int = 8) -> Cell {
      var cell = Cell(text, style)
      cell.fitting = .cut(atLeast: atLeast)
      return cell
    }

    /// A sentence, of which every word counts.
    static func folded(_ text: String, _ style: Style? = nil) -> Cell {
      var cell = Cell(text, style)
      cell.fitting = .folded
      return cell
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
    let layout = TableLayout(rows, width: console.isTerminal ? console.width : nil)
    return rows.flatMap { row in layout.lines(of: row, console) }
  }
}

/// Where the columns of a table are, on one line or on several.
private struct TableLayout {
  /// A column's place.
  private struct Column {
    /// The first column of the terminal, from 0.
    var start = 0
    /// How much of the terminal's width it has.
    var width = 0
    /// The least that it may have.
    var least = 0
    /// Whether it begins another line of its row.
    var breaks = false
  }

  private var columns: [Column] = []
  private let width: Int?

  /// What is between two columns.
  private static let gap = 2
  /// By how much the further lines of a row are indented.
  private static let indent = 4
  /// The narrowest column in which sentences are folded.
  private static let narrowest = 24

  init(_ rows: [[Table.Cell]], width: Int?) {
    self.width = width
    let count = rows.map(\.count).max() ?? 0
    for index in 0..<count {
      var column = Column()
      for row in rows where index < row.count {
        let cell = row[index]
        let full = cell.text.columns
        let (wanted, least) =
          switch cell.fitting {
          case .whole: (full, full)
          case .cut(let least): (full, min(full, least))
          case .folded: (full, min(full, TableLayout.narrowest))
          case .overflowing: (full, 1)
          }
        column.width = max(column.width, wanted)
        column.least = max(column.least, least)
      }
      columns.append(column)
    }
    guard let width else {
      place(columns.indices)
      return
    }
    // As many columns on a line as fit there at their least.
    var first = 0
    while first < columns.count {
      let margin = first == 0 ? 0 : TableLayout.indent
      var end = first + 1
      var used = margin + columns[first].least
      while end < columns.count, used + TableLayout.gap + columns[end].least <= width {
        used += TableLayout.gap + columns[end].least
        end += 1
      }
      columns[first].breaks = first > 0
      share(max(0, width - used), among: first..<end)
      place(first..<end)
      first = end
    }
  }

  /// Gives columns what they want more than their least, the same to each until it has enough.
  private mutating func share(_ spare: Int, among range: Range<Int>) {
    var left = spare
    var wants = range.map { columns[$0].width - columns[$0].least }
    for index in range { columns[index].width = columns[index].least }
    while left > 0 {
      let open = wants.indices.filter { wants[$0] > 0 }
      if open.isEmpty { return }
      let each = max(1, left / open.count)
      for index in open where left > 0 {
        let share = min(each, wants[index], left)
        columns[range.lowerBound + index].width += share
        wants[index] -= share
        left -= share
      }
    }
  }

  private mutating func place(_ range: Range<Int>) {
    var start = range.first.map { columns[$0].breaks ? TableLayout.indent : 0 } ?? 0
    for index in range {
      columns[index].start = start
      start += columns[index].width + TableLayout.gap
    }
  }

  /// A row's lines.
  func lines(of row: [Table.Cell], _ console: Console) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    func pad(to start: Int) {
      line += String(repeating: " ", count: max(0, start - used))
      used = max(used, start)
    }
    func end() {
      if used > 0 { lines.append(line) }
      (line, used) = ("", 0)
    }
    for (cell, column) in zip(row, columns) {
      if column.breaks { end() }
      if cell.text.isEmpty { continue }
      pad(to: column.start)
      let pieces =
        switch cell.fitting {
        case .whole, .overflowing: [cell.text]
        case .cut: [cell.text.cut(to: column.width)]
        case .folded: width == nil ? [cell.text] : cell.text.folded(to: column.width)
        }
      for (index, piece) in pieces.enumerated() {
        if index > 0 {
          end()
          pad(to: column.start)
        }
        line += cell.style.map { console.styled(piece, $0) } ?? piece
        used += piece.columns
      }
    }
    end()
    return lines
  }
}

extension Console {
  /// Writes a table.
  func table(_ table: Table) throws {
    for line in table.lines(self) { try styledText("\(line)\n") }
  }
}
