/// Which side's state wins where both changed the same thing.
public enum Resolution: String, Sendable, Hashable, CaseIterable {
  /// The state that is here.
  case ours
  /// The state of the other side.
  case theirs
  /// Both, where they can be merged; what cannot is a conflict.
  case merge
}

/// The outcome of a three-way merge of one value.
public enum MergeOutcome<Value> {
  /// Our value: only we changed it, or both did alike.
  case ours
  /// Their value: only they changed it.
  case theirs
  /// Both changed it, and this has the changes of both.
  case both(Value)
  /// Both changed it in ways that exclude each other.
  case conflict

  /// Whether both sides have to be looked at by somebody.
  public var isConflict: Bool {
    if case .conflict = self { true } else { false }
  }

  /// The merged value; nil where there is a conflict.
  public func value(ours: Value, theirs: Value) -> Value? {
    switch self {
    case .ours: ours
    case .theirs: theirs
    case .both(let value): value
    case .conflict: nil
    }
  }
}

extension MergeOutcome: Sendable where Value: Sendable {}
extension MergeOutcome: Equatable where Value: Equatable {}
