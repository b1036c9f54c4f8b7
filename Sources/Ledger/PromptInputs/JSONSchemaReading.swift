internal import CanonicalJSON

/// Reads JSON Schema (draft 2020-12) into what is checked of it.
///
/// Checked are `type`, `enum`, `const`, `properties`, `required`, `additionalProperties`, `items`,
/// and an `anyOf` or `oneOf` that lists types only. Every other keyword that asks something of a value
/// is left out with a remark. So what is refused here, the schema refuses too.
struct JSONSchemaReader {
  /// Why parts of the schema are not checked, by their places.
  let known: [InputPath: [String]]

  /// The shape of the values that a schema allows.
  func shape(of schema: JSONValue, at path: InputPath, room: Int) -> InputShape {
    var shape = InputShape()
    shape.remarks = known[path] ?? []
    switch schema {
    case .bool(true): break
    case .bool(false): shape.types = []
    case .object(let keywords):
      guard room > 0 else {
        shape.remarks.append("more than \(JSONValue.depthLimit) schemas lie in each other")
        break
      }
      for keyword in keywords {
        read(keyword, beside: keywords, into: &shape, at: path, room: room - 1)
      }
    case .string(let type) where types(schema) != nil:
      shape.remarks.append("\(Excerpt.quoted(type)) is no schema: write 'type: \(type)' below it")
    default: shape.remarks.append("\(Excerpt.value(schema)) is no schema")
    }
    return shape
  }

  private func read(
    _ keyword: JSONMember, beside all: JSONObject, into shape: inout InputShape, at path: InputPath,
    room: Int
  ) {
    let value = keyword.value
    switch keyword.key {
    case "type":
      if let types = types(value) {
        shape.types.formIntersection(types)
      } else {
        shape.remarks.append("\(named(value)) is no type of JSON Schema")
      }
    case "enum":
      guard let values = value.array else { return wrong(keyword, "a list of values", &shape) }
      narrow(&shape, to: values)
    case "const": narrow(&shape, to: [value])
    case "anyOf", "oneOf":
      if let types = union(of: value, isDisjoint: keyword.key == "oneOf") {
        shape.types.formIntersection(types)
      } else {
        shape.remarks.append("'\(keyword.key)' is not checked")
      }
    case "properties":
      guard let properties = value.object else { return wrong(keyword, "an object", &shape) }
      for property in properties {
        let name = UTF8Key(property.key)
        let path = path.appending(.member(name))
        shape.add(
          InputMember(name: name, shape: self.shape(of: property.value, at: path, room: room)))
      }
    case "required":
      guard let names = value.array, names.allSatisfy({ $0.string != nil }) else {
        return wrong(keyword, "a list of names", &shape)
      }
      var seen: Set<UTF8Key> = []
      shape.required = names.compactMap { name in
        name.string.map { UTF8Key($0) }.flatMap { seen.insert($0).inserted ? $0 : nil }
      }
    case "additionalProperties":
      // What a pattern names is no additional member.
      if all["patternProperties"] != nil { break }
      shape.others = rest(value, at: path.appending(.others), room: room)
    case "items":
      if case .array = value {
        // Before draft 2020-12 a list was what `prefixItems` is now.
        shape.remarks.append("'items' is a list of schemas, which is not checked")
      } else if all["prefixItems"] == nil {
        shape.elements = rest(value, at: path.appending(.elements), room: room)
      }
    case "description": shape.text = value.string
    default:
      if !Self.says(nothing: keyword.key) {
        shape.remarks.append("\(Excerpt.quoted(keyword.key)) is not checked")
      }
    }
  }

  private func rest(_ schema: JSONValue, at path: InputPath, room: Int) -> InputShape.Rest {
    schema.bool == false ? .nothing : .shape(shape(of: schema, at: path, room: room))
  }

  private func narrow(_ shape: inout InputShape, to values: [JSONValue]) {
    // Of two lists both count.
    let both = shape.values.map { before in values.filter(before.contains) } ?? values
    shape.values = InputValues(both)
  }

  private func wrong(_ keyword: JSONMember, _ wanted: String, _ shape: inout InputShape) {
    shape.remarks.append(
      "'\(keyword.key)' is \(wanted) in JSON Schema, not \(Excerpt.value(keyword.value))")
  }

  private func named(_ value: JSONValue) -> String {
    // Of a list it is a type within that is unknown.
    guard let list = value.array else { return Excerpt.value(value) }
    return list.first { types($0) == nil }.map(Excerpt.value) ?? "an empty array"
  }

  /// The types of a name or of a list of names; `any` is what dotprompt writes for every type.
  private func types(_ value: JSONValue) -> InputTypes? {
    switch value {
    case .string("any"): return .all
    case .string(let name): return InputType(rawValue: name).map { InputTypes($0) }
    case .array(let names) where !names.isEmpty:
      var union: InputTypes = []
      for name in names {
        guard let type = name.string.flatMap({ InputType(rawValue: $0) }) else { return nil }
        union.formUnion(InputTypes(type))
      }
      return union
    default: return nil
    }
  }

  /// The types of schemas that say nothing else.
  private func union(of value: JSONValue, isDisjoint: Bool) -> InputTypes? {
    guard let schemas = value.array, !schemas.isEmpty else { return nil }
    var union: InputTypes = []
    for schema in schemas {
      guard let schema = schema.object, let types = schema["type"].flatMap(types),
        schema.allSatisfy({ $0.key == "type" || Self.says(nothing: $0.key) }),
        !isDisjoint || union.isDisjoint(with: types)
      else { return nil }
      union.formUnion(types)
    }
    return union
  }

  /// Whether a keyword asks nothing of a value.
  private static func says(nothing keyword: String) -> Bool {
    switch keyword {
    case "title", "description", "default", "examples", "example", "deprecated", "readOnly",
      "writeOnly", "format", "contentMediaType", "contentEncoding", "contentSchema", "$schema",
      "$id", "$anchor", "$comment", "$defs", "$vocabulary", "$dynamicAnchor", "definitions":
      true
    default: keyword.hasPrefix("x-")
    }
  }
}
