internal import CanonicalJSON

/// A JSON Schema (Draft 2020-12), made from a few kinds.
struct Schema: Sendable {
  /// The schema itself.
  private(set) var json: JSONObject

  private init(_ json: JSONObject) { self.json = json }

  /// The same schema with a word on what the value is.
  func about(_ description: String) -> Schema {
    with("description", .string(description))
  }

  /// A text of some length in code points, or of any.
  static func text(_ length: ClosedRange<Int>? = nil) -> Schema {
    guard let length else { return Schema(["type": "string"]) }
    let shortest: JSONObject =
      length.lowerBound > 0 ? ["minLength": .integer(length.lowerBound)] : [:]
    return Schema(["type": "string"]).with(shortest)
      .with("maxLength", .integer(length.upperBound))
  }

  /// One text and no other.
  static func constant(_ value: JSONValue) -> Schema { Schema(["const": value]) }

  /// One of a few texts.
  static func choice(_ values: [String], default value: String? = nil) -> Schema {
    let schema = Schema(["type": "string", "enum": .array(values.map { .string($0) })])
    return value.map { schema.with("default", .string($0)) } ?? schema
  }

  /// An id: a prefix and 32 hexadecimal digits.
  static func id(_ prefix: String) -> Schema {
    Schema(["type": "string", "pattern": .string("^\(prefix)[0-9a-f]{32}$")])
  }

  /// A UUID with hyphens.
  static func uuid() -> Schema { Schema(["type": "string", "format": "uuid"]) }

  /// The hash of a version's content.
  static func hash() -> Schema {
    Schema(["type": "string", "pattern": "^sha256:[0-9a-f]{64}$"])
  }

  /// A hash or its first digits, or one of a few words.
  static func hashDigits(or words: [String] = []) -> Schema {
    let (least, most) = (Limits.hashDigits.lowerBound, Limits.hashDigits.upperBound)
    let forms = words + ["(sha256:)?[0-9a-f]{\(least),\(most)}"]
    return Schema([
      "type": "string", "pattern": .string("^(\(forms.joined(separator: "|")))$"),
    ])
  }

  /// A list of texts.
  static func texts() -> Schema { Schema(["type": "array", "items": ["type": "string"]]) }

  /// A time, RFC 3339.
  static func time() -> Schema { Schema(["type": "string", "format": "date-time"]) }

  /// A whole number.
  static func number(_ range: ClosedRange<Int>, default value: Int? = nil) -> Schema {
    let schema = Schema([
      "type": "integer", "minimum": .integer(range.lowerBound),
      "maximum": .integer(range.upperBound),
    ])
    return value.map { schema.with("default", .integer($0)) } ?? schema
  }

  /// The number of a version.
  static func version() -> Schema { number(1...Limits.version) }

  /// A truth value.
  static func flag(default value: Bool? = nil) -> Schema {
    let schema = Schema(["type": "boolean"])
    return value.map { schema.with("default", .bool($0)) } ?? schema
  }

  /// An object with any members.
  static func anything() -> Schema { Schema(["type": "object", "additionalProperties": true]) }

  /// A list of objects with any members.
  static func objects() -> Schema {
    Schema(["type": "array", "items": .object(anything().json)])
  }

  /// A text that is itself a JSON object.
  static func textOfJSON() -> Schema {
    Schema([
      "type": "string", "contentMediaType": "application/json",
      "contentSchema": ["type": "object"],
    ])
  }

  /// A list of things that the document names.
  static func list(of component: SchemaComponent) -> Schema {
    Schema(["type": "array", "items": .object(component.reference)])
  }

  /// A thing that the document names.
  static func reference(_ component: SchemaComponent) -> Schema { Schema(component.reference) }

  /// The same schema, which `null` fits too.
  var orNull: Schema {
    json["type"].map { with("type", [$0, "null"]) } ?? self
  }

  /// An object with these members, and perhaps with others that are passed over.
  static func object(_ members: [SchemaMember]) -> Schema {
    let properties = members.map { JSONMember(key: $0.name, value: .object($0.schema.json)) }
    let required = members.filter(\.isRequired).map { JSONValue.string($0.name) }
    let schema = Schema(["type": "object", "properties": .object(JSONObject(properties))])
    return required.isEmpty ? schema : schema.with("required", .array(required))
  }

  /// The same schema with an example.
  func example(_ value: JSONObject) -> Schema { with("examples", [.object(value)]) }

  private func with(_ key: String, _ value: JSONValue) -> Schema {
    var schema = self
    schema.json[key] = value
    return schema
  }

  private func with(_ members: JSONObject) -> Schema {
    members.reduce(self) { $0.with($1.key, $1.value) }
  }
}

/// A member of an object in a schema.
struct SchemaMember: Sendable {
  let name: String
  let schema: Schema
  let isRequired: Bool

  /// A member that is always there.
  static func required(_ name: String, _ schema: Schema, _ description: String) -> SchemaMember {
    SchemaMember(name: name, schema: schema.about(description), isRequired: true)
  }

  /// A member that may be absent.
  static func optional(_ name: String, _ schema: Schema, _ description: String) -> SchemaMember {
    SchemaMember(name: name, schema: schema.about(description), isRequired: false)
  }
}
