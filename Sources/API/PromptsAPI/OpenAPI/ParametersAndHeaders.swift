internal import CanonicalJSON

/// A parameter of operations; the raw value is its name among the document's components.
enum ParameterComponent: String, CaseIterable {
  case id = "Id"
  case version = "Version"
  case templateVersion = "TemplateVersion"
  case variables = "Variables"
  case messages = "Messages"
  case strict = "Strict"
  case limit = "Limit"
  case after = "After"
  case order = "Order"
  case force = "Force"
  case deploymentID = "DeploymentId"
  case promptFilter = "PromptFilter"
  case environmentFilter = "EnvironmentFilter"
  case nameFilter = "NameFilter"
  case liveIn = "LiveIn"
  case afterDeployment = "AfterDeployment"
  case afterMove = "AfterMove"
  case ifMatch = "IfMatch"
  case ifActiveTip = "IfActiveTip"
  case ifNoneMatch = "IfNoneMatch"
  case idempotencyKey = "IdempotencyKey"
  case onBehalfOf = "OnBehalfOf"

  /// The parameter by its place in the document.
  var reference: JSONValue { ["$ref": .string("#/components/parameters/\(rawValue)")] }

  /// The parameter as the document has it.
  var json: JSONObject {
    var json: JSONObject = [
      "name": .string(name), "in": .string(place), "required": .bool(place == "path"),
      "description": .string(explanation),
    ]
    json["schema"] = .object(schema.json)
    json["example"] = example
    return json
  }

  /// Its name in requests.
  var name: String {
    switch self {
    case .id, .deploymentID: "id"
    case .version, .templateVersion: "version"
    case .variables: "variables"
    case .messages: "messages"
    case .strict: "strict"
    case .limit: "limit"
    case .after, .afterDeployment, .afterMove: "after"
    case .order: "order"
    case .force: "force"
    case .promptFilter: "prompt_id"
    case .environmentFilter, .liveIn: "environment"
    case .nameFilter: "name"
    case .ifMatch: "If-Match"
    case .ifActiveTip: "X-If-Active-Tip"
    case .ifNoneMatch: "If-None-Match"
    case .idempotencyKey: "Idempotency-Key"
    case .onBehalfOf: "X-On-Behalf-Of"
    }
  }

  /// Where it is: in the path, in the query or in the header.
  var place: String {
    switch self {
    case .id, .version, .deploymentID: "path"
    case .templateVersion, .variables, .messages, .strict, .limit, .after, .order, .force,
      .promptFilter, .environmentFilter, .nameFilter, .liveIn, .afterDeployment, .afterMove:
      "query"
    case .ifMatch, .ifActiveTip, .ifNoneMatch, .idempotencyKey, .onBehalfOf: "header"
    }
  }
}

extension ParameterComponent {
  /// What it is for.
  var explanation: String {
    switch self {
    case .id: "The prompt's id."
    case .version: "The version's number."
    case .templateVersion: "The version whose template is wanted; the live one if absent."
    case .variables:
      "The values to fill in, as the text of a JSON object. Texts go in as they are, numbers, truth values, "
        + "lists and objects as JSON, and null as nothing. The name of a list of messages takes one."
    case .messages:
      "Whether to give the messages of the prompt as well, with the values in them."
    case .strict:
      "Whether to refuse values that the template has no use for, values of other types than "
        + "declared, and variables that get no value."
    case .limit: "How many to give at most."
    case .after: "The id of the prompt behind which the page begins."
    case .order:
      "Ascending or descending: prompts by the time of their creation, versions by their number."
    case .force:
      "Whether to delete the prompt even if an environment points at it or another prompt includes it."
    case .deploymentID: "The deployment's id, a UUID."
    case .promptFilter: "The id of the prompt whose deployments are wanted."
    case .environmentFilter:
      "The name of the environment whose deployments are wanted; `env` is taken in its place."
    case .nameFilter:
      "The name in the ledger, or the title, of the prompts that are wanted: the whole of it."
    case .liveIn:
      "The environment whose live version is wanted; one that the prompt is deployed to. Not "
        + "together with `version`."
    case .afterDeployment: "The id of the deployment behind which the page begins."
    case .afterMove: "The id of the entry behind which the page begins."
    case .ifMatch:
      "The tip that the write is based on, with or without quotes; the operation says which one. "
        + "If it is not the current one, nothing is written."
    case .ifActiveTip:
      "The `X-Active-Tip` that the client saw. If it is not the current one, nothing is written: a "
        + "new version becomes the active one, and would undo a rollback."
    case .ifNoneMatch:
      "The `ETag` of the answer that the client has; if it is still the same, the answer is 304."
    case .idempotencyKey:
      "A name of the client's choice for this write. The same request with the same key is carried "
        + "out once and gets the same answer for 24 hours."
    case .onBehalfOf: "The user of the client's own for whom it asks."
    }
  }

  /// What values it may have.
  var schema: Schema {
    switch self {
    case .id, .after, .promptFilter: .id("prompt_")
    case .deploymentID, .afterDeployment: .uuid()
    case .environmentFilter, .liveIn, .afterMove: .text()
    case .nameFilter: .text(Limits.name)
    case .version, .templateVersion: .version()
    case .variables: .textOfJSON()
    case .limit: .number(Limits.page, default: Limits.defaultPage)
    case .order: .choice(["asc", "desc"], default: "desc")
    case .force, .messages, .strict: .flag(default: false)
    case .ifMatch, .ifActiveTip, .ifNoneMatch, .idempotencyKey, .onBehalfOf: .text()
    }
  }

  /// A value.
  var example: JSONValue {
    switch self {
    case .id, .after, .promptFilter: .string(Examples.promptID)
    case .deploymentID, .afterDeployment: .string(Examples.deploymentID)
    case .environmentFilter, .liveIn: "production"
    case .nameFilter: "support-reply"
    case .afterMove: .string(Examples.tip)
    case .version, .templateVersion: 1
    case .variables: .string(JSONValue.object(Examples.variables).text())
    case .limit: .integer(Limits.defaultPage)
    case .order: "desc"
    case .force, .messages, .strict: true
    case .ifMatch, .ifActiveTip: .string(Examples.tip)
    case .ifNoneMatch: .string(Examples.etag)
    case .idempotencyKey: "0190f3c2-7d41-7b3e-9a55-2f1c8e6d4b70"
    case .onBehalfOf: "user-17"
    }
  }
}

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
