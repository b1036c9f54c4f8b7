import CanonicalJSON
import TestSupport

/// Makes schemas and values at random, the same for the same seed.
struct RandomSchemas {
  private var source: Mutator

  init(seed: UInt64) {
    source = Mutator(seed: seed)
  }

  mutating func random(_ count: Int) -> Int { source.random(count) }

  mutating func pick<Element>(_ list: [Element]) -> Element { list[random(list.count)] }

  private static let names = [
    "a", "b", "name", "type", "properties", "first name", "é", "e\u{301}",
  ]

  // MARK: Picoschema

  /// A Picoschema, now and then with a fault.
  mutating func picoschema(depth: Int = 3) -> JSONValue {
    if depth == 0 || random(3) == 0 { return .string(typeText()) }
    var fields = JSONObject()
    for _ in 0..<random(5) {
      let name = pick(Self.names) + pick(["", "", "?"])
      let text = pick(["", "", ", of all", ",x", ", ", ", a (b) c", ",a, b", ", two\nlines"])
      switch random(10) {
      case 0...3: fields[name] = picoschema(depth: depth - 1)
      case 4, 5: fields["\(name)(array\(text))"] = picoschema(depth: depth - 1)
      case 6: fields["\(name)(object\(text))"] = picoschema(depth: depth - 1)
      case 7: fields["\(name)(enum\(text))"] = .array((0..<random(4)).map { _ in scalar() })
      case 8: fields["(*)"] = picoschema(depth: depth - 1)
      default:
        switch random(6) {
        case 0: fields["\(name)(list\(text))"] = "string"
        case 1: fields[name] = pick([7, .null, true, ["string"]] as [JSONValue])
        case 2: fields["\(name)()"] = "string"
        case 3: fields["\(name)(array"] = "string"
        case 4: fields["\(name)(enum)"] = pick(["x", 1, ["a": 1]] as [JSONValue])
        default: fields["?"] = "string"
        }
      }
    }
    return .object(fields)
  }

  private mutating func typeText() -> String {
    let type =
      random(20) == 0
      ? pick(["strng", "String", "Foo", "Bar", " string", "object", ""])
      : pick(["string", "number", "integer", "boolean", "null", "any"])
    return type + pick(["", "", ", a text", ",a", ",  b, c", ", ", ", d\n", ", two\nlines", ",é"])
  }

  // MARK: JSON Schema

  /// A JSON Schema of the keywords that are checked; with others too if `isWide`.
  mutating func schema(depth: Int = 3, isWide: Bool = false) -> JSONValue {
    if random(15) == 0 { return .bool(random(3) != 0) }
    var schema = JSONObject()
    if random(4) != 0 { schema["type"] = types(depth: depth) }
    if random(7) == 0 { schema["enum"] = .array((0...random(4)).map { _ in value(depth: 1) }) }
    if random(20) == 0 { schema["const"] = value(depth: 1) }
    if random(12) == 0 {
      schema["anyOf"] = .array(
        (0...random(2)).map { _ in ["type": types(depth: 0), "title": "t"] })
    }
    if depth > 0 {
      if random(2) == 0 {
        var properties = JSONObject()
        for _ in 0..<random(4) {
          properties[pick(Self.names)] = self.schema(depth: depth - 1, isWide: isWide)
        }
        schema["properties"] = .object(properties)
      }
      if random(3) == 0 { schema["required"] = .array(distinctNames(random(3))) }
      if random(3) == 0 {
        schema["additionalProperties"] =
          random(2) == 0 ? false : self.schema(depth: depth - 1, isWide: isWide)
      }
      if random(2) == 0 { schema["items"] = self.schema(depth: depth - 1, isWide: isWide) }
      if isWide { widen(&schema, depth: depth) }
    }
    if random(5) == 0 { schema["description"] = "a thing" }
    return .object(schema)
  }

