import CanonicalJSON

/// How errors are described.
enum Refusal {
  /// The response for errors of one status, with an example for each.
  static func response(_ errors: [APIError]) -> JSONObject {
    let status = errors.first?.status ?? 500
    var response: JSONObject = ["description": .string(meaning(status))]
    if status == 401 { response["headers"] = headers(.wwwAuthenticate) }
    if errors.contains(where: { $0.retryAfter != nil }) {
      response["headers"] = headers(.retryAfter)
    }
    var examples = JSONObject()
    for error in errors {
      let name = [error.code, error.parameter].compactMap(\.self).joined(separator: ".")
      examples[name] = ["value": .object(error.json)]
    }
    response["content"] = [
      "application/json": [
        "schema": .object(SchemaComponent.error.reference), "examples": .object(examples),
      ]
    ]
    return response
  }

  private static func headers(_ header: HeaderComponent) -> JSONValue {
    .object(HeaderComponent.references([header]))
  }

  private static func meaning(_ status: Int) -> String {
    switch status {
    case 400: "The body, a parameter or a header field is not acceptable."
    case 401: "There is no key, or none that is known."
    case 403: "The key's role is too low for this, or another site's page asks without a key."
    case 404: "There is no such thing for this key, or the id is malformed."
    case 409: "Somebody else is changing, or depends on, the same thing, or a rule is against it."
    case 412: "`If-Match` does not hold any more."
    case 413: "The body is too long."
    case 414: "The path and the query are too long."
    case 415: "The body is not declared to be JSON."
    case 421: "The request is for another host, and has no key."
    case 429: "There were too many requests."
    case 431: "The header fields are too long."
    case 503: "The server is about to stop, or has not begun yet."
    default: "The server failed."
    }
  }
}
