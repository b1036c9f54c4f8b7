internal import CanonicalJSON

extension Operation {
  /// What it can refuse beyond ``CommonErrorResponses``, with one error for each cause.
  var refusals: [APIError] {
    var refusals =
      [APIError.encoding, .unknownParameters(["colour"], known: queryParameters)] + causes
    if request != nil { refusals.append(contentsOf: CommonErrorResponses.malformedBody) }
    if parameters.contains(.idempotencyKey) { refusals.append(.idempotencyKeyReused) }
    if requiredRole != "reader" {
      refusals.append(
        .forbidden("This needs a key with the role '\(requiredRole)': this key's is 'reader'"))
    } else {
      refusals.append(.foreignOrigin("http://prompts.example"))
    }
    if parameters.contains(.id) { refusals.append(.noPrompt) }
    if parameters.contains(.liveIn) {
      refusals.append(.environmentNotFound("prod", among: ["production"]))
    }
    if parameters.contains(.version) || parameters.contains(.templateVersion)
      || self == .rollbackPrompt
    {
      refusals.append(.versionNotFound)
    }
    if parameters.contains(.ifMatch) {
      refusals.append(.stale(showsDeployment ? "live version in 'production'" : "versions"))
    }
    return refusals
  }

  /// The causes that only this operation has.
  private var causes: [APIError] {
    switch self {
    case .createPrompt:
      Self.refusal(of: CreatePromptRequest.self, ["template": "Hello, {{name}}!"])
        + [.idempotencyKey, .lostRace]
    case .listPrompts: [.limit, .order, .cursor, .nameFilter]
    case .getPrompt:
      [
        .variables("it is of kind array"), .version, .versionAndEnvironment,
        .notDeployed(to: "production"),
      ] + Self.renderingRefusals
    case .updatePrompt:
      Self.refusal(of: UpdatePromptRequest.self, ["name": ""]) + [.lostRace]
    case .deletePrompt:
      [.flag("force"), .deployed(to: ["production"]), .included(by: ["support-reply"])]
    case .createPromptVersion:
      Self.refusal(of: CreateVersionRequest.self, ["template": ""])
        + [.idempotencyKey, .concurrentVersion]
        + (Self.partialRefusals + [Self.unreadable]).map { $0.about("template") }
    case .listPromptVersions: [.limit, .order]
    case .getPromptVersion: []
    case .rollbackPrompt:
      Self.refusal(of: RollbackRequest.self, ["version": 0]) + [.lostRace]
    case .listDeployments:
      [.limit, .deploymentCursor, .noPrompt, .environmentNotFound("prod", among: ["production"])]
    case .deployPrompt: Self.deployRefusals
    case .rollbackDeployment: Self.deploymentRollbackRefusals
    case .getDeploymentHistory: [.limit, .moveCursor, .deploymentNotFound]
    }
  }

  /// What the reader of a body says to one that is not acceptable.
  static func refusal<Body: WireObject>(of _: Body.Type, _ json: JSONObject) -> [APIError] {
    do throws(FormatError) {
      _ = try Body(json)
      return []
    } catch {
      return [.invalid(error)]
    }
  }
}

// What is refused of templates.
extension Operation {
  static var renderingRefusals: [APIError] {
    [
      .flag("messages"), .flag("strict"),
      .values(missing: ["topic"], ["no value for 'topic' (line 1, column 38)"]),
      .values(missing: [], ["nothing in the template asks for 'subject'"]),
      .notRendered("jinja"),
      .renderLimit("the template takes more than 1000000 steps with these values"),
      .unsupportedMessage(
        "messages[0].content[1]: chat completions have no place for this medium: leave it out"),
      unreadable,
    ] + partialRefusals
  }

  static let unreadable = APIError.unreadableTemplate(
    "line 3, column 1: {{#if}} is not closed: write {{/if}}", "handlebars")

  static var partialRefusals: [APIError] {
    let name = "support-reply v2"
    return [
      .partialNotPinned("\(name) includes support-tone, which its header has no pin for"),
      .partialMissing(
        "\(name) includes support-tone sha256:1b33768c2652, which no version of that prompt is"),
      .partialUnsuitable(
        "\(name) includes support-chat, which is a chat of messages: a text of the dialect chat "
          + "cannot include it"),
      .partialLimit("\(name) includes more than 64 versions"),
    ]
  }
}

// What the operations that move deployments can refuse.
extension Operation {
  static var deployRefusals: [APIError] {
    refusal(
      of: DeployRequest.self,
      ["prompt_id": .string(Examples.promptID), "environment": "production", "version_hash": "1"])
      + [
        .idempotencyKey, .ambiguousHash(Examples.ambiguity), .noPrompt,
        .environmentNotFound("prod", among: ["production"]), .versionNotFound,
        .versionHashNotFound("4f1d0c2b"),
        .unexpectedVersion(
          "v2 (sha256:94a8e3e0d9c1) is live in 'production' for 'support-reply', where nothing was "
            + "expected"),
      ] + rules + [.concurrentDeployment]
  }

  static var deploymentRollbackRefusals: [APIError] {
    refusal(
      of: DeploymentRollbackRequest.self,
      ["deployment_id": .string(Examples.deploymentID), "rollback_to_hash": "string"])
      + [
        .ambiguousHash(Examples.ambiguity), .deploymentNotFound, .versionHashNotFound("4f1d0c2b"),
        .neverDeployed(3, to: "production", held: [1, 2]),
      ] + rules + [.concurrentDeployment]
  }

  /// What the rules of an environment are against.
  private static var rules: [APIError] {
    [
      .requiredEnvironment(
        "'production' takes what was live in 'staging', and version 2 of prompt 'support-reply' "
          + "never was", "staging"),
      .variableContract(
        "version 2 of prompt 'support-reply' has other variables than version 1, which is live in "
          + "'production': 'topic' is gone", ["topic"]),
      .archived("prompt 'support-reply' is archived"),
    ]
  }
}

/// What every operation can refuse in the same way.
enum CommonErrorResponses {
  /// The errors of any request, or of any request with a body.
  static func all(hasBody: Bool) -> [APIError] {
    [.unauthenticated, .foreignHost("prompts.example")]
      + (hasBody ? [.tooLarge(limit: 2_097_152), .mediaType] : []) + [
        .uriTooLong(limit: Limits.target), .rateLimitExceeded(retryAfter: 5),
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
        JSONMember(key: $0.code, value: .object(ErrorResponse.response([$0])))
      })
  }

  /// A response by its place in the document.
  static func reference(_ error: APIError) -> JSONValue {
    ["$ref": .string("#/components/responses/\(error.code)")]
  }
}

/// How errors are described.
enum ErrorResponse {
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
