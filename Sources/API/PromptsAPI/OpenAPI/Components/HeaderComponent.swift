import CanonicalJSON

/// A header field of answers; the raw value is its name.
enum HeaderComponent: String, CaseIterable {
  case etag = "ETag"
  case versionsTip = "X-Versions-Tip"
  case activeTip = "X-Active-Tip"
  case infoTip = "X-Info-Tip"
  case deploymentTip = "X-Deployment-Tip"
  case retryAfter = "Retry-After"
  case wwwAuthenticate = "WWW-Authenticate"

  /// Those of every answer about one prompt.
  static let tips: [HeaderComponent] = [.versionsTip, .activeTip, .infoTip]

  /// Some of them by name, each by its place in the document.
  static func references(_ headers: [HeaderComponent]) -> JSONObject {
    JSONObject(
      headers.map {
        JSONMember(
          key: $0.rawValue, value: ["$ref": .string("#/components/headers/\($0.rawValue)")])
      })
  }

  /// The header field as the document has it.
  var json: JSONObject {
    [
      "description": .string(explanation), "schema": .object(schema), "example": example,
    ]
  }

  private var explanation: String {
    switch self {
    case .etag: "A name for exactly this answer, for `If-None-Match`."
    case .versionsTip: "What the versions stand at, for `If-Match` when one is added."
    case .activeTip: "What the live version stands at, for `If-Match` when it is moved."
    case .infoTip: "What the record stands at, for `If-Match` when it is edited."
    case .deploymentTip:
      "What the deployment stands at, for `If-Match` when it is moved."
    case .retryAfter: "How many seconds to wait before the next try."
    case .wwwAuthenticate: "How to authenticate."
    }
  }

  private var schema: JSONObject {
    self == .retryAfter ? ["type": "integer", "minimum": 0] : ["type": "string"]
  }

  private var example: JSONValue {
    switch self {
    case .etag: .string(Examples.etag)
    case .versionsTip, .activeTip, .infoTip, .deploymentTip: .string(Examples.tip)
    case .retryAfter: 5
    case .wwwAuthenticate: "Bearer"
    }
  }
}
