internal import APIKeys
internal import CanonicalJSON
public import HTTPMessages
internal import PromptMessages
internal import PromptRepo
public import PromptService
internal import PromptTemplate
internal import PromptsAPI

/// LiteLLM's generic prompt management: one route that reads.
///
/// The client puts its values into `{name}` and sends neither a version nor a label, so the id that
/// it asks for may name one: `support/reply@staging`.
public struct LiteLLMSurface: Surface {
  /// The name that turns it on.
  public let name = "litellm"
  /// `Authorization: Bearer SECRET`.
  public let credentials: Set<CredentialForm> = [.bearer]
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

  /// An error in the shape of the Prompts API; the client shows any body.
  public func response(to error: ServiceError) -> HTTPResponse { APIError(error).response }

  private static func prompt(_ request: ServiceRequest) throws -> HTTPResponse {
    guard let id = request.target["prompt_id"], !id.isEmpty else {
      throw APIError.invalid(
        "'prompt_id' has to name a prompt, such as support/reply or support/reply@staging",
        parameter: "prompt_id")
    }
    let (found, reference) = try find(id, request)
    let wanted = request.target["version"] ?? request.target["environment"] ?? reference
    let version = try found.version(.init(reference: wanted ?? "production"))
    let form = try found.portableForm(of: version)
    let config = try found.content(of: version).config ?? JSONObject()
    var answer: JSONObject = ["prompt_id": .string(id)]
    answer["prompt_template"] = try messages(form)
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
        throw ServiceError.promptNotFound
      }
      let found = try request.find(.text(String(id[..<mark])))
      return (found, String(id[id.utf8.index(after: mark)...]))
    }
  }

  private static func messages(_ form: PortableForm) throws -> JSONValue {
    switch form {
    case .text(let text):
      let content = text.pieces.map(written) ?? text.text
      return [["role": "user", "content": .string(content)]]
    case .chat(let elements):
      var elements = elements
      // The caller's own messages come behind.
      if case .list? = elements.last { elements.removeLast() }
      for case .list(let name) in elements {
        throw APIError.invalid(
          "The list of messages '\(name)' is not at the end, and LiteLLM puts a caller's messages "
            + "there: move it, or use the Prompts API", code: "not_portable")
      }
      do throws(MessageFormatError) {
        return try MessageFormat.openAI.json(elements.map(singleBraces))
      } catch {
        throw APIError.invalid("\(error)", code: "not_portable")
      }
    }
  }

  /// A message whose placeholders have single braces.
  private static func singleBraces(_ element: ChatElement) -> ChatElement {
    guard case .message(var message) = element else { return element }
    message.parts = message.parts.map { part in
      guard case .text(let text) = part else { return part }
      return .text(MessageText(literal: written(text)))
    }
    return .message(message)
  }

  /// A text whose placeholders have single braces, and all else stands as it is.
  private static func written(_ text: MessageText) -> String {
    text.pieces.map { piece in
      switch piece {
      case .literal(let text): text
      case .variable(let name, _): "{\(name)}"
      case .partial: piece.written
      }
    }.joined()
  }
}
