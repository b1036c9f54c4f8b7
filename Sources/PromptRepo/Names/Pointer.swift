/// A movable name for one of a prompt's versions; its moves are kept as a chain of commits.
public struct Pointer: Sendable, Hashable {
  /// The pointer's name, as references and trailers spell it.
  public let label: String

  /// The version that is live.
  public static let active = Pointer(label: "active")
}
