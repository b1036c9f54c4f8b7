/// The head of a request: all but its body.
public struct HTTPRequest: Sendable {
  /// What is to be done.
  public var method: HTTPMethod
  /// The path and the query as they were sent: `/a/b?c=d`.
  public var target: String
  /// The header fields.
  public var fields: HTTPFields
  /// The address of whoever sends it, as far as a server knows it.
  public var client: String?

  /// Makes a request from its parts.
  public init(
    _ method: HTTPMethod, _ target: String, fields: HTTPFields = HTTPFields(),
    client: String? = nil
  ) {
    self.method = method
    self.target = target
    self.fields = fields
    self.client = client
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
  /// Changes a part of something.
  public static let patch = HTTPMethod(rawValue: "PATCH")
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
  /// 302: it is elsewhere for now.
  public static let found = HTTPStatus(rawValue: 302)
  /// 303: what came of it is elsewhere.
  public static let seeOther = HTTPStatus(rawValue: 303)
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
  /// 421: the request is for another server.
  public static let misdirectedRequest = HTTPStatus(rawValue: 421)
  /// 429: too many requests.
  public static let tooManyRequests = HTTPStatus(rawValue: 429)
  /// 431: the header fields are too long.
  public static let headerFieldsTooLarge = HTTPStatus(rawValue: 431)
  /// 500.
  public static let internalServerError = HTTPStatus(rawValue: 500)
  /// 503: not at this moment.
  public static let serviceUnavailable = HTTPStatus(rawValue: 503)
}

/// Header fields in their order.
public struct HTTPFields: Sendable, Hashable {
  private var fields: [Field] = []

  private struct Field: Sendable, Hashable {
    let name: HTTPFieldName
    var value: String
  }

  /// No fields.
  public init() {}

  /// The first value of a field; setting one replaces all, `nil` removes them.
  public subscript(name: HTTPFieldName) -> String? {
    get { fields.first { $0.name == name }?.value }
    set {
      fields.removeAll { $0.name == name }
      if let newValue { fields.append(Field(name: name, value: newValue)) }
    }
  }

  /// Adds a field beside those of the same name.
  public mutating func append(_ name: HTTPFieldName, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  /// All values of a field.
  public func values(_ name: HTTPFieldName) -> [String] {
    fields.filter { $0.name == name }.map(\.value)
  }

  /// Calls a function with each field.
  public func forEach(_ body: (HTTPFieldName, String) throws -> Void) rethrows {
    for field in fields { try body(field.name, field.value) }
  }
}

extension HTTPFields: ExpressibleByDictionaryLiteral {
  /// Fields in this order.
  public init(dictionaryLiteral fields: (HTTPFieldName, String)...) {
    self.fields = fields.map { Field(name: $0, value: $1) }
  }
}

/// The name of a header field; names compare without regard to case.
public struct HTTPFieldName: RawRepresentable, Sendable, Hashable {
  /// The name in lower case.
  public let rawValue: String

  /// A name, in any case.
  public init(rawValue: String) {
    self.rawValue = rawValue.lowercased()
  }

