public import PromptRepo

/// A reference among those of a ledger that this version knows no use for, and leaves alone.
public struct ForeignReference: Sendable {
  /// Its name; of a remote's reference, the name of its mirror here.
  public let name: ReferenceName
  /// Why it belongs to no prompt.
  public let reason: RepositoryError
}
