/// One line of a rendered word diff.
struct WordDiffLine {
  /// A stretch of the line, without its line end.
  private struct Piece {
    var kind: SegmentBuilder.Kind
    var bytes: ArraySlice<UInt8>
    var hasLineEnd: Bool
  }

  private var pieces: [Piece] = []

  /// How many lines of the old text end on this one.
  private(set) var oldLines = 0

  /// How many lines of the new text end on this one.
  private(set) var newLines = 0

  var isChanged: Bool { pieces.contains { $0.kind != .equal } }

  /// Cuts segments at each line feed of either text.
  static func lines(of segments: [WordDiff.Segment]) -> [WordDiffLine] {
    var lines: [WordDiffLine] = []
    var line = WordDiffLine()
    var unended = (old: false, new: false)
    for segment in segments {
      let (kind, text): (SegmentBuilder.Kind, String) =
        switch segment {
        case .equal(let text): (.equal, text)
        case .removed(let text): (.removed, text)
        case .inserted(let text): (.inserted, text)
        }
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let feed = rest.firstIndex(of: .lineFeed)
        let end = feed ?? rest.endIndex
        line.pieces.append(Piece(kind: kind, bytes: rest[..<end], hasLineEnd: feed != nil))
        rest = rest[end...].dropFirst()
        if kind != .inserted { unended.old = feed == nil }
        if kind != .removed { unended.new = feed == nil }
        if feed == nil { continue }
        if kind != .inserted { line.oldLines += 1 }
        if kind != .removed { line.newLines += 1 }
        lines.append(line)
        line = WordDiffLine()
      }
    }
    if !line.pieces.isEmpty { lines.append(line) }
    // What follows the last line feed is a line too.
    if let last = lines.indices.last {
      if unended.old { lines[last].oldLines += 1 }
      if unended.new { lines[last].newLines += 1 }
    }
    return lines
  }

  func append(to output: inout [UInt8], style: WordDiff.Style) {
    for piece in pieces {
      let (open, close) = Self.marks(for: piece.kind, style)
      output += open.utf8
      output += Self.visible(piece)
      output += close.utf8
    }
    output.append(.lineFeed)
  }

  private static func visible(_ piece: Piece) -> ArraySlice<UInt8> {
    if piece.kind == .equal || !piece.hasLineEnd { return piece.bytes }
    if piece.bytes.isEmpty { return Array("␊".utf8)[...] }
    return piece.bytes.elementsEqual([.carriageReturn]) ? Array("␍␊".utf8)[...] : piece.bytes
  }

  private static func marks(
    for kind: SegmentBuilder.Kind, _ style: WordDiff.Style
  ) -> (open: String, close: String) {
    switch (kind, style) {
    case (.equal, _): ("", "")
    case (.removed, .plain): ("[-", "-]")
    case (.inserted, .plain): ("{+", "+}")
    case (.removed, .ansi): ("\u{1B}[31m", "\u{1B}[m")
    case (.inserted, .ansi): ("\u{1B}[32m", "\u{1B}[m")
    }
  }
}
