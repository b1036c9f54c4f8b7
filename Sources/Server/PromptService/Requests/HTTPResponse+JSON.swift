internal import CanonicalJSON
internal import Digests
internal import HTTPMessages
internal import PromptsAPI

extension HTTPResponse {
  /// An answer in JSON.
  init(_ status: HTTPStatus, json: JSONObject) {
    self.init(status, json: JSONValue.object(json).utf8(.canonical))
  }

  /// An answer with an object of the API.
  init(_ status: HTTPStatus, _ object: some WrittenObject) {
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

  /// The answer with a tag that names exactly this body, or 304 when the client has it.
  func tagged(for fields: HTTPFields) -> HTTPResponse {
    let tag = Hex.encode(SHA256.hash(body).prefix(16))
    var response = self
    if let field = fields[.ifNoneMatch], let known = EntityTags(field), known.match(tag) {
      response.status = .notModified
      response.body = []
      response.fields[.contentType] = nil
    }
    response.fields.append(.etag, "\"\(tag)\"")
    return response
  }
}
