package import CanonicalJSON
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

  /// The answer that is an error of the Prompts API.
  public init(_ error: APIError) {
    self.init(response: HTTPResponse(error), failure: nil)
  }
}

extension Surface {
  /// The answer to a request, or the error of the surface's shape that it ends with.
  func answer(
    for request: HTTPRequest, _ body: () throws -> HTTPResponse
  ) -> ServiceResponse {
    answer({ response(to: $0, for: request) }, body)
  }

  /// The answer to a request, or what an error that it ends with is made.
  func answer(
    _ response: (ServiceError) -> HTTPResponse, _ body: () throws -> HTTPResponse
  ) -> ServiceResponse {
    do {
      return ServiceResponse(response: try body(), failure: nil)
    } catch let error as any SurfaceError {
      return ServiceResponse(response: error.response, failure: error.failure)
    } catch let error as ServiceError {
      return ServiceResponse(response: response(error), failure: nil)
    } catch let error as RepositoryError {
      let shown = ServiceError(error)
      let isOwn = [.failure, .unavailable].contains(shown.kind)
      return ServiceResponse(
        response: response(shown), failure: isOwn ? error.description : nil)
    } catch {
      return ServiceResponse(response: response(.internalFailure), failure: "\(error)")
    }
  }
}

extension HTTPResponse {
  /// An answer in JSON.
  package init(_ status: HTTPStatus, json: JSONObject) {
    self.init(status, json: JSONValue.object(json).utf8(.canonical))
  }

  /// An answer whose body is JSON already.
  package init(_ status: HTTPStatus, json: [UInt8]) {
    self.init(status, fields: [.contentType: "application/json"], body: json)
  }
}
