/// The difference of two texts, line by line.
///
/// Lines compare as UTF-8 bytes and include their line feed, so texts that differ only in their
/// line ends, in their last line feed or in a letter's Unicode form do differ. The hunks are those
/// of `git diff --no-indent-heuristic`. Time is near linear for texts that have much in common and
/// bounded near n·√n for any two; memory is linear.
public struct LineDiff: Sendable {
  /// The ranges of lines that differ, in order. Empty if, and only if, the texts are equal.
  public let changes: [SequenceChange]

  let old: TextLines
  let new: TextLines

  /// Compares two texts.
  public init(old: String, new: String) {
    self.init(old: TextLines(old), new: TextLines(new))
  }

  init(old: TextLines, new: TextLines) {
    self.old = old
    self.new = new
    var table = TokenTable()
    let oldNumbers = table.numbers(of: old.all)
    let newNumbers = table.numbers(of: new.all)
    changes = EditScript(old: oldNumbers, new: newNumbers, effort: .asGit).changes
  }

  /// Are the texts equal, byte for byte?
  public var isEmpty: Bool { changes.isEmpty }

  /// How many lines were taken out.
  public var removedCount: Int { changes.reduce(0) { $0 + $1.old.count } }

  /// How many lines were put in.
  public var insertedCount: Int { changes.reduce(0) { $0 + $1.new.count } }
}
