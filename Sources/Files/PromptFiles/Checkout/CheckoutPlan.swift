public import PromptRepo

/// What a checkout would do, found out without doing it.
///
/// If any of the named files is refused, none is written.
public struct CheckoutPlan: Sendable {
  /// One item for each file that was asked for, in the order of names.
  public let items: [CheckoutItem]

  /// Why the checkout cannot be done; empty if it can.
  public var refusals: [RepositoryError] {
    items.compactMap { item in
      if case .refuse(let error) = item.action { error } else { nil }
    }
  }

  /// The refusals as one error; nil if there are none.
  public var refusal: RepositoryError? {
    RepositoryError.joining(
      refusals, "cannot be checked out, so none was",
      hint: "Commit them, use --merge, or overwrite them with --force")
  }
}
