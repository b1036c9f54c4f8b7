/// One parameter of a query.
public struct QueryParameter: Sendable, Hashable {
  /// The name, decoded.
  public let name: String
  /// The value, decoded; empty when there is none.
  public let value: String

  /// Makes a parameter from its parts.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}
