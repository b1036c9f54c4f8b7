internal import CanonicalJSON

/// A schema of a header, `input.schema` or `output.schema`, as a flat list of fields.
///
/// It is Picoschema or JSON Schema. What is in neither form, or says more than such a list can, such
/// as `anyOf`, has no fields; two of these can only be told to be different.
struct Schema: Sendable {
  /// The value in the header; nil if there is none.
  let source: JSONValue?

  /// The fields, each after the one that it lies in, the whole first; nil if they cannot be told.
  let fields: [SchemaField]?

  init(_ source: JSONValue?) {
    self.source = source
    var reader = SchemaReader()
    fields = source.flatMap { reader.read($0) ? reader.fields : nil }
  }
}

/// One value that a schema describes.
struct SchemaField: Sendable, Hashable {
  /// The names from the top; `[]` is the item of a list, `(*)` any other key. Empty for the whole.
  let path: [String]

  /// The keys in the header, from the schema's own.
  let keys: [String]

  /// The types, `null` among them; nil for any. A name that is no type is that of a schema which is
  /// kept elsewhere.
  let types: Set<String>?

  /// Whether its object may be without it.
  let isOptional: Bool

  /// The values that it may have, where they are listed.
  let values: [JSONValue]?

  /// What else the schema demands, such as `minLength`.
  let constraints: JSONObject

  /// The path as messages show it: `customer.name`.
  var name: String { path.joined(separator: ".") }

  /// Whether readers may find nothing there.
  var mayBeMissing: Bool {
    isOptional || (types.map { $0.count > 1 && $0.contains("null") } ?? false)
      || (values.map { $0.count > 1 && $0.contains(.null) } ?? false)
  }

  /// The types apart from `null`; where values are listed and no types, theirs.
  var plainTypes: Set<String>? {
    if let types { return types.count > 1 ? types.subtracting(["null"]) : types }
    return values.map { Set($0.lazy.filter { !$0.isNull }.map(\.kind)) }
  }

  /// The listed values apart from null.
  var plainValues: [JSONValue]? { values.map { $0.filter { !$0.isNull } } }
}

/// Reads either form.
struct SchemaReader {
  private(set) var fields: [SchemaField] = []

  /// The types that JSON Schema has.
  static let types: Set<String> = [
    "string", "boolean", "null", "number", "integer", "object", "array",
  ]

  /// Reads a whole schema.
  ///
  /// - Returns: False if it has no such form.
  mutating func read(_ schema: JSONValue) -> Bool {
    readAny(schema, SchemaPlace(path: [], keys: [], isOptional: false))
  }

  /// A schema is JSON Schema if it says so by `type` or `properties`, as dotprompt decides it.
  private mutating func readAny(_ schema: JSONValue, _ place: SchemaPlace) -> Bool {
    switch schema {
    case .string(let text): readScalar(text, place)
    case .object(let object):
      Self.isJSONSchema(object) ? readJSON(object, place) : readPico(object, place)
    case .null, .bool, .number, .array: false
    }
  }

  private static func isJSONSchema(_ object: JSONObject) -> Bool {
    if let type = object["type"]?.string, types.contains(type) || type == "any" { return true }
    // Lists of types and combinations are beyond Picoschema.
    return object["type"]?.array != nil || object["properties"]?.object != nil
      || object.contains { $0.key.utf8.first == UInt8(ascii: "$") || isCombination($0.key) }
  }

  private static func isCombination(_ key: String) -> Bool {
    ["anyOf", "oneOf", "allOf"].contains(key)
  }

  mutating func append(
    _ place: SchemaPlace, _ types: Set<String>?, values: [JSONValue]? = nil,
    constraints: JSONObject = JSONObject()
  ) {
    fields.append(
      SchemaField(
        path: place.path, keys: place.keys, types: types, isOptional: place.isOptional,
        values: values, constraints: constraints))
  }
}

/// Where in a schema a reader is.
struct SchemaPlace {
  var path: [String]
  var keys: [String]
  var isOptional: Bool

  func with(_ name: String, keys more: [String], isOptional: Bool = false) -> SchemaPlace {
    SchemaPlace(path: path + [name], keys: keys + more, isOptional: isOptional)
  }
}

// Picoschema: `name?(array, description): type, description`.
extension SchemaReader {
  /// A type with a description, or the name of a schema that is kept elsewhere.
  private mutating func readScalar(_ text: String, _ place: SchemaPlace) -> Bool {
    let type = Self.word(before: UInt8(ascii: ","), in: text)
    guard !type.utf8.isEmpty else { return false }
    append(place, type == "any" ? nil : Self.nullable([type], place))
    return true
  }

  private mutating func readPico(_ object: JSONObject, _ place: SchemaPlace) -> Bool {
    let others = object["(*)"] != nil
    append(
      place, Self.nullable(["object"], place),
      constraints: others ? JSONObject() : ["additionalProperties": false])
    for member in object {
      guard readMember(member, place) else { return false }
    }
    return true
  }

  private mutating func readMember(_ member: JSONMember, _ place: SchemaPlace) -> Bool {
    if member.key == "(*)" {
      return readAny(member.value, place.with("(*)", keys: [member.key], isOptional: true))
    }
    var name = Self.word(before: UInt8(ascii: "("), in: member.key)
    let isOptional = name.utf8.last == UInt8(ascii: "?")
    if isOptional { name.removeLast() }
    let here = place.with(name, keys: [member.key], isOptional: isOptional)
    guard let open = member.key.utf8.firstIndex(of: UInt8(ascii: "(")) else {
      return readAny(member.value, here)
    }
    guard member.key.utf8.last == UInt8(ascii: ")") else { return false }
    let inside = String(member.key[member.key.utf8.index(after: open)...].dropLast())
    switch Self.word(before: UInt8(ascii: ","), in: inside) {
    case "array":
      append(here, Self.nullable(["array"], here))
      return readAny(member.value, here.with("[]", keys: []))
    case "object": return readAny(member.value, here)
    case "enum":
      guard var values = member.value.array else { return false }
      if isOptional, !values.contains(.null) { values.append(.null) }
      append(here, nil, values: values)
      return true
    default: return false
    }
  }

  /// The types of a field; an optional one may be null too.
  private static func nullable(_ types: Set<String>, _ place: SchemaPlace) -> Set<String> {
    place.isOptional && place.path.last != "(*)" ? types.union(["null"]) : types
  }

  /// What stands before a sign, or all, without blanks around it.
  private static func word(before sign: UInt8, in text: String) -> String {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    var word = text.utf8.prefix { $0 != sign }.drop(while: isBlank)
    while let last = word.last, isBlank(last) { word.removeLast() }
    return String(Substring(word))
  }
}
