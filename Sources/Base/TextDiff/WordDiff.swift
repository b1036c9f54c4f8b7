/// The difference of two texts, word by word, for prose.
///
/// The texts are first compared by line; where lines differ, their words, white space,
/// punctuation, line ends and `{{placeholders}}` are compared. Between two replaced words the
/// white space that stayed is shown as part of one replaced phrase.
public struct WordDiff: Sendable {
  /// A stretch of either text or of both.
  public enum Segment: Sendable {
    /// In both texts.
    case equal(String)
    /// In the old text only.
    case removed(String)
    /// In the new text only.
    case inserted(String)
  }

  /// The stretches in order; in each change what was removed comes first. No two neighbours are of
  /// the same kind and none is empty. Equal and removed stretches make up the old text's exact
  /// bytes, equal and inserted ones the new text's.
  public let segments: [Segment]

  /// Compares two texts.
  public init(old: String, new: String) {
    let lines = LineDiff(old: old, new: new)
    var builder = SegmentBuilder()
    var reached = 0
    for change in lines.changes {
      builder.append(.equal, lines.old[reached..<change.old.lowerBound])
      reached = change.old.upperBound
      Self.compareWords(of: change, in: lines, into: &builder)
    }
    builder.append(.equal, lines.old[reached..<lines.old.count])
    segments = builder.finish()
  }

  /// Compares two texts line by line alone, which takes less time where they are long.
  public init(linesOf old: String, _ new: String) {
    let lines = LineDiff(old: old, new: new)
    var builder = SegmentBuilder()
    var reached = 0
    for change in lines.changes {
      builder.append(.equal, lines.old[reached..<change.old.lowerBound])
      builder.append(.removed, lines.old[change.old])
      builder.append(.inserted, lines.new[change.new])
      reached = change.old.upperBound
    }
    builder.append(.equal, lines.old[reached..<lines.old.count])
    segments = builder.finish()
  }

  /// Are the texts equal, byte for byte?
  public var isEmpty: Bool {
    segments.allSatisfy { segment in
      if case .equal = segment { true } else { false }
    }
  }

  private static func compareWords(
    of change: SequenceChange, in lines: LineDiff, into builder: inout SegmentBuilder
  ) {
    let old = WordTokenizer.tokens(of: lines.old[change.old], in: lines.old.bytes)
    let new = WordTokenizer.tokens(of: lines.new[change.new], in: lines.new.bytes)
    var table = TokenTable()
    let script = EditScript(
      old: table.numbers(of: old), new: table.numbers(of: new), effort: .linear)
    var reached = 0
    for change in joinPhrases(script.changes, old) {
      for token in old[reached..<change.old.lowerBound] { builder.append(.equal, token) }
      for token in old[change.old] { builder.append(.removed, token) }
      for token in new[change.new] { builder.append(.inserted, token) }
      reached = change.old.upperBound
    }
    for token in old[reached...] { builder.append(.equal, token) }
  }

  /// Joins replacements that only white space within a line parts.
  private static func joinPhrases(
    _ changes: [SequenceChange], _ tokens: [ArraySlice<UInt8>]
  ) -> [SequenceChange] {
    func isReplacement(_ change: SequenceChange) -> Bool {
      !change.old.isEmpty && !change.new.isEmpty
    }
    var joined: [SequenceChange] = []
    for change in changes {
      if let last = joined.last, isReplacement(last), isReplacement(change),
        last.old.upperBound + 1 == change.old.lowerBound,
        tokens[last.old.upperBound].allSatisfy({ $0 == 0x20 || $0 == 0x09 })
      {
        joined[joined.count - 1] = SequenceChange(
          old: last.old.lowerBound..<change.old.upperBound,
          new: last.new.lowerBound..<change.new.upperBound)
      } else {
        joined.append(change)
      }
    }
    return joined
  }
}

/// Collects pieces of text into segments, joining neighbours of one kind.
struct SegmentBuilder {
  enum Kind { case equal, removed, inserted }

  private var segments: [WordDiff.Segment] = []
  private var equal: [UInt8] = []
  private var removed: [UInt8] = []
  private var inserted: [UInt8] = []

  mutating func append(_ kind: Kind, _ bytes: ArraySlice<UInt8>) {
    if bytes.isEmpty { return }
    switch kind {
    case .equal:
      if !removed.isEmpty || !inserted.isEmpty { flush() }
      equal += bytes
    case .removed:
      removed += bytes
    case .inserted:
      inserted += bytes
    }
  }

  mutating func finish() -> [WordDiff.Segment] {
    flush()
    return segments
  }

  /// Empties the buffers; equal text precedes the change that follows it.
  private mutating func flush() {
    if !equal.isEmpty { segments.append(.equal(String(decoding: equal, as: UTF8.self))) }
    if !removed.isEmpty { segments.append(.removed(String(decoding: removed, as: UTF8.self))) }
    if !inserted.isEmpty { segments.append(.inserted(String(decoding: inserted, as: UTF8.self))) }
    equal.removeAll(keepingCapacity: true)
    removed.removeAll(keepingCapacity: true)
    inserted.removeAll(keepingCapacity: true)
  }
}
