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

extension WordDiff.Style {
  fileprivate func append(header: String, to output: inout [UInt8]) {
    output += (self == .ansi ? "\u{1B}[36m\(header)\u{1B}[m\n" : "\(header)\n").utf8
  }
}
