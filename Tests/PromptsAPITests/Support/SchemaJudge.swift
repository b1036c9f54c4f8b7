import CanonicalJSON
import PromptsAPI
import TestSupport

/// Python's jsonschema as the judge of values, with the schemas of the OpenAPI document.
enum SchemaJudge {
  static let document = OpenAPIDocument.make(version: "1.2.3")

  /// What is wrong with each value, `nil` where it fits the schema of this name.
  static func complaints(
    _ values: [(schema: String, json: JSONObject)]
  ) throws -> [String?] {
    let data: JSONValue = [
      "document": .object(document),
      "values": .array(values.map { [.string($0.schema), .object($0.json)] }),
    ]
    let answer = try PythonPackages.run(
      """
      from jsonschema import Draft202012Validator as Validator
      from jsonschema.exceptions import best_match
      validators = {
          name: Validator(
              {"$ref": f"#/components/schemas/{name}", "components": data["document"]["components"]},
              format_checker=Validator.FORMAT_CHECKER)
          for name in data["document"]["components"]["schemas"]
      }
      errors = [best_match(validators[name].iter_errors(value)) for name, value in data["values"]]
      answer = [error and f"{error.json_path}: {error.message}"[:300] for error in errors]
      """, on: data)
    return (answer.array ?? []).map(\.string)
  }
}
