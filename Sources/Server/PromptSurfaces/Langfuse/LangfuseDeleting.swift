internal import HTTPMessages
internal import PromptService

// Prompts that are to be gone.
extension ServiceRequest {
  /// Deletes a prompt with all its versions.
  func deleteLangfusePrompt() throws -> HTTPResponse {
    let (version, label) = (target["version"], target["label"])
    guard version == nil || label == nil else {
      throw LangfuseError.invalid("Cannot specify both version and label")
    }
    guard version == nil, label == nil else {
      throw LangfuseError.invalid(
        "Versions are kept: delete the prompt, or deploy another version")
    }
    do {
      let name = try find(.text(parameters[0])).name
      do {
        return try delete(.text(parameters[0])) { _ in HTTPResponse(HTTPStatus(rawValue: 204)) }
      } catch ServiceError.deployed(let environments) {
        throw LangfuseError.invalid(LangfuseAdvice.live(name, in: environments))
      }
    } catch let error as ServiceError where error.kind == .notFound {
      throw LangfuseError.notFound("Prompt not found")
    }
  }
}
