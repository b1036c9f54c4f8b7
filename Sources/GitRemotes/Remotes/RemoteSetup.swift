/// What setting up a remote did.
public struct RemoteSetup: Sendable, Hashable {
  /// The remote's name.
  public let remote: String
  /// The fetch refspecs that were added; empty when all were there already.
  public let added: [String]
}
