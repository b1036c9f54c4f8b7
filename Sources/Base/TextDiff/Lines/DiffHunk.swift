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
