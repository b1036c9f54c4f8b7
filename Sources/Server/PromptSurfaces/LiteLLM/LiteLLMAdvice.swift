internal import HTTPMessages
internal import PromptService
internal import PromptsAPI

/// What is said to users of LiteLLM, who know a prompt by its name alone.
enum LiteLLMAdvice {
  /// There is no such prompt, by the name that an id is here.
  static func missing(_ name: String) -> APIError {
    var error = APIError.noPrompt
    error.message = "There is no prompt '\(name)': `promptrepo list` shows the names"
    error.parameter = "prompt_id"
    return error
  }

  /// Nothing where a version or an environment should be named.
  static func emptyReference(_ request: ServiceRequest) -> APIError {
    let parameter = ["version", "environment"].first { request.target[$0] != nil } ?? "prompt_id"
    let place =
      parameter == "prompt_id" ? "'prompt_id' has nothing behind '@'" : "'\(parameter)' is empty"
    return .invalid(
      "\(place): name a version such as 'latest' or '3', or an environment, or leave it out",
      parameter: parameter)
  }

  /// Nothing is live: what this client can ask for in its place.
  static func notDeployed(_ found: FoundPrompt, to place: String) -> APIError {
    var error = APIError.notDeployed(to: place)
    error.message =
      place == "active"
      ? "The prompt has no active version: activate one, or ask for '\(found.asked)@latest', the "
        + "newest"
      : "No version of this prompt is live in '\(place)': deploy one, or ask for "
        + "'\(found.asked)@active', the active version, or '\(found.asked)@latest', the newest"
    error.parameter = "prompt_id"
    return error
  }
}
