internal import CanonicalJSON

// JSON Schema, as far as a flat list can say it.
extension SchemaReader {
  /// Keys that describe and demand nothing.
  private static let notes: Set<String> = [
    "description", "title", "default", "example", "examples", "deprecated", "readOnly", "writeOnly",
    "$schema", "$id", "$comment", "$defs", "definitions",
  ]

  /// Keys that a flat list cannot follow.
  private static let beyond: Set<String> = [
    "$ref", "$dynamicRef", "$recursiveRef", "allOf", "anyOf", "oneOf", "not", "if", "then", "else",
    "patternProperties", "propertyNames", "dependentSchemas", "dependentRequired", "dependencies",
    "prefixItems", "additionalItems", "contains", "unevaluatedItems", "unevaluatedProperties",
  ]

  mutating func readJSON(_ object: JSONObject, _ place: SchemaPlace) -> Bool {
    var types: Set<String>?
    var values: [JSONValue]?
    var constraints = JSONObject()
    for member in object {
      switch member.key {
      case "type":
        guard let read = Self.types(member.value) else { return false }
        types = read.contains("any") ? nil : read
      case "enum": values = member.value.array ?? values
      case "const": values = [member.value]
      case "properties", "required", "items": break
      case "additionalProperties" where member.value.object != nil: break
      case _ where Self.notes.contains(member.key): break
      case _ where Self.beyond.contains(member.key): return false
      // In the order of their names, since a schema means the same in any order.
      default: constraints[member.key] = member.value.sortedKeys
      }
    }
    if types == nil, object["properties"] != nil { types = ["object"] }
    append(place, types, values: values, constraints: constraints.sortedKeys)
    return readProperties(object, place) && readItems(object, place)
  }

  private mutating func readProperties(_ object: JSONObject, _ place: SchemaPlace) -> Bool {
    let required = Set((object["required"]?.array ?? []).compactMap(\.string).map { UTF8Key($0) })
    for member in object["properties"]?.object ?? JSONObject() {
      let here = place.with(
        member.key, keys: ["properties", member.key],
        isOptional: !required.contains(UTF8Key(member.key)))
      guard readProperty(member.value, here) else { return false }
    }
    guard let others = object["additionalProperties"]?.object else { return true }
    return readJSON(others, place.with("(*)", keys: ["additionalProperties"], isOptional: true))
  }

  private mutating func readItems(_ object: JSONObject, _ place: SchemaPlace) -> Bool {
    guard let items = object["items"] else { return true }
    return readProperty(items, place.with("[]", keys: ["items"]))
  }

  private mutating func readProperty(_ value: JSONValue, _ place: SchemaPlace) -> Bool {
    switch value {
    case .object(let schema): return readJSON(schema, place)
    // `true` takes anything.
    case .bool(true):
      append(place, nil)
      return true
    case .null, .bool, .number, .string, .array: return false
    }
  }

  private static func types(_ value: JSONValue) -> Set<String>? {
    if let type = value.string { return [type] }
    guard let list = value.array else { return nil }
    let names = list.compactMap(\.string)
    return names.count == list.count && !names.isEmpty ? Set(names) : nil
  }
}
