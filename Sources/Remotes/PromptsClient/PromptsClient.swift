internal import CanonicalJSON
internal import HTTPMessages
internal import PromptsAPI

/// A client of the Prompts API.
public struct PromptsClient: Sendable {
  private let transport: any HTTPTransport
  private let fields: HTTPFields
  /// How often and when requests are sent again.
  public let policy: RetryPolicy

  /// Makes a client.
  ///
  /// - Parameters:
  ///   - key: The API key; kept in memory only.
  ///   - onBehalfOf: The end user that it acts for.
  public init(
    _ transport: any HTTPTransport, key: String, onBehalfOf: String? = nil, policy: RetryPolicy
  ) {
    self.transport = transport
    self.policy = policy
    var fields: HTTPFields = [.authorization: "Bearer \(key)"]
    if let onBehalfOf { fields[.onBehalfOf] = onBehalfOf }
    self.fields = fields
  }

  /// Reads something, again where the network or the server fails.
  func read<Value: WireObject>(_ target: String) throws(ClientError) -> Answered<Value> {
    var attempt = 1
    while true {
      var retryAfter: String?
      do throws(ClientError) {
        let response = try send(HTTPRequest(.get, target, fields: fields), nil)
        retryAfter = response.fields[.retryAfter]
        return try PromptsClient.value(response)
      } catch {
        guard PromptsClient.isTransient(error),
          let pause = policy.pause(after: attempt, retryAfter: retryAfter)
        else { throw error }
        policy.wait(pause)
        attempt += 1
      }
    }
  }

  /// Writes something: sent once, and again only where the server said that it did nothing.
  func write<Value: WireObject>(
    _ method: HTTPMethod, _ target: String, _ body: JSONObject?, _ conditions: HTTPFields
  ) throws(ClientError) -> Answered<Value> {
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
      else { return try PromptsClient.value(response) }
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
      if error.isLasting { throw .unusable(error.message) }
      throw error.isUnsent ? .unreachable(error.message) : .unknown(error.message)
    }
  }

  private static func isTransient(_ error: ClientError) -> Bool {
    guard !error.isLasting else { return false }
    guard let status = error.status else { return true }
    return status == 429 || status >= 500
  }

  /// How many JSON values an answer may have: each takes much more memory than its text.
  private static let valueLimit = 500_000

  private static func value<Value: WireObject>(
    _ response: HTTPResponse
  ) throws(ClientError) -> Answered<Value> {
    let status = response.status.rawValue
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: response.body, valueLimit: PromptsClient.valueLimit)
    } catch {
      if error.isTooMuch { throw .oversized("the server's answer is too large: \(error)") }
      guard (400...499).contains(status), status != 408 else {
        throw .unknown("the server's answer of status \(status) is not JSON: \(error)")
      }
      throw .refused(plain(status))
    }
    guard (200...299).contains(status) else {
      let error = APIError(status: status, body: json) ?? plain(status)
      // A server that fails, or a proxy before it, may have done what was asked.
      guard (400...499).contains(status), status != 408 else {
        if status < 500 { throw .unknown("the server answered with status \(status)") }
        throw .unknown("\(error.message) (status \(status))")
      }
      throw .refused(error)
    }
    guard let object = json.object else {
      throw .unknown("the server's answer is no JSON object")
    }
    do throws(FormatError) {
      return Answered(value: try Value(object), tips: RemoteTips(response.fields))
    } catch {
      throw .unknown("the server's answer cannot be read: \(error.message)")
    }
  }

  private static func plain(_ status: Int) -> APIError {
    APIError(status, .invalidRequest, "status_\(status)", "The server refused the request")
  }
}
