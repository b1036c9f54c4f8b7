import CanonicalJSON

extension JSONValue {
  /// A number that need not be whole.
  static func double(_ value: Double) -> JSONValue {
    JSONNumber(value).map { .number($0) } ?? .null
  }
}
