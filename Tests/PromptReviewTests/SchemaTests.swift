import CanonicalJSON
import TestSupport
import Testing

@testable import PromptReview

/// Schemas read into flat lists. What Picoschema means is what dotprompt's own cases say.
@Suite struct SchemaTests {
  /// A field without the keys that it has in a header, which differ between the forms.
  private struct Meaning: Hashable, CustomStringConvertible {
    let path: [String]
    let types: Set<String>?
    let isOptional: Bool
    let values: [JSONValue]?
    let constraints: JSONObject

    init(_ field: SchemaField) {
      path = field.path
      types = field.types
      isOptional = field.isOptional
      values = field.values
      constraints = field.constraints
    }

    var description: String {
      "\(path) \(types?.sorted() ?? ["any"])\(isOptional ? "?" : "") \(values ?? []) "
        + "\(JSONValue.object(constraints))"
    }
  }

  private static func meanings(_ schema: JSONValue?) -> Set<Meaning>? {
    Schema(schema).fields.map { Set($0.map { Meaning($0) }) }
  }

  private static func parse(_ text: String) throws -> JSONValue {
    try JSONValue(parsing: Array(text.utf8))
  }

  /// Each case of the specification: what a header says in Picoschema, and the JSON Schema that
  /// dotprompt makes of it, have the same fields.
  @Test func picoschemaMeansWhatItsSpecificationSays() throws {
    let file = "\(RealPrompts.projectRoot)/../shared/data/dotprompt-spec/picoschema.yaml"
    let script = """
      import json, sys, yaml
      for case in yaml.safe_load(open(sys.argv[1], encoding="utf-8")):
        header = yaml.safe_load(case["template"].replace("\\r\\n", "\\n").split("---")[1])
        for test in case["tests"]:
          for side in ("input", "output"):
            if side in test["expect"]:
              print(json.dumps([case["name"], header[side]["schema"], test["expect"][side]["schema"]]))
      """
    let output = try run("/usr/bin/python3", ["-c", script, file])
    guard output.status == 0 else {
      print("skipped: \(file) is not there")
      return
    }
    var count = 0
    for line in output.outputBytes.split(separator: 10) {
      let parts = try #require(try JSONValue(parsing: Array(line)).array)
      let name = parts[0].string ?? ""
      // Schemas that are kept elsewhere are known by their names only.
      if name.contains("named_schema") { continue }
      let (pico, schema) = (Self.meanings(parts[1]), Self.meanings(parts[2]))
      #expect(pico != nil && pico == schema, "\(name): \(pico ?? []) and \(schema ?? [])")
      count += 1
    }
    #expect(count >= 15)
  }

  @Test func bothFormsAreRead() throws {
    let pico = try Self.parse(
      """
      {"title": "string, what it is called", "score?": "number",
       "tags(array, the tags)": "string", "kind(enum)": ["a", "b"],
       "author?(object)": {"name": "string", "age?": "integer"}}
      """)
    let schema = try Self.parse(
      """
      {"type": "object", "additionalProperties": false, "required": ["title", "tags", "kind"],
       "properties": {
         "title": {"type": "string"}, "score": {"type": ["number", "null"]},
         "tags": {"type": "array", "items": {"type": "string"}}, "kind": {"enum": ["a", "b"]},
         "author": {"type": ["object", "null"], "additionalProperties": false, "required": ["name"],
           "properties": {"name": {"type": "string"}, "age": {"type": ["integer", "null"]}}}}}
      """)
    let meanings = try #require(Self.meanings(pico))
    #expect(meanings.count == 9)
    #expect(meanings == Self.meanings(schema))
    let keys = Schema(pico).fields?.first { $0.path == ["author", "age"] }?.keys
    #expect(keys == ["author?(object)", "age?"])
  }

  @Test(arguments: [
    #"{"anyOf": [{"type": "string"}]}"#, ##"{"$ref": "#/x"}"##, "[]", "1", "true", "null", "\"\"",
    #"{"a(list)": "string"}"#, #"{"a(enum)": "x"}"#, #"{"a": 1}"#, #"{"a(": "string"}"#,
    #"{"type": "array", "items": [{"type": "string"}]}"#, #"{"type": 5, "properties": {}}"#,
    #"{"properties": {"a": {"oneOf": []}}}"#, #"{"type": "object", "patternProperties": {}}"#,
  ])
  func whatSaysMoreCannotBeRead(_ text: String) throws {
    #expect(Schema(try Self.parse(text)).fields == nil)
  }

  @Test func nothingIsNoSchema() {
    #expect(Schema(nil).fields == nil)
    #expect(Schema(nil).source == nil)
  }

  @Test(arguments: [
    // before, after, differences by field
    (#"{"a": "string"}"#, #"{"a": "string, said otherwise"}"#, ""),
    (#"{"a": "string"}"#, #"{"a?": "string"}"#, "a optional"),
    (#"{"a?": "string"}"#, #"{"a": "string"}"#, "a required"),
    (#"{"a": "string"}"#, #"{"a": "number"}"#, "a less more"),
    (#"{"a": "number"}"#, #"{"a": "integer"}"#, "a less"),
    (#"{"a": "integer"}"#, #"{"a": "number"}"#, "a more"),
    (#"{"a": "string"}"#, #"{"a": "any"}"#, "a more"),
    (#"{"a": "any"}"#, #"{"a": "string"}"#, "a less"),
    (#"{"a(enum)": ["x", "y"]}"#, #"{"a(enum)": ["x"]}"#, "a less"),
    (#"{"a(enum)": ["x"]}"#, #"{"a(enum)": ["x", "y"]}"#, "a more"),
    (#"{"a": "string"}"#, #"{"a(enum)": ["x"]}"#, "a less"),
    (#"{"a": "string"}"#, #"{"b": "string"}"#, "b added, a removed"),
    (#"{"a": {"b": "string", "c": "string"}}"#, #"{"a": {"b": "string"}}"#, "a.c removed"),
    (#"{"a": {"b": "string"}}"#, #"{"a": "string"}"#, "a less more"),
    (#"{"a(array)": "string"}"#, #"{"a(array)": "number"}"#, "a.[] less more"),
    (
      #"{"type": "string", "minLength": 1}"#, #"{"type": "string", "minLength": 2}"#, " constraints"
    ),
    (
      #"{"type": "object", "properties": {"a": {"type": "string"}, "b": {}}}"#,
      #"{"properties": {"b": {}, "a": {"type": "string"}}, "type": "object"}"#, ""
    ),
  ])
  func differencesAreTold(old: String, new: String, expected: String) throws {
    let before = try #require(Schema(try Self.parse(old)).fields)
    let after = try #require(Schema(try Self.parse(new)).fields)
    let told = SchemaDifference.between(before, after).map { difference in
      let name = difference.field?.name ?? "?"
      let kind =
        switch difference.kind {
        case .added: "added"
        case .removed: "removed"
        case .madeOptional: "optional"
        case .madeRequired: "required"
        case .type(let less, let more):
          [less ? "less" : nil, more ? "more" : nil].compactMap(\.self).joined(separator: " ")
        case .constraints: "constraints"
        }
      return "\(name) \(kind)"
    }
    #expect(told.joined(separator: ", ") == expected)
  }
}
