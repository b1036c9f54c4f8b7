public import CanonicalJSON

/// Picoschema, the short form of JSON Schema in headers of dotprompt files.
///
/// A field is `name: type, description`, with `name?` where it is optional; `name(array)`,
/// `name(object)` and `name(enum)` say what its value describes, and `(*)` stands for all other
/// fields. Source: <https://google.github.io/dotprompt/reference/picoschema/>.
public enum Picoschema {
  /// The JSON Schema of a schema of either kind, as dotprompt makes it; `nil` of an empty one.
  ///
  /// A schema with a `type` of JSON Schema or with an object `properties` is JSON Schema, and stays
  /// as it is, but that `properties` without `type` gets the type `object`.
  ///
  /// - Parameters:
  ///   - schema: a header's `input.schema` or `output.schema`.
  ///   - named: JSON Schemas by the names that fields may give as their type.
  /// - Throws: the first `PicoschemaError`.
  public static func jsonSchema(
    of schema: JSONValue, named: JSONObject = JSONObject()
  ) throws(PicoschemaError) -> JSONValue? {
    var converter = PicoschemaConverter(named: named)
    let result = converter.convert(schema)
    if let error = converter.errors.first { throw error }
    return result
  }

  /// The types that a field can have by their names.
  static let types = ["string", "number", "integer", "boolean", "null", "any"]

  /// The types by which JSON Schema is told from Picoschema.
  static let schemaTypes = types + ["object", "array"]
}

/// Why a schema is no Picoschema.
public struct PicoschemaError: Error, Hashable, Sendable {
  /// The field in which the fault is.
  public let path: InputPath

  /// The fault, and what to do.
  public let message: String
}

extension PicoschemaError: CustomStringConvertible {
  /// The field and the message.
  public var description: String {
    path.steps.isEmpty ? message : "\(path): \(message)"
  }
}

/// Converts a whole schema; what it cannot read becomes the schema of any value, and an error.
struct PicoschemaConverter {
  let named: JSONObject

  /// The faults in their order.
  private(set) var errors: [PicoschemaError] = []

  init(named: JSONObject) {
    self.named = named
  }

  mutating func convert(_ schema: JSONValue) -> JSONValue? {
    switch schema {
    case .null, .bool(false): return nil
    case .number(let number) where number.double == 0: return nil
    case .array(let values) where values.isEmpty: return nil
    case .string(let text):
      if text.isEmpty { return nil }
      let field = FieldText(text)
      guard Picoschema.types.contains(where: field.type.hasSameBytes) else {
        return lookUp(field, at: InputPath())
      }
      return described(["type": .string(field.type)], field.text)
    case .object(var object):
      if object.isEmpty { return nil }
      if let type = object["type"]?.string,
        Picoschema.schemaTypes.contains(where: type.hasSameBytes)
      {
        return schema
      }
      if object["properties"]?.object != nil {
        object["type"] = "object"
        return .object(object)
      }
      return convert(field: schema, at: InputPath(), room: JSONValue.depthLimit)
    default: return convert(field: schema, at: InputPath(), room: JSONValue.depthLimit)
    }
  }

  /// The schema of what stands behind a field's name.
  private mutating func convert(
    field value: JSONValue, at path: InputPath, room: Int
  ) -> JSONValue {
    switch value {
    case .string(let text):
      let field = FieldText(text)
      if field.type.hasSameBytes(as: "any") { return described([:], field.text) }
      guard Picoschema.types.contains(where: field.type.hasSameBytes) else {
        return lookUp(field, at: path)
      }
      return described(["type": .string(field.type)], field.text)
    case .object(let fields):
      guard room > 0 else {
        return fault("objects lie more than \(JSONValue.depthLimit) deep: flatten them", at: path)
      }
      return convert(fields, at: path, room: room - 1)
    default:
      return fault(
        "a field is a type such as 'string' or an object of fields, not \(Excerpt.value(value))",
        at: path)
    }
  }

