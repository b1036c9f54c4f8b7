extension LineDiff {
  /// The changes with up to `context` equal lines before and after each; changes that are at most
  /// twice as far apart share a hunk.
  public func hunks(context: Int = 3) -> [DiffHunk] {
    let context = max(context, 0)
    var hunks: [DiffHunk] = []
    var first = changes.startIndex
    while first < changes.endIndex {
      var last = first
      while last + 1 < changes.endIndex,
        changes[last + 1].old.lowerBound - changes[last].old.upperBound <= 2 * context
      {
        last += 1
      }
      hunks.append(hunk(of: changes[first...last], context: context))
      first = last + 1
    }
    return hunks
  }

  /// The difference in git's unified format; empty if the texts are equal.
  ///
  /// `patch` and `git apply` accept it. A last line without a line feed is followed by
  /// `\ No newline at end of file`. A label with a space in it is followed by a tab, as git does,
  /// so that `patch` sees where it ends.
  public func unified(
    context: Int = 3, oldLabel: String = "a", newLabel: String = "b"
  ) -> String {
    if isEmpty { return "" }
    var output: [UInt8] = []
    for (mark, label) in [("--- ", oldLabel), ("+++ ", newLabel)] {
      output += (mark + label).utf8
      if label.utf8.contains(0x20) { output.append(0x09) }
      output.append(.lineFeed)
    }
    for hunk in hunks(context: context) {
      output += hunk.header.utf8
      output.append(.lineFeed)
      for line in hunk.lines { Self.append(line, to: &output) }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private func hunk(of changes: ArraySlice<SequenceChange>, context: Int) -> DiffHunk {
    guard let first = changes.first, let last = changes.last else {
      return DiffHunk(old: 0..<0, new: 0..<0, lines: [])
    }
    let before = min(context, first.old.lowerBound)
    let after = min(context, old.count - last.old.upperBound)
    var hunk = DiffHunk(
      old: first.old.lowerBound - before..<last.old.upperBound + after,
      new: first.new.lowerBound - before..<last.new.upperBound + after, lines: [])
    func append(_ kind: DiffHunk.Kind, _ range: Range<Int>, of text: TextLines) {
      hunk.lines += range.map {
        DiffHunk.Line(kind: kind, text: String(decoding: text[$0], as: UTF8.self))
      }
    }
    var reached = hunk.old.lowerBound
    for change in changes {
      append(.equal, reached..<change.old.lowerBound, of: old)
      append(.removed, change.old, of: old)
      append(.inserted, change.new, of: new)
      reached = change.old.upperBound
    }
    append(.equal, reached..<hunk.old.upperBound, of: old)
    return hunk
  }

  private static func append(_ line: DiffHunk.Line, to output: inout [UInt8]) {
    let mark: Unicode.Scalar =
      switch line.kind {
      case .equal: " "
      case .removed: "-"
      case .inserted: "+"
      }
    output.append(UInt8(ascii: mark))
    output += line.text.utf8
    if line.text.utf8.last != .lineFeed {
      output += "\n\\ No newline at end of file\n".utf8
    }
  }
}

/// A stretch of a line diff: changed lines and the equal ones around them.
public struct DiffHunk: Equatable, Sendable {
  /// What happened to a line.
  public enum Kind: Equatable, Sendable {
    /// The line is in both texts.
    case equal
    /// The line is in the old text only.
    case removed
    /// The line is in the new text only.
    case inserted
  }

  /// A line with its line feed, if it has one.
  public struct Line: Equatable, Sendable {
    /// What happened to the line.
    public var kind: Kind

    /// The line's exact bytes.
    public var text: String

    /// Makes a line.
    public init(kind: Kind, text: String) {
      self.kind = kind
      self.text = text
    }

    /// Compares texts byte by byte.
    public static func == (left: Self, right: Self) -> Bool {
      left.kind == right.kind && left.text.utf8.elementsEqual(right.text.utf8)
    }
  }

  /// The lines of the old text that the hunk covers, counted from 0.
  public var old: Range<Int>

  /// The lines of the new text that the hunk covers, counted from 0.
  public var new: Range<Int>

  /// The lines in order; in each change the removed ones come first.
  public var lines: [Line]

  /// The line that starts the hunk in git's unified format, without a line feed:
  /// `@@ -<line>,<count> +<line>,<count> @@`.
  public var header: String { hunkHeader(old: old, new: new) }
}

/// `@@ -12,7 +12,8 @@`: lines count from 1, a count of 1 is left out, and an empty range names the
/// line before it.
func hunkHeader(old: Range<Int>, new: Range<Int>) -> String {
  func describe(_ range: Range<Int>) -> String {
    switch range.count {
    case 0: "\(range.lowerBound),0"
    case 1: "\(range.lowerBound + 1)"
    default: "\(range.lowerBound + 1),\(range.count)"
    }
  }
  return "@@ -\(describe(old)) +\(describe(new)) @@"
}
