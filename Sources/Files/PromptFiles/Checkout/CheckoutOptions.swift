/// How files are checked out.
public struct CheckoutOptions: Sendable {
  /// Whether edits that are committed nowhere are overwritten.
  public var forces: Bool
  /// Whether edits are merged with the version.
  public var merges: Bool

  /// Makes options.
  public init(forces: Bool = false, merges: Bool = false) {
    self.forces = forces
    self.merges = merges
  }
}