  private mutating func convert(_ fields: JSONObject, at path: InputPath, room: Int) -> JSONValue {
    var properties = JSONObject()
    var required: [JSONValue] = []
    var others: JSONValue = false
    for field in fields {
      if field.key.hasSameBytes(as: "(*)") {
        others = convert(field: field.value, at: path.appending(.others), room: room)
        continue
      }
      let key = FieldName(field.key)
      if !key.isOptional { required.append(.string(key.name)) }
      properties[key.name] = property(key, field.value, at: path.member(key.name), room: room)
    }
    var schema: JSONObject = ["type": "object", "properties": .object(properties)]
    if !required.isEmpty { schema["required"] = .array(required) }
    schema["additionalProperties"] = others
    return .object(schema)
  }

  private mutating func property(
    _ key: FieldName, _ value: JSONValue, at path: InputPath, room: Int
  ) -> JSONValue {
    guard let kind = key.kind else {
      return orNull(convert(field: value, at: path, room: room), if: key.isOptional)
    }
    switch kind.type {
    case "array":
      let items = convert(field: value, at: path.appending(.elements), room: room)
      return described(
        ["type": key.isOptional ? ["array", "null"] : "array", "items": items], kind.text)
    case "object":
      let object = orNull(convert(field: value, at: path, room: room), if: key.isOptional)
      return object.object.map { described($0, kind.text) } ?? object
    case "enum":
      guard key.isOptional else { return described(["enum": value], kind.text) }
      guard case .array(var values) = value else {
        return fault("an enum is a list of values, not \(Excerpt.value(value))", at: path)
      }
      if !values.contains(where: \.isNull) { values.append(.null) }
      return described(["enum": .array(values)], kind.text)
    default:
      return fault(
        "\(Excerpt.quoted(kind.type)) is nothing for parentheses: 'array', 'object' and 'enum' are",
        at: path)
    }
  }

  /// The schema of a name that is no type.
  private mutating func lookUp(_ field: FieldText, at path: InputPath) -> JSONValue {
    // Nothing is found where it is empty: so dotprompt has it.
    guard let schema = named[field.type], schema.object?.isEmpty != true else {
      let types = Picoschema.types.map { "'\($0)'" }.joined(separator: ", ")
      // TypeScript writes lists so, and many a header does.
      let hint = field.type.hasSuffix("[]") ? "; a list is 'name(array): type'" : ""
      return fault("\(Excerpt.quoted(field.type)) is no type: \(types) are\(hint)", at: path)
    }
    return schema.object.map { described($0, field.text) } ?? schema
  }

  private mutating func fault(_ message: String, at path: InputPath) -> JSONValue {
    errors.append(PicoschemaError(path: path, message: message))
    return [:]
  }

  /// A schema that allows null besides, if it has one type and the field is optional.
  private func orNull(_ schema: JSONValue, if isOptional: Bool) -> JSONValue {
    guard isOptional, var object = schema.object, let type = object["type"], type.string != nil
    else { return schema }
    object["type"] = [type, "null"]
    return .object(object)
  }

  private func described(_ schema: JSONObject, _ text: String?) -> JSONValue {
    guard let text, !text.isEmpty else { return .object(schema) }
    var schema = schema
    schema["description"] = .string(text)
    return .object(schema)
  }
}

/// A field's name with its marks: `name?(array, description)`.
private struct FieldName {
  let name: String
  let isOptional: Bool

  /// What stands in parentheses, if anything does.
  let kind: FieldText?

  init(_ key: String) {
    let parts = key.unicodeScalars.split(
      separator: "(", maxSplits: 2, omittingEmptySubsequences: false)
    let name = parts.first.map { String($0) } ?? ""
    isOptional = name.utf8.last == UInt8(ascii: "?")
    self.name = isOptional ? String(name.unicodeScalars.dropLast()) : name
    // The last character is taken for the closing parenthesis.
    let inside = parts.count > 1 ? String(parts[1].dropLast()) : ""
    kind = inside.isEmpty ? nil : FieldText(inside)
  }
}

/// A type and its description: `number, how many`.
private struct FieldText {
  let type: String
  let text: String?

  init(_ whole: String) {
    var line = whole.unicodeScalars[...]
    if line.last == "\n" { line.removeLast() }
    // A text of several lines has no description.
    guard !line.contains("\n"), let comma = line.firstIndex(of: ",") else {
      type = whole
      text = nil
      return
    }
    type = String(line[..<comma])
    text = String(line[line.index(after: comma)...].drop { $0 == " " })
  }
}
