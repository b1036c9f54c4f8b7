internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

extension PromptService {
  /// The answer to a request, or the error that it ends with.
  func answer(_ body: () throws -> HTTPResponse) -> Answer {
    do {
      return Answer(response: try body(), failure: nil)
    } catch let error as APIError {
      return Answer(response: HTTPResponse(error), failure: nil)
    } catch let error as RepositoryError {
      let shown = PromptService.apiError(error)
      return Answer(
        response: HTTPResponse(shown), failure: shown.status < 500 ? nil : error.description)
    } catch {
      return Answer(response: HTTPResponse(.internalFailure), failure: "\(error)")
    }
  }

  /// What a client is told of an error of the repository; nothing of paths or of the inside.
  private static func apiError(_ error: RepositoryError) -> APIError {
    switch error.code {
    case .conflict: .lostRace
    case .invalid: .invalid(error.message)
    case .locked: .unavailable
    default: .internalFailure
    }
  }
}
