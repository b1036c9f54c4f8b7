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
