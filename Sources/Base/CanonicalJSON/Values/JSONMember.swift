/// A key and its value in a JSON object.
public struct JSONMember: Hashable, Sendable {
  /// The key.
  public let key: String

  /// The value.
  public var value: JSONValue

  /// A member with this key and value.
  public init(key: String, value: JSONValue) {
    self.key = key
    self.value = value
  }

  /// Whether keys and values are equal, texts by their bytes.
  public static func == (left: JSONMember, right: JSONMember) -> Bool {
    left.key.hasSameBytes(as: right.key) && left.value == right.value
  }

  /// Hashes key and value, texts by their bytes.
  public func hash(into hasher: inout Hasher) {
    key.hashBytes(into: &hasher)
    hasher.combine(value)
  }
}
