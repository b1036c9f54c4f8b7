/// The merge of what a pointer points at on two sides; nil stands for nothing.
public struct PointerMerge<Value: Hashable> {
  /// What came of it; never `both`, since a pointer points at one thing.
  public let outcome: MergeOutcome<Value?>
  private let ours: Value?
  private let theirs: Value?

  /// Merges pointers.
  ///
  /// - Parameter base: What it pointed at when the sides were last the same.
  public init(base: Value?, ours: Value?, theirs: Value?) {
    self.ours = ours
    self.theirs = theirs
    outcome =
      if ours == theirs || theirs == base { .ours } else if ours == base { .theirs } else {
        .conflict
      }
  }

  /// The side whose value a resolution takes; nil where it leaves a conflict.
  ///
  /// Where only one side moved the pointer, it is that side, whatever is asked for.
  public func side(_ resolution: Resolution) -> Side? {
    switch (outcome, resolution) {
    case (.ours, _), (.conflict, .ours): .ours
    case (.theirs, _), (.conflict, .theirs): .theirs
    default: nil
    }
  }

  /// One of the two sides.
  public enum Side: Sendable, Hashable {
    /// Here.
    case ours
    /// The other one.
    case theirs
  }
}

extension PointerMerge: Sendable where Value: Sendable {}
