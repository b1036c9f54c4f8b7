internal import CanonicalJSON

/// The variables that a header declares in `input.schema`, which is Picoschema or JSON Schema.
struct DeclaredInputs {
  /// The names, in their order.
  let names: [String]
  /// Whether other names may be given, too.
  let isOpen: Bool

  /// What a configuration declares; nil if there is no schema of named inputs.
  init?(_ config: JSONObject) {
    guard let input = config["input"]?.object, let schema = input["schema"]?.object else {
      return nil
    }
    var names: [String] = []
    var isOpen = false
    if schema["properties"]?.object != nil || Self.isJSONSchema(schema) {
      names = schema["properties"]?.object?.map(\.key) ?? []
      let isComposed = ["$ref", "allOf", "anyOf", "oneOf", "patternProperties"].contains {
        schema[$0] != nil
      }
      let others = schema["additionalProperties"]
      isOpen = isComposed || others?.bool == true || others?.object != nil
    } else {
      for member in schema {
        var key = Array(member.key.utf8)
        if let parenthesis = key.firstIndex(of: UInt8(ascii: "(")) {
          key.removeSubrange(parenthesis...)
        }
        while key.last == 0x20 { key.removeLast() }
        if key.last == UInt8(ascii: "?") { key.removeLast() }
        // `(*): type` says of what type all others are.
        if key.isEmpty || member.key == "*" {
          isOpen = true
        } else {
          names.append(String(decoding: key, as: UTF8.self))
        }
      }
    }
    for member in input["default"]?.object ?? JSONObject()
    where !names.contains(where: { $0.hasSameBytes(as: member.key) }) {
      names.append(member.key)
    }
    self.names = names
    self.isOpen = isOpen
  }

  /// Whether a mapping is JSON Schema: Picoschema has no `type` that is a type of JSON, but for a
  /// variable of that name.
  private static func isJSONSchema(_ schema: JSONObject) -> Bool {
    guard let type = schema["type"] else { return schema["$ref"] != nil }
    return type.string == "object" && schema.count > 0
  }
}
