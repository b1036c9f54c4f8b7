import CanonicalJSON
import PromptsAPI
import Testing

/// A value of a wire type as it is sent, and the type's own reader.
struct WireSample: Sendable, CustomTestStringConvertible {
  /// The type's name in the OpenAPI document.
  let schema: String
  /// The value as it is sent.
  let json: JSONObject
  /// Reads an object as this type, and sends what was read.
  let reread: @Sendable (JSONObject) throws(FormatError) -> JSONObject

  init<Value: WireObject>(_ schema: String, _ value: Value) {
    self.schema = schema
    json = value.json
    reread = { (json) throws(FormatError) in try Value(json).json }
  }

  var testDescription: String { "\(schema) \(JSONValue.object(json).text().prefix(80))" }

  /// Whether the type's reader takes an object.
  func reads(_ json: JSONObject) -> Bool { (try? reread(json)) != nil }
}
