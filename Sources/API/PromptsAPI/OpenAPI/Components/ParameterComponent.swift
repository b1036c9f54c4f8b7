import CanonicalJSON

/// A parameter of operations; the raw value is its name among the document's components.
enum ParameterComponent: String, CaseIterable {
  case id = "Id"
  case version = "Version"
  case templateVersion = "TemplateVersion"
  case variables = "Variables"
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
    case .templateVersion, .variables, .limit, .after, .order, .force, .promptFilter,
      .environmentFilter, .nameFilter, .liveIn, .afterDeployment, .afterMove:
      "query"
    case .ifMatch, .ifActiveTip, .ifNoneMatch, .idempotencyKey, .onBehalfOf: "header"
    }
  }
}
