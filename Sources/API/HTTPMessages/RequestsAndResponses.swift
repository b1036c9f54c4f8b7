/// The head of a request: all but its body.
public struct HTTPRequest: Sendable {
  /// What is to be done.
  public var method: HTTPMethod
  /// The path and the query as they were sent: `/a/b?c=d`.
  public var target: String
  /// The header fields.
  public var fields: HTTPFields

  /// Makes a request from its parts.
  public init(_ method: HTTPMethod, _ target: String, fields: HTTPFields = HTTPFields()) {
    self.method = method
    self.target = target
    self.fields = fields
  }
}

/// A response with its body.
public struct HTTPResponse: Sendable {
  /// How it went.
  public var status: HTTPStatus
  /// The header fields.
  public var fields: HTTPFields
  /// The body.
  public var body: [UInt8]

  /// Makes a response from its parts.
  public init(_ status: HTTPStatus, fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = body
  }
}

/// The method of a request: `GET`, `POST`, or any other token.
public struct HTTPMethod: RawRepresentable, Sendable, Hashable {
  /// The method as it is sent, in capitals for all that are defined.
  public let rawValue: String

  /// A method as it was sent.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Reads something.
  public static let get = HTTPMethod(rawValue: "GET")
  /// Reads something without its body.
  public static let head = HTTPMethod(rawValue: "HEAD")
  /// Adds something.
  public static let post = HTTPMethod(rawValue: "POST")
  /// Replaces something.
  public static let put = HTTPMethod(rawValue: "PUT")
  /// Removes something.
  public static let delete = HTTPMethod(rawValue: "DELETE")

  /// Whether a request only reads.
  public var isRead: Bool { self == .get || self == .head }
}

/// The status code of a response.
public struct HTTPStatus: RawRepresentable, Sendable, Hashable {
  /// The code, such as 404.
  public let rawValue: Int

  /// A status of any code.
  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// 200.
  public static let ok = HTTPStatus(rawValue: 200)
  /// 201: something was made.
  public static let created = HTTPStatus(rawValue: 201)
  /// 304: what the client has is still right.
  public static let notModified = HTTPStatus(rawValue: 304)
  /// 400: the request is not acceptable.
  public static let badRequest = HTTPStatus(rawValue: 400)
  /// 401: no key, or none that is known.
  public static let unauthorized = HTTPStatus(rawValue: 401)
  /// 403: the key may not do this.
  public static let forbidden = HTTPStatus(rawValue: 403)
  /// 404.
  public static let notFound = HTTPStatus(rawValue: 404)
  /// 405: the path has other methods.
  public static let methodNotAllowed = HTTPStatus(rawValue: 405)
  /// 408: the request took too long to arrive.
  public static let requestTimeout = HTTPStatus(rawValue: 408)
  /// 409: somebody else changed the same thing.
  public static let conflict = HTTPStatus(rawValue: 409)
  /// 412: `If-Match` does not hold.
  public static let preconditionFailed = HTTPStatus(rawValue: 412)
  /// 413: the body is too long.
  public static let contentTooLarge = HTTPStatus(rawValue: 413)
  /// 414: the request line is too long.
  public static let uriTooLong = HTTPStatus(rawValue: 414)
  /// 415: the body is not JSON.
  public static let unsupportedMediaType = HTTPStatus(rawValue: 415)
  /// 429: too many requests.
  public static let tooManyRequests = HTTPStatus(rawValue: 429)
  /// 431: the header fields are too long.
  public static let headerFieldsTooLarge = HTTPStatus(rawValue: 431)
  /// 500.
  public static let internalServerError = HTTPStatus(rawValue: 500)
  /// 503: not at this moment.
  public static let serviceUnavailable = HTTPStatus(rawValue: 503)
}
