internal import APIKeys
internal import HTTPMessages
internal import PromptsAPI

/// The Prompts API with its deployments: the surface that is always on.
struct PromptsAPISurface: Surface {
  let name = "prompts"
  let credentials: [CredentialForm] = [.bearer]
  let roots = ["/api", "/api/v1/llm/prompts", "/api/v1/prompts/deployments"]

  var routes: [Route] { Operation.allCases.map(PromptsAPISurface.route) }

  func response(to error: ServiceError) -> HTTPResponse { HTTPResponse(APIError(error)) }

  private static func route(_ operation: Operation) -> Route {
    switch operation {
    case .listPrompts: reading(operation) { try $0.listPrompts() }
    case .getPrompt: reading(operation) { try $0.getPrompt() }
    case .listPromptVersions: reading(operation) { try $0.listVersions() }
    case .getPromptVersion: reading(operation) { try $0.getVersion() }
    case .createPrompt: writing(operation) { try $0.createPrompt($1) }
    case .updatePrompt: writing(operation) { try $0.updatePrompt($1) }.conditional
    case .deletePrompt: writing(operation) { request, _ in try request.deletePrompt() }
    case .createPromptVersion:
      .preparing(
        operation.method, operation.path, operation.rawValue, role: operation.role,
        query: operation.queryParameters
      ) { request in
        let found = try request.prompt()
        return { try request.createVersion($0, of: found.prompt, in: found.ledger) }
      }.conditional
    case .rollbackPrompt: writing(operation) { try $0.rollBack($1) }.conditional
    case .listDeployments:
      reading(operation, alsoTaking: ["env"]) { try $0.listDeployments() }
    case .deployPrompt: writing(operation) { try $0.deploy($1) }.conditional
    case .rollbackDeployment: writing(operation) { try $0.rollBackDeployment($1) }.conditional
    case .getDeploymentHistory: reading(operation) { try $0.getDeploymentHistory() }
    }
  }

  /// - Parameter others: Other words for parameters, which one of the API's clients has.
  private static func reading(
    _ operation: Operation, alsoTaking others: [String] = [],
    _ answer: @escaping @Sendable (ServiceRequest) throws -> HTTPResponse
  ) -> Route {
    .reading(
      operation.path, operation.rawValue, role: operation.role,
      query: operation.queryParameters + others, answer)
  }

  private static func writing(
    _ operation: Operation,
    _ answer: @escaping @Sendable (ServiceRequest, [UInt8]) throws -> HTTPResponse
  ) -> Route {
    .writing(
      operation.method, operation.path, operation.rawValue, role: operation.role,
      query: operation.queryParameters, answer)
  }
}

extension Operation {
  /// The least role that may do it.
  fileprivate var role: Role {
    switch self {
    case .listPrompts, .getPrompt, .listPromptVersions, .getPromptVersion, .listDeployments,
      .getDeploymentHistory:
      .reader
    case .createPrompt, .updatePrompt, .createPromptVersion, .rollbackPrompt: .editor
    case .deployPrompt, .rollbackDeployment: .deployer
    case .deletePrompt: .admin
    }
  }
}

extension HTTPResponse {
  /// An answer with an object of the API.
  init(_ status: HTTPStatus, _ object: some StreamedWireObject) {
    self.init(status, json: object.utf8)
  }
}
