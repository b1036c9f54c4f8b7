extension WordDiff {
  /// How a change is marked.
  public enum Style: Sendable {
    /// As `git diff --word-diff=plain` does: `[-removed-]{+inserted+}`.
    case plain
    /// As `git diff --word-diff=color` does: red and green, the hunks' headers cyan.
    case ansi
  }

  /// The lines that changed, with up to `context` equal lines before and after each stretch, under
  /// headers `@@ -<line>,<count> +<line>,<count> @@`; empty if the texts are equal.
  ///
  /// A change that spans lines is marked anew on each. Where a line end itself was removed or
  /// inserted and nothing else on that line shows it, the mark holds `␊`, or `␍` for a carriage
  /// return.
  public func rendered(_ style: Style = .plain, context: Int = 3) -> String {
    if isEmpty { return "" }
    let lines = WordDiffLine.lines(of: segments)
    let context = max(context, 0)
    let changed = lines.indices.filter { lines[$0].isChanged }
    var output: [UInt8] = []
    var old = 0
    var new = 0
    var reached = 0
    var next = 0
    while next < changed.count {
      let start = max(changed[next] - context, reached)
      while next + 1 < changed.count, changed[next + 1] - changed[next] - 1 <= 2 * context {
        next += 1
      }
      let end = min(changed[next] + 1 + context, lines.count)
      for line in lines[reached..<start] {
        old += line.oldLines
        new += line.newLines
      }
      let hunk = lines[start..<end]
      let oldEnd = hunk.reduce(old) { $0 + $1.oldLines }
      let newEnd = hunk.reduce(new) { $0 + $1.newLines }
      style.append(header: hunkHeader(old: old..<oldEnd, new: new..<newEnd), to: &output)
      for line in hunk { line.append(to: &output, style: style) }
      (old, new, reached) = (oldEnd, newEnd, end)
      next += 1
    }
    return String(decoding: output, as: UTF8.self)
  }
}

extension WordDiff {
  /// The lines that segments of a word diff make up, marked as ``rendered(_:context:)`` marks them,
  /// without their line ends.
  package static func lines(of segments: [Segment], _ style: Style) -> [String] {
    WordDiffLine.lines(of: segments).map { line in
      var output: [UInt8] = []
      line.append(to: &output, style: style)
      return String(decoding: output.dropLast(), as: UTF8.self)
    }
  }
}

extension WordDiff.Style {
  /// A header of a hunk, in its colour.
  package func styled(header: String) -> String {
    self == .ansi ? "\u{1B}[36m\(header)\u{1B}[m" : header
  }

  fileprivate func append(header: String, to output: inout [UInt8]) {
    output += "\(styled(header: header))\n".utf8
  }
}

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
