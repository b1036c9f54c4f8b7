internal import CanonicalJSON
public import HTTPMessages
public import PromptsAPI

/// A client of the Prompts API.
public struct PromptsClient: Sendable {
  private let client: JSONClient
  /// How often and when requests are sent again.
  public var policy: RetryPolicy { client.policy }

  /// Makes a client.
  ///
  /// - Parameters:
  ///   - key: The API key; kept in memory only.
  ///   - onBehalfOf: The end user that it acts for.
  public init(
    _ transport: any HTTPTransport, key: String, onBehalfOf: String? = nil, policy: RetryPolicy
  ) {
    var fields: HTTPFields = [.authorization: "Bearer \(key)"]
    if let onBehalfOf { fields[.onBehalfOf] = onBehalfOf }
    client = JSONClient(transport, fields: fields, policy: policy)
  }

  /// Reads something, again where the network or the server fails.
  func read<Value: WireObject>(_ target: String) throws(ClientError) -> TaggedResponse<Value> {
    try client.read(target) { response throws(ClientError) in try PromptsClient.value(response) }
  }

  /// Writes something: sent once, and again only where the server said that it did nothing.
  func write<Value: WireObject>(
    _ method: HTTPMethod, _ target: String, _ body: JSONObject?, _ conditions: HTTPFields
  ) throws(ClientError) -> TaggedResponse<Value> {
    try PromptsClient.value(try client.write(method, target, body, conditions))
  }

  private static func value<Value: WireObject>(
    _ response: HTTPResponse
  ) throws(ClientError) -> TaggedResponse<Value> {
    let json = try JSONClient.value(of: response) { APIError(status: $0, body: $1) }
    guard let object = json.object else {
      throw .unknown("the server's answer is no JSON object")
    }
    do throws(FormatError) {
      return TaggedResponse(value: try Value(object), tips: RemoteTips(response.fields))
    } catch {
      throw .unknown("the server's answer cannot be read: \(error.message)")
    }
  }
}

extension PromptsClient {
  static let root = Operation.prompts.text

  /// A page of the list of prompts.
  public func prompts(
    after cursor: String?, limit: Int = 100, ascending: Bool = false
  ) throws(ClientError) -> PromptPage {
    var target = "\(PromptsClient.root)?limit=\(limit)&order=\(ascending ? "asc" : "desc")"
    if let cursor { target += "&after=\(PercentEncoding.encode(cursor))" }
    let answer: TaggedResponse<PromptPage> = try read(target)
    return answer.value
  }

  /// A prompt with its active template.
  public func prompt(_ id: String) throws(ClientError) -> TaggedResponse<PromptObject> {
    try read(PromptsClient.path(id))
  }

  /// A prompt's versions from one end, at most 100.
  public func versions(
    of id: String, limit: Int, ascending: Bool
  ) throws(ClientError) -> [VersionObject] {
    let order = ascending ? "asc" : "desc"
    let answer: TaggedResponse<VersionList> = try read(
      "\(PromptsClient.path(id))/versions?limit=\(limit)&order=\(order)")
    return answer.value.data
  }

  /// One version.
  public func version(_ number: Int, of id: String) throws(ClientError) -> VersionObject {
    let answer: TaggedResponse<VersionObject> = try read(
      "\(PromptsClient.path(id))/versions/\(number)")
    return answer.value
  }

  static func path(_ id: String) -> String {
    "\(root)/\(PercentEncoding.encode(id))"
  }

  /// Creates a prompt.
  ///
  /// - Parameter once: A name for this write, with which a server that knows it does it once only.
  public func create(
    _ request: CreatePromptRequest, once: String
  ) throws(ClientError) -> TaggedResponse<CreatedPrompt> {
    try write(.post, PromptsClient.root, request.json, [.idempotencyKey: once])
  }

  /// Adds a version, which becomes the active one.
  ///
  /// - Parameters:
  ///   - tips: What must be current at a server that gives tips.
  ///   - once: A name for this write, as for ``create(_:once:)``.
  public func createVersion(
    _ request: CreateVersionRequest, of id: String, ifMatch tips: RemoteTips?, once: String
  ) throws(ClientError) -> TaggedResponse<VersionObject> {
    var conditions: HTTPFields = [.idempotencyKey: once]
    if let tips {
      conditions[.ifMatch] = quoted(tips.versions)
      conditions[.ifActiveTip] = tips.active
    }
    return try write(.post, "\(PromptsClient.path(id))/versions", request.json, conditions)
  }

  /// Edits a prompt's record.
  public func update(
    _ request: UpdatePromptRequest, of id: String, ifMatch tips: RemoteTips?
  ) throws(ClientError) -> TaggedResponse<PromptObject> {
    try write(
      .put, PromptsClient.path(id), request.json, conditions(tips?.info))
  }

