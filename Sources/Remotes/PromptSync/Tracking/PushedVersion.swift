/// A version on its way to a remote.
public struct PushedVersion: Sendable, Hashable {
  /// Its number here.
  public var local: Int
  /// How many versions there were at the remote.
  public var base: Int
  /// Which one was active there.
  public var activeBefore: Int
  /// Which one is to be active there; `nil` for the pushed one.
  public var activeAfter: Int?
  /// The name of the write, for a server that does a write once by it.
  public var once: String
}
