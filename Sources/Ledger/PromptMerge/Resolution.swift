/// Which side's state wins where both changed the same thing.
public enum Resolution: String, Sendable, Hashable, CaseIterable {
  /// The state that is here.
  case ours
  /// The state of the other side.
  case theirs
  /// Both, where they can be merged; what cannot is a conflict.
  case merge
}
