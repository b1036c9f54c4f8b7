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

/// A text as bytes, cut into lines.
///
/// A line includes its LF. CR is content. What follows the last LF, if anything does, is a line
/// too. An empty text has no lines.
struct TextLines: Sendable {
  let bytes: [UInt8]

  /// Where each line begins, and, last, where the text ends.
  private let bounds: [Int]

  init(_ text: String) { self.init(Array(text.utf8)) }

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var bounds = [0]
    bytes.withUnsafeBufferPointer { bytes in
      for index in bytes.indices where bytes[index] == .lineFeed { bounds.append(index + 1) }
    }
    if let last = bounds.last, last < bytes.count { bounds.append(bytes.count) }
    self.bounds = bounds
  }

  var count: Int { bounds.count - 1 }

  subscript(line: Int) -> ArraySlice<UInt8> { bytes[bounds[line]..<bounds[line + 1]] }

  /// The bytes of some neighbouring lines.
  subscript(lines: Range<Int>) -> ArraySlice<UInt8> {
    bytes[bounds[lines.lowerBound]..<bounds[lines.upperBound]]
  }

  var all: some Sequence<ArraySlice<UInt8>> { (0..<count).lazy.map { self[$0] } }
}

extension UInt8 {
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
}
