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

extension JSONValue {
  /// A number, or the nearest one that JSON can carry exactly (see ``JSONNumber``).
  public static func integer(_ value: Int) -> JSONValue { .number(JSONNumber(clamping: value)) }

  /// Whether this is `null`.
  public var isNull: Bool { if case .null = self { true } else { false } }

  /// The truth value, if this is one.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The number, if this is one.
  public var number: JSONNumber? { if case .number(let value) = self { value } else { nil } }

  /// The number as an integer, if this is a whole number that JSON carries exactly.
  public var integer: Int? { number?.integer }

  /// The text, if this is one.
  public var string: String? { if case .string(let value) = self { value } else { nil } }

  /// The values of the list, if this is one.
  public var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }

  /// The object, if this is one.
  public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }

  /// What kind of value this is, for messages: `null`, `boolean`, `number`, `string`, `array` or
  /// `object`.
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

extension JSONValue: ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// `true` or `false`.
  public init(booleanLiteral value: Bool) {
    self = .bool(value)
  }

  /// A whole number.
  public init(integerLiteral value: Int32) {
    self = .integer(Int(value))
  }

  /// A text.
  public init(stringLiteral value: String) {
    self = .string(value)
  }

  /// A list.
  public init(arrayLiteral values: JSONValue...) {
    self = .array(values)
  }

  /// An object; of a key's repetitions the last value counts.
  public init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(JSONObject(members.lazy.map { JSONMember(key: $0, value: $1) }))
  }
}

extension JSONValue {
  /// Checks that a value built in code could be read back from its text.
  ///
  /// - Throws: `JSONError` without a position, if a text or a key holds NUL, or if arrays and
  ///   objects lie deeper than ``depthLimit``.
  public func check() throws(JSONError) {
    try check(room: Self.depthLimit)
  }

  private func check(room: Int) throws(JSONError) {
    switch self {
    case .null, .bool, .number: break
    case .string(let text): try Self.check(text)
    case .array(let values):
      guard room > 0 else { throw .tooDeep(at: nil) }
      for value in values { try value.check(room: room - 1) }
    case .object(let object):
      guard room > 0 else { throw .tooDeep(at: nil) }
      for member in object {
        try Self.check(member.key)
        try member.value.check(room: room - 1)
      }
    }
  }

  private static func check(_ text: String) throws(JSONError) {
    if text.utf8.contains(0) { throw .nul(at: nil) }
  }
}
