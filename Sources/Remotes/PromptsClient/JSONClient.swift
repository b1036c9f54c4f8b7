public import CanonicalJSON
public import HTTPMessages
public import PromptsAPI

/// Sends requests whose answers are JSON, over any transport, and sends them again where that helps.
public struct JSONClient: Sendable {
  private let transport: any HTTPTransport
  private let fields: HTTPFields
  /// How often and when requests are sent again.
  public let policy: RetryPolicy

  /// Makes a client.
  ///
  /// - Parameter fields: What the head of each request has, such as its key.
  public init(_ transport: any HTTPTransport, fields: HTTPFields, policy: RetryPolicy) {
    self.transport = transport
    self.fields = fields
    self.policy = policy
  }

  /// Reads something, again where the network or the server fails.
  ///
  /// - Parameter value: Makes a value of an answer, or says why there is none.
  public func read<Value>(
    _ target: String, _ value: (HTTPResponse) throws(ClientError) -> Value
  ) throws(ClientError) -> Value {
    var attempt = 1
    while true {
      var retryAfter: String?
      do throws(ClientError) {
        let response = try send(HTTPRequest(.get, target, fields: fields), nil)
        retryAfter = response.fields[.retryAfter]
        return try value(response)
      } catch {
        guard error.isTransient, let pause = policy.pause(after: attempt, retryAfter: retryAfter)
        else { throw error }
        policy.wait(pause)
        attempt += 1
      }
    }
  }

  /// Writes something: sent once, and again only where the server said that it did nothing.
  func write(
    _ method: HTTPMethod, _ target: String, _ body: JSONObject?, _ conditions: HTTPFields
  ) throws(ClientError) -> HTTPResponse {
    var request = HTTPRequest(method, target, fields: fields)
    conditions.forEach { request.fields.append($0, $1) }
    var bytes: [UInt8]?
    if let body {
      request.fields[.contentType] = "application/json"
      bytes = JSONValue.object(body).utf8(.canonical)
    }
    var attempt = 1
    while true {
      let response = try send(request, bytes)
      guard response.status == .tooManyRequests,
        let pause = policy.pause(after: attempt, retryAfter: response.fields[.retryAfter])
      else { return response }
      policy.wait(pause)
      attempt += 1
    }
  }

  private func send(
    _ request: HTTPRequest, _ body: [UInt8]?
  ) throws(ClientError) -> HTTPResponse {
    do throws(TransportError) {
      return try transport.send(request, body: body)
    } catch {
      if error.isOversized { throw .oversized(error.message) }
      if error.isPermanent { throw .unusable(error.message) }
      throw error.wasNotSent ? .unreachable(error.message) : .unknown(error.message)
    }
  }
}

// What an answer says.
extension JSONClient {
  /// How many JSON values an answer may have: each takes much more memory than its text.
  private static let valueLimit = 500_000

  /// The value of an answer that says that all went well.
  ///
  /// - Parameter refusal: Reads the body of a refusal, given its status.
  /// - Throws: What any other answer says.
  public static func value(
    of response: HTTPResponse, refusal: (Int, JSONValue) -> APIError?
  ) throws(ClientError) -> JSONValue {
    let status = response.status.rawValue
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: response.body, valueLimit: JSONClient.valueLimit)
    } catch {
      if error.exceedsValueLimit { throw .oversized("the server's answer is too large: \(error)") }
      guard (400...499).contains(status), status != 408 else {
        throw .unknown("the server's answer of status \(status) is not JSON: \(error)")
      }
      throw .refused(plain(status))
    }
    guard (200...299).contains(status) else {
      let error = refusal(status, json) ?? plain(status)
      // A server that fails, or a proxy before it, may have done what was asked.
      guard (400...499).contains(status), status != 408 else {
        if status < 500 { throw .unknown("the server answered with status \(status)") }
        throw .unknown("\(error.message) (status \(status))")
      }
      throw .refused(error)
    }
    return json
  }

  private static func plain(_ status: Int) -> APIError {
    APIError(status, .invalidRequest, "status_\(status)", "The server refused the request")
  }
}
