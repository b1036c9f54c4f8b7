internal import APIKeys
internal import CanonicalJSON
public import HTTPMessages
internal import PromptRepo
public import PromptService
internal import PromptsAPI

/// EvalGuard's client: prompts and environments.
///
/// What it deploys, it deploys through the Prompts API, which takes its words for a prompt and an
/// environment, too. It unwraps only answers that are wrapped, so these are bare. What it says of a
/// project is passed over: a key says whose prompts these are.
public struct EvalGuardSurface: Surface {
  /// The name that turns it on.
  public let name = "evalguard"
  /// `Authorization: Bearer SECRET`.
  public let credentials: [CredentialForm] = [.bearer]
  /// The beginnings of its paths.
  public let roots = ["/api/v1/prompts", "/api/v1/environments"]

  /// The surface.
  public init() {}

  /// What it answers.
  public var routes: [Route] {
    let prompts = PathTemplate("/api/v1/prompts")
    let environments = PathTemplate("/api/v1/environments")
    return [
      .reading(prompts, "evalguard.list") { try $0.evalGuardPrompts() },
      .writing(.post, prompts, "evalguard.create", role: .editor) {
        try $0.createEvalGuardPrompt($1)
      },
      .reading(environments, "evalguard.listEnvironments") { try $0.evalGuardEnvironments() },
      .writing(.post, environments, "evalguard.addEnvironment", role: .admin) {
        try $0.addEvalGuardEnvironment($1)
      },
      .writing(.delete, environments, "evalguard.removeEnvironment", role: .admin) { request, _ in
        try request.removeEvalGuardEnvironment()
      },
    ]
  }

  /// An error in the shape of the Prompts API, whose code and message the client reads.
  public func response(to error: ServiceError) -> HTTPResponse { APIError(error).response }
}
