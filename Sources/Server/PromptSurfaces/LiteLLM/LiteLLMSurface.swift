internal import APIKeys
internal import CanonicalJSON
public import HTTPMessages
internal import PromptRepo
public import PromptService
internal import PromptsAPI

/// LiteLLM's generic prompt management: one route that reads.
///
/// The client puts its values into `{name}` and sends neither a version nor a label, so the id that
/// it asks for may name one: `support/reply@staging`.
public struct LiteLLMSurface: Surface {
  /// The name that turns it on.
  public let name = "litellm"
  /// `Authorization: Bearer SECRET`.
  public let credentials: [CredentialForm] = [.bearer]
  /// The beginning of its path.
  public let roots = ["/beta/litellm_prompt_management"]

  /// The surface.
  public init() {}

  /// What it answers.
  public var routes: [Route] {
    [
      .reading(PathTemplate("/beta/litellm_prompt_management"), "litellm.get") {
        try LiteLLMSurface.prompt($0)
      }
    ]
  }

  /// An error in the shape of the Prompts API; the client reads the status alone.
  public func response(to error: ServiceError) -> HTTPResponse { APIError(error).response }

  private static func prompt(_ request: ServiceRequest) throws -> HTTPResponse {
    try request.refuseRepeats(of: "prompt_id", "version", "environment")
    guard let id = request.target["prompt_id"], !id.isEmpty else {
      throw APIError.invalid(
        "'prompt_id' has to name a prompt, such as support/reply or support/reply@staging",
        parameter: "prompt_id")
    }
    let (found, reference) = try find(id, request)
    let wanted = request.target["version"] ?? request.target["environment"] ?? reference
    guard wanted?.isEmpty != true else { throw LiteLLMAdvice.emptyReference(request) }
    let version: Version
    do {
      version = try found.version(.init(reference: wanted ?? Pointer.activeLabel))
    } catch ServiceError.notDeployed(let place) {
      throw LiteLLMAdvice.notDeployed(found, to: place)
    }
    let form = try found.portableForm(of: version)
    let config = try found.content(of: version).config ?? JSONObject()
    var answer: JSONObject = ["prompt_id": .string(id)]
    answer["prompt_template"] = try LiteLLMTexts.messages(form)
    if let model = config["model"]?.string { answer["prompt_template_model"] = .string(model) }
    let parameters = LiteLLMParameters.of(config)
    if !parameters.isEmpty { answer["prompt_template_optional_params"] = .object(parameters) }
    return HTTPResponse(.ok, json: answer)
  }

  /// The prompt of an id, and what names its version.
  private static func find(
    _ id: String, _ request: ServiceRequest
  ) throws -> (FoundPrompt, reference: String?) {
    do {
      return (try request.find(.text(id)), nil)
    } catch ServiceError.promptNotFound {
      guard let mark = id.utf8.lastIndex(of: UInt8(ascii: "@")) else {
        throw LiteLLMAdvice.missing(id)
      }
      let name = String(id[..<mark])
      do {
        return (try request.find(.text(name)), String(id[id.utf8.index(after: mark)...]))
      } catch ServiceError.promptNotFound {
        throw LiteLLMAdvice.missing(name)
      }
    }
  }
}
