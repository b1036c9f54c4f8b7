internal import CanonicalJSON
internal import PromptLint
internal import PromptRepo
internal import TextDiff

/// The words of two texts that are not the same, as reports show them: visible, without secrets.
struct ReviewWords {
  /// What stands on a line of both texts, cut where either of them has a line end.
  private struct Row {
    var pieces: [Piece] = []
    /// The line of the newer text on which it begins, from 0.
    var line = 0
    var isChanged: Bool { pieces.contains { $0.kind != .equal } }
  }

  private struct Piece {
    var kind: Kind
    var text: String
    var hasLineEnd: Bool

    /// The text; a changed line end alone is shown as `␊`.
    var shown: String { kind != .equal && hasLineEnd && text.utf8.isEmpty ? "␊" : text }
  }

  private enum Kind {
    case equal
    case removed
    case inserted
  }

  /// Stretches of lines that changed.
  private let stretches: [[Row]]

  /// How many lines of the file come before the text.
  private let offset: Int

  /// Compares the two texts of a change.
  ///
  /// - Parameter templateLine: The line of the newer file on which its text begins, from 1.
  init(_ change: ContentChange, templateLine: Int) {
    let old = change.from?.template ?? ""
    let new = change.to?.template ?? ""
    let visible = (old: ReportText.lines(old), new: ReportText.lines(new))
    // Made visible first: a secret may lie in several stretches of the difference.
    let isExact = visible.old.hasSameBytes(as: old) && visible.new.hasSameBytes(as: new)
    let words = isExact ? change.words : WordDiff(old: visible.old, new: visible.new)
    var stretches: [[Row]] = []
    var isOpen = false
    for row in Self.rows(of: words) {
      if row.isChanged {
        if isOpen { stretches[stretches.count - 1].append(row) } else { stretches.append([row]) }
      }
      isOpen = row.isChanged
    }
    self.stretches = stretches
    offset = max(templateLine, 1)
  }

  /// Whether nothing of the difference can be seen.
  var isEmpty: Bool { stretches.isEmpty }

  /// The lines that changed, each stretch under `@@ LINE @@`, with `[-removed-]{+inserted+}` or, in
  /// colours, red and green.
  func terminalLines(isColoured: Bool) -> [String] {
    stretches.flatMap { rows in
      [TerminalStyle.cyan.styled(header(of: rows), isColoured)]
        + rows.map { row in
          row.pieces.reduce(into: "") { line, piece in
            let text = piece.shown
            switch piece.kind {
            case .equal: line += text
            case .removed: line += isColoured ? TerminalStyle.red.styled(text) : "[-\(text)-]"
            case .inserted: line += isColoured ? TerminalStyle.green.styled(text) : "{+\(text)+}"
            }
          }
        }
    }
  }

  /// The lines of a fence of differences: each changed phrase on a line of its own, behind `-` or `+`,
  /// and behind a blank a little of what stayed around it.
  var fenceLines: [String] {
    stretches.flatMap { rows in [header(of: rows)] + (wholeLines(rows) ?? phrases(rows)) }
  }

  private func header(of rows: [Row]) -> String {
    "@@ \((rows.first?.line ?? 0) + offset) @@"
  }

  /// The lines before and after, if less than three tenths of them stay.
  private func wholeLines(_ rows: [Row]) -> [String]? {
    let pieces = rows.flatMap(\.pieces)
    func size(without kind: Kind) -> Int {
      pieces.reduce(0) { $0 + ($1.kind == kind ? 0 : $1.text.utf8.count) }
    }
    let kept = pieces.reduce(0) { $0 + ($1.kind == .equal ? $1.text.utf8.count : 0) }
    let larger = max(size(without: .inserted), size(without: .removed))
    guard kept == 0 || kept * 10 < larger * 3 else { return nil }
    func lines(without kind: Kind, _ prefix: String) -> [String] {
      let shown = pieces.filter { $0.kind != kind }
      let text = shown.reduce(into: "") { $0 += $1.hasLineEnd ? "\($1.text)\n" : $1.text }
      var lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false)
      if lines.last?.isEmpty ?? false { lines.removeLast() }
      return lines.map { prefix + String(decoding: $0, as: UTF8.self) }
    }
    return lines(without: .inserted, "-") + lines(without: .removed, "+")
  }

  private func phrases(_ rows: [Row]) -> [String] {
    rows.flatMap { row in
      row.pieces.enumerated().compactMap { place, piece in
        switch piece.kind {
        case .removed: return "-\(piece.text)\(piece.hasLineEnd ? "↵" : "")"
        case .inserted: return "+\(piece.text)\(piece.hasLineEnd ? "↵" : "")"
        case .equal:
          guard !piece.text.utf8.isEmpty else { return nil }
          return " "
            + Self.around(piece.text, before: place > 0, after: place + 1 < row.pieces.count)
        }
      }
    }
  }

  /// As much of a text that stayed as the neighbours need: 36 characters.
  private static func around(_ text: String, before: Bool, after: Bool) -> String {
    let limit = 36
    let scalars = text.unicodeScalars
    let count = scalars.count
    if count <= (before && after ? 2 * limit : limit) { return text }
    let head = before ? String(scalars.prefix(limit)) : ""
    let tail = after ? String(scalars.suffix(limit)) : ""
    return "\(head)…\(tail)"
  }

  private static func rows(of words: WordDiff) -> [Row] {
    var rows: [Row] = []
    var row = Row()
    var line = 0
    for segment in words.segments {
      let (kind, text): (Kind, String) =
        switch segment {
        case .equal(let text): (.equal, text)
        case .removed(let text): (.removed, text)
        case .inserted(let text): (.inserted, text)
        }
      let lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false)
      for (place, bytes) in lines.enumerated() {
        let hasLineEnd = place + 1 < lines.count
        if bytes.isEmpty, !hasLineEnd { continue }
        row.pieces.append(
          Piece(kind: kind, text: String(decoding: bytes, as: UTF8.self), hasLineEnd: hasLineEnd))
        guard hasLineEnd else { continue }
        rows.append(row)
        if kind != .removed { line += 1 }
        row = Row(line: line)
      }
    }
    if !row.pieces.isEmpty { rows.append(row) }
    return rows
  }
}

/// How a piece of a report is shown on a terminal, as ECMA-48 numbers.
enum TerminalStyle: Int {
  case bold = 1
  case faint = 2
  case red = 31
  case green = 32
  case yellow = 33
  case cyan = 36

  /// The text in this style, where there are styles.
  func styled(_ text: String, _ isColoured: Bool = true) -> String {
    isColoured && !text.utf8.isEmpty ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
  }
}
