/// The merge of two texts that were made from a third.
///
/// Works by line as `git merge-file` does: a change of one side only is taken; the same change on
/// both sides is taken once; changes of both sides that overlap or touch, with no equal line between
/// them, are a conflict. ``Style`` says how conflicts are shown.
///
/// Bytes are kept: CRLF stays CRLF, and markers end in CRLF where the lines before them do.
public struct ThreeWayMerge: Sendable {
  /// What came of a merge.
  public enum Outcome: Sendable {
    /// The merged text.
    case clean(String)
    /// The merged text with `count` conflicts marked in it.
    case conflict(String, count: Int)
  }

  /// Names for the three texts, written behind the conflict markers; an empty one is left out.
  public struct Labels: Sendable {
    /// Stands behind `<<<<<<<`.
    public var ours: String
    /// Stands behind `|||||||`.
    public var base: String
    /// Stands behind `>>>>>>>`.
    public var theirs: String

    /// Makes labels; each is one line.
    public init(ours: String = "ours", base: String = "base", theirs: String = "theirs") {
      self.ours = ours
      self.base = base
      self.theirs = theirs
    }
  }

  /// How a conflict is written.
  public enum Style: Sendable {
    /// As `git merge-file` does: both sides, with what they have in common taken out of the conflict.
    /// Now and then nothing is left of it.
    case merge
    /// As `git merge-file --diff3` does: both sides as they are, and between them the base.
    case diff3
  }

  /// The merged text, and whether it has conflicts.
  public let outcome: Outcome

  /// Merges the changes from `base` to `ours` with those from `base` to `theirs`.
  public init(base: String, ours: String, theirs: String, labels: Labels = Labels()) {
    let merge = BytesMerge(
      base: Array(base.utf8), ours: Array(ours.utf8), theirs: Array(theirs.utf8), style: .diff3,
      labels: labels)
    let text = String(decoding: merge.bytes, as: UTF8.self)
    outcome = merge.conflicts == 0 ? .clean(text) : .conflict(text, count: merge.conflicts)
  }
}

/// The merge of two texts that were made from a third, as bytes, which need not be UTF-8.
public struct BytesMerge: Sendable {
  /// The merged text, with markers where there are conflicts.
  public let bytes: [UInt8]

  /// How many conflicts are marked.
  public let conflicts: Int

  /// Merges the changes from `base` to `ours` with those from `base` to `theirs`.
  ///
  /// - Parameter markerSize: How many signs a marker begins with.
  public init(
    base: [UInt8], ours: [UInt8], theirs: [UInt8], style: ThreeWayMerge.Style = .merge,
    labels: ThreeWayMerge.Labels = ThreeWayMerge.Labels(), markerSize: Int = 7
  ) {
    let base = TextLines(base)
    let ours = LineDiff(old: base, new: TextLines(ours))
    let theirs = LineDiff(old: base, new: TextLines(theirs))
    var regions = MergeRegion.regions(ours: ours, theirs: theirs)
    if style == .merge { regions = MergeRegion.shrunk(regions, ours: ours.new, theirs: theirs.new) }
    bytes = MergeWriter(
      ours: ours, theirs: theirs, style: style, labels: labels, markerSize: markerSize
    ).bytes(of: regions)
    conflicts = regions.count { $0.source == .conflict }
  }
}

/// A stretch of a merge where not all three texts are equal.
///
/// Stretches that both sides changed alike are not listed: they are part of our text.
struct MergeRegion {
  enum Source { case ours, theirs, conflict }

  var source: Source
  var base: Range<Int>
  var ours: Range<Int>
  var theirs: Range<Int>

  /// Walks through both sides' changes in the order of the base.
  static func regions(ours: LineDiff, theirs: LineDiff) -> [MergeRegion] {
    var regions: [MergeRegion] = []
    var left = ours.changes[...]
    var right = theirs.changes[...]
    // How far each side's line numbers are ahead of the base's, behind its last change.
    var leftShift = 0
    var rightShift = 0
    func takeLeft() {
      if let change = left.popFirst() {
        leftShift = change.new.upperBound - change.old.upperBound
      }
    }
    func takeRight() {
      if let change = right.popFirst() {
        rightShift = change.new.upperBound - change.old.upperBound
      }
    }
    func add(_ source: Source, _ base: Range<Int>, _ ours: Range<Int>, _ theirs: Range<Int>) {
      let region = MergeRegion(source: source, base: base, ours: ours, theirs: theirs)
      if let last = regions.last, last.touches(region) {
        regions[regions.count - 1].extend(by: region)
      } else {
        regions.append(region)
      }
    }
    while true {
      switch (left.first, right.first) {
      case (nil, nil):
        return regions
      case (let mine?, let other)
      where other.map({ mine.old.upperBound < $0.old.lowerBound }) ?? true:
        add(.ours, mine.old, mine.new, mine.old.shifted(by: rightShift))
        takeLeft()
      case (let mine, let other?)
      where mine.map({ other.old.upperBound < $0.old.lowerBound }) ?? true:
        add(.theirs, other.old, other.old.shifted(by: leftShift), other.new)
        takeRight()
      case (let mine?, let other?):
        if !isSameChange(mine, in: ours, other, in: theirs) {
          let low = min(mine.old.lowerBound, other.old.lowerBound)
          let high = max(mine.old.upperBound, other.old.upperBound)
          add(.conflict, low..<high, mine.widened(to: low..<high), other.widened(to: low..<high))
        }
        if mine.old.upperBound >= other.old.upperBound { takeRight() }
        if other.old.upperBound >= mine.old.upperBound { takeLeft() }
      default:
        return regions
      }
    }
  }

  private static func isSameChange(
    _ mine: SequenceChange, in ours: LineDiff, _ other: SequenceChange, in theirs: LineDiff
  ) -> Bool {
    mine.old == other.old && mine.new.count == other.new.count
      && ours.new[mine.new] == theirs.new[other.new]
  }

  private func touches(_ next: MergeRegion) -> Bool {
    next.ours.lowerBound <= ours.upperBound || next.theirs.lowerBound <= theirs.upperBound
  }

  private mutating func extend(by next: MergeRegion) {
    if source != next.source { source = .conflict }
    base = base.lowerBound..<next.base.upperBound
    ours = ours.lowerBound..<next.ours.upperBound
    theirs = theirs.lowerBound..<next.theirs.upperBound
  }
}

extension Range<Int> {
  func shifted(by distance: Int) -> Range<Int> {
    lowerBound + distance..<upperBound + distance
  }
}

extension SequenceChange {
  /// The new lines for a wider range of old ones, of which those outside the change are equal.
  fileprivate func widened(to range: Range<Int>) -> Range<Int> {
    let start = new.lowerBound - (old.lowerBound - range.lowerBound)
    let end = new.upperBound + (range.upperBound - old.upperBound)
    return start..<end
  }
}