  /// Makes a version the active one.
  public func rollback(
    to version: Int, of id: String, ifMatch tips: RemoteTips?
  ) throws(ClientError) -> TaggedResponse<PromptObject> {
    try write(
      .post, "\(PromptsClient.path(id))/rollback", RollbackRequest(version: version).json,
      conditions(tips?.active))
  }

  /// Deletes a prompt with all its versions, for good.
  public func delete(_ id: String) throws(ClientError) {
    let _: TaggedResponse<DeletedPrompt> = try write(.delete, PromptsClient.path(id), nil, [:])
  }

  private func conditions(_ tip: String?) -> HTTPFields {
    tip.map { [.ifMatch: quoted($0)] } ?? [:]
  }

  private func quoted(_ tag: String) -> String { "\"\(tag)\"" }
}

/// Where a prompt's chains stand at a server that says so; with them, a write happens only if
/// nobody else was first.
public struct RemoteTips: Sendable, Hashable {
  /// The chain of versions.
  public let versions: String
  /// The chain of the active pointer's moves.
  public let active: String
  /// The chain of the record's edits.
  public let info: String

  /// Reads the tips of an answer; `nil` when the server does not give them.
  init?(_ fields: HTTPFields) {
    guard let versions = fields[.versionsTip], let active = fields[.activeTip],
      let info = fields[.infoTip]
    else { return nil }
    self.versions = versions
    self.active = active
    self.info = info
  }
}

/// An answer about a prompt.
public struct TaggedResponse<Value: Sendable>: Sendable {
  /// What the answer says.
  public let value: Value
  /// Where the prompt's chains stand; `nil` when the server does not say.
  public let tips: RemoteTips?
}

/// Why an operation at a server failed.
public enum ClientError: Error, Sendable, Hashable {
  /// The server refused it, and has changed nothing.
  case refused(APIError)
  /// It is not known whether the server did it: there is no answer, or none that can be read.
  case unknown(String)
  /// The server cannot be reached, so that it has done nothing.
  case unreachable(String)
  /// What answers at the address is not the server that is meant; asking again does not help.
  case unusable(String)
  /// The answer is more than is read of any; less of it may be asked for.
  case oversized(String)

  /// What happened, for people.
  public var message: String {
    switch self {
    case .refused(let error): "\(ClientError.shortened(error.message)) (status \(error.status))"
    case .unknown(let reason), .unreachable(let reason), .unusable(let reason),
      .oversized(let reason):
      ClientError.shortened(reason)
    }
  }

  /// How much is shown of what a server says.
  private static let messageLength = 1_000

  private static func shortened(_ text: String) -> String {
    // A line of its own could be taken for one of this program's.
    let text = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    guard text.unicodeScalars.count > messageLength else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(messageLength))) + "…"
  }

  /// Whether asking again would fail alike.
  public var isPermanent: Bool {
    switch self {
    case .unusable, .oversized: true
    case .refused, .unknown, .unreachable: false
    }
  }

  /// Whether asking again may help.
  var isTransient: Bool {
    guard !isPermanent else { return false }
    guard let status else { return true }
    return status == 429 || status >= 500
  }

  /// The status that the server refused it with; `nil` without one.
  public var status: Int? {
    if case .refused(let error) = self { error.status } else { nil }
  }
}

/// What carries requests to a server and brings the answers.
public protocol HTTPTransport: Sendable {
  /// Sends a request and waits for the answer.
  ///
  /// A request that writes goes over a connection of its own and is sent once: a library that
  /// repeats it when a connection breaks would write twice.
  ///
  /// - Parameter target: The path and the query, below the server's address.
  /// - Throws: ``TransportError`` when there is no answer, or not a whole one.
  func send(_ request: HTTPRequest, body: [UInt8]?) throws(TransportError) -> HTTPResponse
}

/// Why a request has no answer.
public struct TransportError: Error, Sendable, Hashable {
  /// What happened, for people.
  public let message: String
  /// Whether the server cannot have received the request: there was no connection.
  public let wasNotSent: Bool
  /// Whether sending it again would fail alike: the server is not the one that is meant.
  public let isPermanent: Bool
  /// Whether the answer was longer than any that is read.
  public let isOversized: Bool

  /// Makes an error from its parts.
  public init(
    _ message: String, wasNotSent: Bool = false, isPermanent: Bool = false,
    isOversized: Bool = false
  ) {
    self.message = message
    self.wasNotSent = wasNotSent
    self.isPermanent = isPermanent
    self.isOversized = isOversized
  }
}
