internal import CanonicalJSON
public import HTTPMessages
public import PromptService
internal import PromptsAPI

extension LangSmithSurface {
  /// An error in LangSmith's shape: `{"detail": "…"}`.
  public func response(to error: ServiceError) -> HTTPResponse {
    let known = APIError(error)
    var response = known.response
    response.body = LangSmithError.body(words(for: error) ?? known.message)
    return response
  }

  private func words(for error: ServiceError) -> String? {
    switch error {
    case .promptNotFound: "There is no such prompt here: list_prompts gives the names"
    case .versionNotFound: "The prompt has no commit with this number"
    case .notDeployed(let place):
      place == "active"
        ? "Commit not found: the prompt has no active version. Activate one, or ask for ':latest'"
        : "Commit not found: no version of the prompt is live in '\(place)'. Deploy one, or ask for "
          + "':active' or ':latest'"
    case .pathNotFound:
      "There is nothing at this path: of LangSmith's API this server has /info, /settings, and /repos "
        + "and /commits for reading. Change prompts as files, or through the Prompts API"
    case .method:
      "This server only reads through LangSmith's client: change prompts as files, or through the "
        + "Prompts API"
    case .severalKeys: nil
    case _ where error.kind == .unauthenticated:
      "The API key is missing or not known: send a valid one in the field x-api-key"
    default: nil
    }
  }
}

/// An error that LangSmith's clients alone can be told of.
struct LangSmithError: SurfaceError {
  /// What it is answered with.
  let status: HTTPStatus
  /// What happened and what to do.
  let detail: String

  var response: HTTPResponse { HTTPResponse(status, json: LangSmithError.body(detail)) }

  /// The body of an error.
  fileprivate static func body(_ detail: String) -> [UInt8] {
    JSONValue.object(["detail": .string(detail)]).utf8(.canonical)
  }
}
