/// A chain of a ledger that is about no single prompt.
public enum SharedChain: String, Sendable, Hashable, CaseIterable {
  /// The list of environments and their rules.
  case environments
  /// The releases, and what was done with them.
  case releases

  /// The folder of these chains' references.
  ///
  /// Nothing else is in it, so that it is fetched as a whole, from remotes that have none of them
  /// too.
  public static let root = "refs/promptrepo/ledger/"

  /// The reference that points at the newest commit of the chain.
  public var reference: ReferenceName { ReferenceName(unchecked: SharedChain.root + rawValue) }
}
