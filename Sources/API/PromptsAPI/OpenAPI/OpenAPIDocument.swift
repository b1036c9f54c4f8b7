public import CanonicalJSON
import HTTPMessages

/// The description of the API for programs and for people, as OpenAPI 3.1.
///
/// It is made from what the server itself works with: paths and methods from ``Operation``, bounds
/// from ``Limits``, examples from the wire types and from ``APIError``.
public enum OpenAPIDocument {
  /// The document.
  ///
  /// - Parameter version: The version of the program that serves it.
  public static func make(version: String) -> JSONObject {
    [
      "openapi": "3.1.1",
      "info": [
        "title": "Prompts API", "version": .string(version),
        "summary": "Prompts with versions that never change, and a live one among them.",
        "description": .string(introduction),
      ],
      "servers": [["url": "/", "description": "The server that this document comes from."]],
      "security": [[.bearer: []]],
      "tags": .array(OperationGroup.allCases.map(\.json)),
      "paths": .object(paths),
      "components": .object(components),
    ]
  }

  private static let introduction = """
    Bodies are JSON in UTF-8. Lengths are counted in Unicode code points, so that a line break of \
    CR LF has two. Members that a reader does not know are to be passed over, here and at clients. Parameters of \
    a query that there are not are refused.

    Every error has the same shape, and its message says what to do. A key sees the prompts of its \
    owner only; all others are answered as if they did not exist. A path that is asked for with a \
    method which it does not have gives 405, and `Allow` names those that it has.

    Whoever keeps the tip that an answer about a prompt came with, and sends it as `If-Match` with \
    a write, overwrites nobody else's work.
    """

  private static var paths: JSONObject {
    var paths = JSONObject()
    for operation in Operation.allCases {
      var item = paths[operation.path.text]?.object ?? JSONObject()
      item[operation.method.rawValue.lowercased()] = .object(operation.json)
      paths[operation.path.text] = .object(item)
    }
    for endpoint in ServerEndpoint.allCases {
      paths[endpoint.path] = ["get": .object(endpoint.json)]
    }
    return paths
  }

  private static var components: JSONObject {
    [
      "securitySchemes": [
        .bearer: [
          "type": "http", "scheme": "bearer",
          "description": "An API key, sent as `Authorization: Bearer <key>`.",
        ]
      ],
      "schemas": .object(named(SchemaComponent.allCases) { $0.schema.json }),
      "parameters": .object(named(ParameterComponent.allCases, \.json)),
      "headers": .object(named(HeaderComponent.allCases, \.json)),
      "responses": .object(CommonErrorResponses.components),
    ]
  }

  private static func named<Component: RawRepresentable<String>>(
    _ components: [Component], _ json: (Component) -> JSONObject
  ) -> JSONObject {
    JSONObject(components.map { JSONMember(key: $0.rawValue, value: .object(json($0))) })
  }
}

extension String {
  /// The name of the one way to authenticate.
  fileprivate static let bearer = "bearerAuth"
}
