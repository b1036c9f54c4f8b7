import CanonicalJSON

/// What every operation can refuse in the same way.
enum SharedRefusals {
  /// The errors of any request, or of any request with a body.
  static func all(hasBody: Bool) -> [APIError] {
    [.unauthenticated, .foreignHost("prompts.example")]
      + (hasBody ? [.tooLarge(limit: 2_097_152), .mediaType] : []) + [
        .uriTooLong(limit: Limits.target), .tooMany(retryAfter: 5),
        .fieldsTooLarge(limit: Limits.fields),
        .internalFailure, .unavailable,
      ]
  }

  /// A body that is not JSON.
  static var malformedBody: [APIError] {
    do throws(JSONError) {
      _ = try JSONValue(parsing: #"{"name": "Greeting""#)
      return []
    } catch {
      return [.body("\(error)")]
    }
  }

  /// The responses by the codes of their errors.
  static var components: JSONObject {
    JSONObject(
      all(hasBody: true).map {
        JSONMember(key: $0.code, value: .object(Refusal.response([$0])))
      })
  }

  /// A response by its place in the document.
  static func reference(_ error: APIError) -> JSONValue {
    ["$ref": .string("#/components/responses/\(error.code)")]
  }
}