  private mutating func widen(_ schema: inout JSONObject, depth: Int) {
    if random(6) == 0 { schema["minimum"] = 3 }
    if random(6) == 0 { schema["maxLength"] = 1 }
    if random(6) == 0 { schema["minItems"] = 1 }
    if random(8) == 0 { schema["not"] = self.schema(depth: depth - 1, isWide: true) }
    if random(8) == 0 {
      let key = pick(["anyOf", "oneOf", "allOf", "prefixItems"])
      schema[key] = .array((0...random(2)).map { _ in self.schema(depth: depth - 1, isWide: true) })
    }
    if random(8) == 0 { schema["patternProperties"] = ["^[a-n]": self.schema(depth: depth - 1)] }
    if random(8) == 0 { schema["$ref"] = "#/$defs/x" }
  }

  private mutating func types(depth: Int) -> JSONValue {
    let all: [JSONValue] = ["string", "number", "integer", "boolean", "null", "object", "array"]
    if random(5) != 0 { return pick(depth > 0 ? all + ["object", "array"] : all) }
    var types: [JSONValue] = []
    for _ in 0...random(3) {
      let type = pick(all)
      if !types.contains(type) { types.append(type) }
    }
    return .array(types)
  }

  private mutating func distinctNames(_ count: Int) -> [JSONValue] {
    var names: [JSONValue] = []
    for _ in 0..<count {
      let name = JSONValue.string(pick(Self.names))
      if !names.contains(name) { names.append(name) }
    }
    return names
  }

  // MARK: Values

  mutating func value(depth: Int = 3) -> JSONValue {
    switch random(depth > 0 ? 8 : 6) {
    case 6: .array((0..<random(4)).map { _ in value(depth: depth - 1) })
    case 7:
      .object(
        JSONObject(
          (0..<random(4)).map { _ in
            JSONMember(key: pick(Self.names), value: value(depth: depth - 1))
          }))
    default: scalar()
    }
  }

  /// A value that a schema may well allow.
  mutating func value(for schema: JSONValue, depth: Int = 4) -> JSONValue {
    guard depth > 0, random(8) != 0, let schema = schema.object else { return value(depth: 1) }
    if let values = schema["enum"]?.array, !values.isEmpty { return pick(values) }
    if let value = schema["const"] { return value }
    let names = schema["type"]?.array ?? schema["type"].map { [$0] } ?? []
    let type = names.isEmpty ? pick(["object", "array", "string"]) : pick(names).string ?? ""
    switch type {
    case "string": return pick(["", "x", "7", "é"])
    case "integer": return pick([0, 1, 7, -3] as [JSONValue])
    case "number": return number()
    case "boolean": return .bool(random(2) == 0)
    case "null": return .null
    case "array":
      let items = schema["items"] ?? true
      return .array((0..<random(4)).map { _ in value(for: items, depth: depth - 1) })
    default:
      var object = JSONObject()
      for property in schema["properties"]?.object ?? [:] where random(4) != 0 {
        object[property.key] = value(for: property.value, depth: depth - 1)
      }
      for name in schema["required"]?.array?.compactMap(\.string) ?? []
      where object[name] == nil && random(6) != 0 {
        let inner = schema["properties"]?.object?[name] ?? schema["additionalProperties"] ?? true
        object[name] = value(for: inner, depth: depth - 1)
      }
      if random(4) == 0 {
        let others = schema["additionalProperties"] ?? true
        object[pick(Self.names)] = value(for: others, depth: depth - 1)
      }
      return .object(object)
    }
  }

  private mutating func number() -> JSONValue {
    JSONNumber(pick([0, 1, 1.5, -0.25, 1e21, 1e300, 9_007_199_254_740_991])).map { .number($0) }
      ?? 0
  }

  private mutating func scalar() -> JSONValue {
    switch random(6) {
    case 0: .null
    case 1: .bool(random(2) == 0)
    case 2: number()
    case 3: .integer(random(4))
    default: .string(pick(["", "x", "7", "true", "é", "e\u{301}", "two words"]))
    }
  }
}
