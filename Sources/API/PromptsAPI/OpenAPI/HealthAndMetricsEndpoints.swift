internal import CanonicalJSON

/// What a server offers about itself, to whoever reaches it.
enum ServerEndpoint: String, CaseIterable {
  /// Whether it runs.
  case getHealth
  /// Whether it takes requests.
  case getReadiness
  /// What it counts.
  case getMetrics
  /// The document.
  case getDocument

  /// Its path.
  var path: String {
    switch self {
    case .getHealth: "/healthz"
    case .getReadiness: "/readyz"
    case .getMetrics: "/metrics"
    case .getDocument: "/openapi.json"
    }
  }

  /// The endpoint as the document has it.
  var json: JSONObject {
    var responses: JSONObject = [
      "200": ["description": .string(meaning), "content": content]
    ]
    responses["400"] = .object(ErrorResponse.response([.unknownParameters(["verbose"], known: [])]))
    if self == .getMetrics || self == .getDocument {
      responses["403"] = .object(ErrorResponse.response([.foreignOrigin("http://prompts.example")]))
      responses["421"] = .object(ErrorResponse.response([.foreignHost("prompts.example")]))
    }
    if self == .getReadiness { responses["503"] = CommonErrorResponses.reference(.unavailable) }
    return [
      "operationId": .string(rawValue), "tags": [.string(OperationGroup.server.rawValue)],
      "summary": .string(summary), "security": [], "responses": .object(responses),
    ]
  }

  private var summary: String {
    switch self {
    case .getHealth: "Ask whether the server runs"
    case .getReadiness: "Ask whether the server takes requests"
    case .getMetrics: "Read the server's counters"
    case .getDocument: "Read this document"
    }
  }

  private var meaning: String {
    switch self {
    case .getHealth: "The server runs."
    case .getReadiness: "The server takes requests."
    case .getMetrics: "The counters, in the text format of Prometheus."
    case .getDocument: "The description of the API, as OpenAPI 3.1."
    }
  }

  private var content: JSONValue {
    switch self {
    case .getHealth: SchemaComponent.health.content()
    case .getReadiness: SchemaComponent.readiness.content()
    case .getMetrics: ["text/plain": ["schema": ["type": "string"]]]
    case .getDocument:
      [
        "application/json": [
          "schema": ["type": "object", "required": ["openapi", "info", "paths", "components"]]
        ]
      ]
    }
  }
}
