extension JSONValue {
  /// The same value with the members of every object sorted as RFC 8785 sorts them: by the UTF-16
  /// code units of their keys.
  public var sortedKeys: JSONValue {
    switch self {
    case .null, .bool, .number, .string: self
    case .array(let values): .array(values.map(\.sortedKeys))
    case .object(let object): .object(object.sortedKeys)
    }
  }

  /// Whether both are the same value when the order of object members is left out.
  public func isEqualIgnoringOrder(to other: JSONValue) -> Bool {
    sortedKeys == other.sortedKeys
  }
}

extension JSONObject {
  /// The same object with its members, and those of every object within, sorted by the UTF-16 code
  /// units of their keys (RFC 8785, section 3.2.3).
  public var sortedKeys: JSONObject {
    let sorted = sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
    return JSONObject(sorted.map { JSONMember(key: $0.key, value: $0.value.sortedKeys) })
  }

  /// Whether both are the same object when the order of members is left out, here and within.
  public func isEqualIgnoringOrder(to other: JSONObject) -> Bool {
    sortedKeys == other.sortedKeys
  }
}
