import CanonicalJSON
import PromptsAPI
import Testing

@Suite struct APIErrorTests {
  static let errors: [APIError] = [
    .invalid("m"), .invalid("m", parameter: "p", code: "c"), .invalid(FormatError("x", "m")),
    .unauthenticated, .forbidden("m"), .noPrompt, .versionNotFound, .pathNotFound,
    .method(allowed: ["GET", "PUT"]), .conflict("m"), .precondition("m"), .tooLarge(limit: 5),
    .uriTooLong(limit: 5), .fieldsTooLarge(limit: 5), .mediaType, .rateLimitExceeded(retryAfter: 3),
    .internalFailure, .unavailable,
  ]

  @Test(arguments: errors)
  func whatIsSentIsReadBack(_ error: APIError) {
    var expected = error
    // These are sent as header fields.
    expected.retryAfter = nil
    expected.allow = []
    #expect(APIError(status: error.status, body: .object(error.json)) == expected)
  }

  @Test func theBody() {
    let error = APIError.invalid(FormatError("name", "say it"))
    #expect(
      JSONValue.object(error.json).text() == """
        {"error":{"type":"invalid_request_error","code":"invalid_parameter","message":"say it",\
        "param":"name"}}
        """)
    #expect(APIError.noPrompt.json["error"]?.object?["param"] == nil)
  }

  @Test(
    arguments: [.null, 1, "error", [], [:], ["error": "x"], ["error": ["code": "x"]]] as [JSONValue]
  )
  func otherBodiesAreNone(_ body: JSONValue) {
    #expect(APIError(status: 500, body: body) == nil)
  }

  @Test func othersMaySendLess() {
    let body: JSONValue = ["error": ["message": "m", "type": "new_kind", "code": 7]]
    #expect(APIError(status: 404, body: body) == APIError(404, .invalidRequest, "unknown", "m"))
    #expect(APIError(status: 502, body: body) == APIError(502, .api, "unknown", "m"))
  }
}
