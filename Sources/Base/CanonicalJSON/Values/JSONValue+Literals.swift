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
