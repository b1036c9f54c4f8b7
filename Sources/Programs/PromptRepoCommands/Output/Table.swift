internal import PromptLint
internal import VisibleText

/// Rows of text in columns.
///
/// On a terminal a table fits its width: texts are cut first, then columns are short or left out, in
/// the order that the table says, until each row is a line. If not even that is enough, all columns
/// stay and rows go on below. In a file or a pipe each row is a line, however long.
struct Table {
  private var rows: [[Cell]] = []
  /// What columns give up where the terminal is narrow, in this order.
  private let sacrifices: [Sacrifice]

  /// What a column gives up.
  enum Sacrifice {
    /// Its cells have their short texts: the column with this index.
    case shorten(Int)
    /// All of it: the column with this index.
    case leaveOut(Int)
  }

  /// A table without rows.
  ///
  /// - Parameter sacrifices: What columns give up where the terminal is narrow, in this order.
  init(narrowing sacrifices: [Sacrifice] = []) {
    self.sacrifices = sacrifices
  }

  /// One cell: text, and how it is shown.
  struct Cell: ExpressibleByStringInterpolation {
    var text: String
    var style: Style?
    var fitting = Fitting.whole
    /// What tells enough where the terminal is narrow.
    var short: String?

    init(_ text: String, _ style: Style? = nil) {
      self.text = text.visibleLine
      self.style = style
    }

    init(stringLiteral text: String) {
      self.init(text)
    }

    /// A text with a shorter one.
    init(_ text: String, _ style: Style? = nil, short: String) {
      self.init(text, style)
      self.short = short.visibleLine
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
      /// It is not shown, and its column has no place.
      case absent
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
    let width = console.isTerminal ? console.width : nil
    let (rows, layout) = fitted(to: width)
    return rows.flatMap { row in layout.lines(of: row, console) }
  }

  /// The rows with what they give up so that each is a line.
  private func fitted(to width: Int?) -> (rows: [[Cell]], TableLayout) {
    let layout = TableLayout(rows, width: width)
    if layout.isOnOneLine, !layout.foldsText { return (rows, layout) }
    var narrowed = rows
    // Where sentences go on below all the same, with as little loss as can be.
    var best = (rows, layout)
    for sacrifice in sacrifices {
      for index in narrowed.indices {
        switch sacrifice {
        case .shorten(let column):
          guard column < narrowed[index].count, let short = narrowed[index][column].short else {
            continue
          }
          narrowed[index][column].text = short
        case .leaveOut(let column):
          guard column < narrowed[index].count else { continue }
          narrowed[index][column] = .absent
        }
      }
      let layout = TableLayout(narrowed, width: width)
      guard layout.isOnOneLine else { continue }
      if !layout.foldsText { return (narrowed, layout) }
      if !best.1.isOnOneLine { best = (narrowed, layout) }
    }
    return best
  }
}

extension Table.Cell {
  /// A cell of a column that is left out.
  fileprivate static var absent: Table.Cell {
    var cell = Table.Cell("")
    cell.fitting = .absent
    return cell
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
    /// Whether it has no place.
    var isAbsent = false
    /// How wide its sentences are, as far as they may be folded.
    var sentences = 0
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
          case .absent: (0, 0)
          }
        column.isAbsent = cell.fitting == .absent
        if cell.fitting == .folded { column.sentences = max(column.sentences, full) }
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
      while end < columns.count {
        let more = columns[end].isAbsent ? 0 : TableLayout.gap + columns[end].least
        if used + more > width { break }
        used += more
        end += 1
      }
      columns[first].breaks = first > 0
      share(max(0, width - used), among: first..<end)
      place(first..<end)
      first = end
    }
  }

  /// Whether each row is a line.
  var isOnOneLine: Bool { !columns.contains(where: \.breaks) }

  /// Whether a sentence goes on below.
  var foldsText: Bool { columns.contains { $0.width < $0.sentences } }

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
      if !columns[index].isAbsent { start += columns[index].width + TableLayout.gap }
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
        case .whole, .overflowing, .absent: [cell.text]
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
