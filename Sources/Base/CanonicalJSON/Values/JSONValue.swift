/// A JSON value whose objects keep the order of their members.
///
/// Texts are equal when their UTF-8 bytes are, and objects when their members are equal in the same
/// order; ``isEqualIgnoringOrder(to:)`` compares without it.
public enum JSONValue: Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number.
  case number(JSONNumber)
  /// A text.
  case string(String)
  /// A list of values.
  case array([JSONValue])
  /// Members in their order.
  case object(JSONObject)

  /// How many arrays and objects may lie in each other.
  public static let depthLimit = 64
}

extension JSONValue: Hashable {
  /// Whether both are the same value, with object members in the same order.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }

  /// Hashes the value; texts by their bytes.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let value): hasher.combine(value ? 1 : 2)
    case .number(let value): hasher.combine(value)
    case .string(let value): value.hashBytes(into: &hasher)
    case .array(let values): hasher.combine(values)
    case .object(let object): hasher.combine(object)
    }
  }
}
