public import PromptRepo

/// What follows from a comparison of two ledgers.
public enum Verdict<Difference: Sendable>: Sendable {
  /// Both say the same.
  case upToDate
  /// The remote went on; a pull takes it over.
  case behind(Difference)
  /// This ledger went on; a push takes it over.
  case ahead(Difference)
  /// Each went on with other chains, so that a pull and then a push bring them together.
  case behindAndAhead(pull: Difference, push: Difference)
  /// Both went on in ways that exclude each other.
  case conflict(Conflict)
  /// What is on one of the sides cannot be used.
  case refused(RepositoryError)

  /// What a pull would do; `nil` when there is nothing that it can.
  public var pulls: Difference? {
    switch self {
    case .behind(let difference), .behindAndAhead(let difference, _): difference
    default: nil
    }
  }

  /// What a push would do; `nil` when there is nothing that it can.
  public var pushes: Difference? {
    if case .ahead(let difference) = self { difference } else { nil }
  }
}
