internal import APIKeys
internal import CanonicalJSON
public import HTTPMessages
internal import PromptRepo
public import PromptService

/// The prompts as Langfuse's clients know them: names, numbers, labels, and one configuration a
/// version.
///
/// A label is an environment: moving it deploys, or rolls back where the environment has held the
/// version, by the environment's rules. Where there is no environment `production`, that label is the
/// active version.
public struct LangfuseSurface: Surface {
  /// The name that turns it on.
  public let name = "langfuse"
  /// `Authorization: Basic …`, the key's id and its secret; and `Authorization: Bearer SECRET`.
  public let credentials: [CredentialForm] = [.basic, .bearer]
  /// The beginning of its paths.
  public let roots = ["/api/public"]

  /// The surface.
  public init() {}

  /// What it answers.
  public var routes: [Route] {
    [
      .reading(Self.prompts, "langfuse.list") { try $0.listLangfusePrompts() },
      .reading(Self.prompt, "langfuse.get") { try $0.langfusePrompt() },
      .writing(.post, Self.prompts, "langfuse.create", role: .editor) {
        try $0.createLangfusePrompt($1)
      },
      .writing(.patch, Self.version, "langfuse.label", role: .editor) {
        try $0.moveLangfuseLabels($1)
      },
      .writing(.delete, Self.prompt, "langfuse.delete", role: .admin) { request, _ in
        try request.deleteLangfusePrompt()
      },
      .reading(PathTemplate("/api/public/projects"), "langfuse.projects") {
        $0.langfuseProjects()
      },
      .open(PathTemplate("/api/public/health"), "langfuse.health") { request in
        HTTPResponse(
          .ok, json: ["status": "OK", "version": .string(request.configuration.version)])
      },
    ]
  }

  private static let prompts = PathTemplate("/api/public/v2/prompts")
  private static let prompt = PathTemplate("/api/public/v2/prompts/{name…}")
  private static let version = PathTemplate(
    "/api/public/v2/prompts/{name…}/versions/{version}")

  /// An error in Langfuse's shape.
  public func response(to error: ServiceError) -> HTTPResponse {
    LangfuseError(error).response
  }
}

extension ServiceRequest {
  /// What Langfuse calls a project: all that belongs to the owner of the key.
  var langfuseProject: String { caller.key?.owner.rawValue ?? "promptrepo" }

  /// The one project that a key belongs to.
  func langfuseProjects() -> HTTPResponse {
    let project: JSONValue = .string(langfuseProject)
    return HTTPResponse(
      .ok,
      json: [
        "data": [
          [
            "id": project, "name": project, "organization": ["id": project, "name": project],
            "metadata": [:],
          ]
        ]
      ])
  }
}
