/// How a JSON value is written.
public enum JSONForm: Sendable {
  /// As RFC 8785 writes it, but with members in their kept order.
  case canonical
  /// As RFC 8785 writes it: members sorted by the UTF-16 code units of their keys.
  case sortedKeys
  /// For people: members in their kept order, one a line, indented by two spaces.
  case pretty
}
