/// What may have changed in a store since an earlier look.
public struct StoreChanges: Sendable, Hashable {
  /// The mark to hand to the next look.
  public let mark: StoreMark
  /// The references that may have moved; `nil` when anything may have changed.
  public let references: Set<ReferenceName>?

  /// Makes a value from its parts.
  public init(mark: StoreMark, references: Set<ReferenceName>?) {
    self.mark = mark
    self.references = references
  }
}