  /// The methods that a path has.
  public static let allow = HTTPFieldName(rawValue: "allow")
  /// Who asks.
  public static let authorization = HTTPFieldName(rawValue: "authorization")
  /// The secret of a key, where a client does not send it with `authorization`.
  public static let apiKey = HTTPFieldName(rawValue: "x-api-key")
  /// Whether others may keep an answer.
  public static let cacheControl = HTTPFieldName(rawValue: "cache-control")
  /// Whether the connection goes on.
  public static let connection = HTTPFieldName(rawValue: "connection")
  /// How long a body is.
  public static let contentLength = HTTPFieldName(rawValue: "content-length")
  /// What a body is.
  public static let contentType = HTTPFieldName(rawValue: "content-type")
  /// A name for exactly this answer.
  public static let etag = HTTPFieldName(rawValue: "etag")
  /// What the client waits for before it sends a body.
  public static let expect = HTTPFieldName(rawValue: "expect")
  /// Which server is meant.
  public static let host = HTTPFieldName(rawValue: "host")
  /// A name that a client gives one write, to repeat it safely.
  public static let idempotencyKey = HTTPFieldName(rawValue: "idempotency-key")
  /// What must be current for a write to happen.
  public static let ifMatch = HTTPFieldName(rawValue: "if-match")
  /// The answers that a client has already.
  public static let ifNoneMatch = HTTPFieldName(rawValue: "if-none-match")
  /// Whom a proxy got a request from, and those before it.
  public static let forwardedFor = HTTPFieldName(rawValue: "x-forwarded-for")
  /// The site whose page makes a browser ask.
  public static let origin = HTTPFieldName(rawValue: "origin")
  /// A name of one request, for the logs of all that it goes through.
  public static let requestID = HTTPFieldName(rawValue: "x-request-id")
  /// How many seconds to wait before the next try.
  public static let retryAfter = HTTPFieldName(rawValue: "retry-after")
  /// The trace that a request is a part of (W3C Trace Context).
  public static let traceParent = HTTPFieldName(rawValue: "traceparent")
  /// How a body is encoded on its way.
  public static let transferEncoding = HTTPFieldName(rawValue: "transfer-encoding")
  /// How to authenticate.
  public static let wwwAuthenticate = HTTPFieldName(rawValue: "www-authenticate")
}

// The fields of pages.
extension HTTPFieldName {
  /// What a browser forgets of a site.
  public static let clearSiteData = HTTPFieldName(rawValue: "clear-site-data")
  /// Whether an answer is shown or saved, and under which name.
  public static let contentDisposition = HTTPFieldName(rawValue: "content-disposition")
  /// What a page may load and do.
  public static let contentSecurityPolicy = HTTPFieldName(rawValue: "content-security-policy")
  /// What a site has had a browser keep; several fields are one, joined by `; `.
  public static let cookie = HTTPFieldName(rawValue: "cookie")
  /// Which other pages get hold of a page's window.
  public static let crossOriginOpenerPolicy = HTTPFieldName(
    rawValue: "cross-origin-opener-policy")
  /// Which other sites may load an answer.
  public static let crossOriginResourcePolicy = HTTPFieldName(
    rawValue: "cross-origin-resource-policy")
  /// Where to go instead.
  public static let location = HTTPFieldName(rawValue: "location")
  /// What of a page's address other sites are told.
  public static let referrerPolicy = HTTPFieldName(rawValue: "referrer-policy")
  /// Whether it is a page of the same site that makes a browser ask.
  public static let secFetchSite = HTTPFieldName(rawValue: "sec-fetch-site")
  /// What a browser is to keep; each cookie has a field of its own.
  public static let setCookie = HTTPFieldName(rawValue: "set-cookie")
  /// Which fields of a request an answer depends on.
  public static let vary = HTTPFieldName(rawValue: "vary")
  /// Whether a browser may take an answer for another type than it says.
  public static let contentTypeOptions = HTTPFieldName(rawValue: "x-content-type-options")
}

// The fields of the Prompts API and of its compatible extensions.
extension HTTPFieldName {
  /// The end user that a caller acts for.
  public static let onBehalfOf = HTTPFieldName(rawValue: "x-on-behalf-of")
  /// Where the chain of versions stands.
  public static let versionsTip = HTTPFieldName(rawValue: "x-versions-tip")
  /// Where the chain of the active pointer's moves stands.
  public static let activeTip = HTTPFieldName(rawValue: "x-active-tip")
  /// Where the chain of the record's edits stands.
  public static let infoTip = HTTPFieldName(rawValue: "x-info-tip")
  /// Where the chain of a deployment's moves stands.
  public static let deploymentTip = HTTPFieldName(rawValue: "x-deployment-tip")
  /// Where the active pointer must stand for a version to be created, which moves it.
  public static let ifActiveTip = HTTPFieldName(rawValue: "x-if-active-tip")
}

// The fields of the Model Context Protocol.
extension HTTPFieldName {
  /// The revision of the Model Context Protocol.
  public static let mcpProtocolVersion = HTTPFieldName(rawValue: "mcp-protocol-version")
  /// The method of a message of the Model Context Protocol.
  public static let mcpMethod = HTTPFieldName(rawValue: "mcp-method")
  /// What a message of the Model Context Protocol is about.
  public static let mcpName = HTTPFieldName(rawValue: "mcp-name")
}
