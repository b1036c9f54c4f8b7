/// One place where two sequences differ: `old` was replaced by `new`; either may be empty.
public struct SequenceChange: Equatable, Sendable {
  /// The positions taken out, counted from 0 in the old sequence.
  public var old: Range<Int>

  /// The positions put in, counted from 0 in the new sequence.
  public var new: Range<Int>

  /// Makes a change of `old` into `new`.
  public init(old: Range<Int>, new: Range<Int>) {
    self.old = old
    self.new = new
  }
}
