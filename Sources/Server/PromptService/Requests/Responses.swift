internal import CanonicalJSON
internal import Digests
public import HTTPMessages
internal import PromptRepo
public import PromptsAPI

/// What a request is answered.
public struct ServiceResponse: Sendable {
  /// The response.
  public let response: HTTPResponse
  /// What failed inside, for the log alone; `nil` unless the server is at fault.
  public let failure: String?

  /// Makes an answer from its parts.
  public init(response: HTTPResponse, failure: String?) {
    self.response = response
    self.failure = failure
  }

  /// The answer that is an error of the API.
  public init(_ error: APIError) {
    self.init(response: HTTPResponse(error), failure: nil)
  }
}

extension HTTPResponse {
  /// An answer in JSON.
  init(_ status: HTTPStatus, json: JSONObject) {
    self.init(status, json: JSONValue.object(json).utf8(.canonical))
  }

  /// An answer with an object of the API.
  init(_ status: HTTPStatus, _ object: some StreamedWireObject) {
    self.init(status, json: object.utf8)
  }

  /// An answer whose body is JSON already.
  init(_ status: HTTPStatus, json: [UInt8]) {
    self.init(status, fields: [.contentType: "application/json"], body: json)
  }

  /// An error.
  init(_ error: APIError) {
    self.init(HTTPStatus(rawValue: error.status), json: error.json)
    if let seconds = error.retryAfter { fields[.retryAfter] = "\(seconds)" }
    if !error.allow.isEmpty { fields[.allow] = error.allow.joined(separator: ", ") }
    if error.status == HTTPStatus.unauthorized.rawValue {
      fields[.wwwAuthenticate] = "Bearer"
    }
  }
}

extension PromptService {
  /// The answer to a request, or the error that it ends with.
  func answer(_ body: () throws -> HTTPResponse) -> ServiceResponse {
    do {
      return ServiceResponse(response: try body(), failure: nil)
    } catch let error as APIError {
      return ServiceResponse(response: HTTPResponse(error), failure: nil)
    } catch let error as RepositoryError {
      let shown = PromptService.apiError(error)
      return ServiceResponse(
        response: HTTPResponse(shown), failure: shown.status < 500 ? nil : error.description)
    } catch {
      return ServiceResponse(response: HTTPResponse(.internalFailure), failure: "\(error)")
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
