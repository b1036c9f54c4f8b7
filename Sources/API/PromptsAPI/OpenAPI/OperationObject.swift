internal import CanonicalJSON
internal import HTTPMessages

extension Operation {
  /// The operation as the document has it.
  var json: JSONObject {
    var json: JSONObject = [
      "operationId": .string(rawValue), "tags": [.string(group.rawValue)],
      "summary": .string(summary), "description": .string(explanation),
      "x-required-role": .string(requiredRole),
      "parameters": .array(parameters.map(\.reference)),
    ]
    if let request {
      json["requestBody"] = ["required": true, "content": request.content()]
    }
    json["responses"] = .object(responses)
    return json
  }

  private var responses: JSONObject {
    var responses: JSONObject = [
      String(success.rawValue): [
        "description": .string(success == .created ? "It was made." : "It was done."),
        "headers": .object(HeaderComponent.references(headers)),
        "content": answer.content(answerExample),
      ]
    ]
    if answersOKIfUnchanged {
      responses["200"] = [
        "description": "It was so already, and nothing changed.",
        "headers": .object(HeaderComponent.references(headers)),
        "content": answer.content(answerExample),
      ]
    }
    if method.isRead {
      responses["304"] = [
        "description": "What the client has, as `If-None-Match` says, is still right. No body.",
        "headers": .object(HeaderComponent.references(headers)),
      ]
    }
    let shared = CommonErrorResponses.all(hasBody: request != nil)
    let statuses = Set((refusals + shared).map(\.status)).sorted()
    for status in statuses {
      let own = refusals.filter { $0.status == status }
      responses[String(status)] =
        own.isEmpty
        ? shared.first { $0.status == status }.map(CommonErrorResponses.reference)
        : .object(ErrorResponse.response(own))
    }
    return responses
  }
}

// What each operation takes and gives.
extension Operation {
  /// Whether it is about one prompt that is there afterwards.
  var showsPrompt: Bool {
    switch self {
    case .createPrompt, .getPrompt, .updatePrompt, .createPromptVersion, .listPromptVersions,
      .getPromptVersion, .rollbackPrompt:
      true
    default: false
    }
  }

  /// Whether it is about one deployment.
  var showsDeployment: Bool {
    switch self {
    case .deployPrompt, .rollbackDeployment, .getDeploymentHistory: true
    default: parameters.contains(.liveIn)
    }
  }

  /// Its parameters: those of the path, of the query, and the header fields.
  var parameters: [ParameterComponent] {
    let own: [ParameterComponent] =
      switch self {
      case .createPrompt: [.idempotencyKey]
      case .listPrompts: [.limit, .after, .order, .nameFilter]
      case .getPrompt: [.id, .templateVersion, .liveIn, .variables, .messages, .strict]
      case .updatePrompt: [.id, .ifMatch]
      case .deletePrompt: [.id, .force]
      case .createPromptVersion: [.id, .ifMatch, .ifActiveTip, .idempotencyKey]
      case .listPromptVersions: [.id, .limit, .order, .liveIn]
      case .getPromptVersion: [.id, .version]
      case .rollbackPrompt: [.id, .ifMatch]
      case .listDeployments:
        [.promptFilter, .nameFilter, .environmentFilter, .limit, .afterDeployment]
      case .deployPrompt: [.ifMatch, .idempotencyKey]
      case .rollbackDeployment: [.ifMatch]
      case .getDeploymentHistory: [.deploymentID, .limit, .afterMove]
      }
    return own + (method.isRead ? [.ifNoneMatch] : []) + [.onBehalfOf]
  }

  /// The names of the parameters that its query may have.
  public var queryParameters: [String] { Operation.queryParameters[self, default: []] }

  private static let queryParameters = Dictionary(
    uniqueKeysWithValues: allCases.map { operation in
      (operation, operation.parameters.filter { $0.place == "query" }.map(\.name))
    })

  /// The body that it takes, if it takes one.
  var request: SchemaComponent? {
    switch self {
    case .createPrompt: .createPromptRequest
    case .updatePrompt: .updatePromptRequest
    case .createPromptVersion: .createVersionRequest
    case .rollbackPrompt: .rollbackRequest
    case .deployPrompt: .deployRequest
    case .rollbackDeployment: .deploymentRollbackRequest
    case .listPrompts, .getPrompt, .deletePrompt, .listPromptVersions, .getPromptVersion,
      .listDeployments, .getDeploymentHistory:
      nil
    }
  }

  /// The status of success.
  var success: HTTPStatus {
    switch self {
    case .createPrompt, .createPromptVersion, .deployPrompt: .created
    default: .ok
    }
  }

  /// Whether it answers 200 where there was nothing left to make.
  var answersOKIfUnchanged: Bool { self == .deployPrompt }

  /// The body of success.
  var answer: SchemaComponent {
    switch self {
    case .createPrompt: .createdPrompt
    case .listPrompts: .promptPage
    case .getPrompt: .promptWithTemplate
    case .updatePrompt, .rollbackPrompt: .prompt
    case .deletePrompt: .deletedPrompt
    case .createPromptVersion, .getPromptVersion: .version
    case .listPromptVersions: .versionList
    case .listDeployments: .deploymentPage
    case .deployPrompt: .deployment
    case .rollbackDeployment: .deploymentRollback
    case .getDeploymentHistory: .deploymentHistory
    }
  }

  /// The body that answers the example of its request, where the type's own example does not.
  var answerExample: JSONObject? {
    switch self {
    case .updatePrompt: Examples.edited.json
    case .createPromptVersion: Examples.laterVersion.json
    default: nil
    }
  }

  /// The header fields of success.
  var headers: [HeaderComponent] {
    (method.isRead ? [.etag] : []) + (showsPrompt ? HeaderComponent.tips : [])
      + (showsDeployment ? [.deploymentTip] : [])
  }
}
