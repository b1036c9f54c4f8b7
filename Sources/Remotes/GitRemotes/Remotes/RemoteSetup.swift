/// What setting up a remote did.
public struct RemoteSetup: Sendable, Hashable {
  /// The remote's name.
  public let remote: String
  /// The fetch refspecs that were added; empty when all were there already.
  public let added: [String]
  /// The fetch refspecs of an earlier name of the remote, which were removed with their mirror.
  public let removed: [String]
}
