public import HTTPMessages
public import PromptsAPI

/// What a request is answered.
public struct Answer: Sendable {
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
