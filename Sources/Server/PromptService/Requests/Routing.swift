internal import APIKeys
internal import CanonicalJSON
internal import Digests
public import HTTPMessages
internal import PromptRepo
public import PromptsAPI

extension PromptService {
  /// Finds the operation and the caller of a request, and what is to be done.
  ///
  /// - Parameter exchange: Receives what is known of the request, for the log.
  func step(for request: HTTPRequest, _ exchange: inout PendingRequest) throws
    -> PendingRequest.Step
  {
    let target = try PromptService.target(of: request)
    let (operation, parameters) = try route(request.method, target)
    exchange.operation = operation.rawValue
    guard state == .ready else { throw APIError.unavailable }
    let now = configuration.now()
    let caller = try caller(of: request, at: now)
    exchange.key = caller.key?.id
    exchange.owner = caller.key?.owner.rawValue
    try limiter.take(caller.key?.id ?? "anonymous")
    try operation.check(caller.role)
    if !request.method.isRead { try checkBody(request.fields) }
    try PromptService.checkQuery(target.query, known: operation.queryParameters)
    let routed = Request(
      operation: operation, target: target, parameters: parameters, fields: request.fields,
      caller: caller,
      ledger: try ledgers.ledger(
        owner: caller.key?.owner, endUser: caller.endUser, creating: operation == .createPrompt),
      time: now)
    return try perform(routed)
  }

  /// The path and the query of a request, taken apart.
  static func target(of request: HTTPRequest) throws(APIError) -> RequestTarget {
    do throws(RequestTargetError) {
      return try RequestTarget(request.target)
    } catch {
      throw .encoding
    }
  }

  /// Refuses a query with parameters that are not known, since who sends one counts on it, and one
  /// with a parameter that is there more than once.
  static func checkQuery(
    _ query: [QueryParameter], known: [String]
  ) throws(APIError) {
    guard !query.isEmpty else { return }
    func isSame(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
    let unknown = query.map(\.name).filter { name in !known.contains { isSame($0, name) } }
    guard unknown.isEmpty else { throw .unknownParameters(unknown, known: known) }
    for name in known where query.count(where: { isSame($0.name, name) }) > 1 {
      throw .repeatedParameter(name)
    }
  }

  private func route(
    _ method: HTTPMethod, _ target: RequestTarget
  ) throws(APIError) -> (operation: Operation, parameters: [String]) {
    let method = method == .head ? .get : method
    var allowed: [String] = []
    for operation in Operation.allCases {
      guard let parameters = operation.path.match(target.path) else { continue }
      if operation.method == method { return (operation, parameters) }
      allowed.append(operation.method.rawValue)
    }
    throw allowed.isEmpty ? .pathNotFound : .method(allowed: allowed)
  }

  /// Refuses a body by what its fields say of it.
  private func checkBody(_ fields: HTTPFields) throws(APIError) {
    if let length = fields[.contentLength].flatMap({ Int($0) }), length > configuration.maximumBody
    {
      throw .tooLarge(limit: configuration.maximumBody)
    }
    guard let type = fields[.contentType] else { return }
    let parts = type.lowercased().split(separator: ";").map { part in
      part.filter { $0 != " " && $0 != "\t" && $0 != "\"" }
    }
    let charsets = parts.dropFirst().filter { $0.hasPrefix("charset=") }
    guard parts.first == "application/json", charsets.allSatisfy({ $0 == "charset=utf-8" }) else {
      throw .mediaType
    }
  }

  private func perform(_ request: Request) throws -> PendingRequest.Step {
    switch request.operation {
    case .listPrompts: respond { try request.listPrompts() }
    case .getPrompt: respond { try request.getPrompt() }
    case .listPromptVersions: respond { try request.listVersions() }
    case .getPromptVersion: respond { try request.getVersion() }
    case .createPrompt: receive { try request.createPrompt($0) }
    case .updatePrompt: receive { try request.updatePrompt($0) }
    case .deletePrompt: receive { _ in try request.deletePrompt() }
    case .createPromptVersion: try createVersion(request)
    case .rollbackPrompt: receive { try request.rollBack($0) }
    case .listDeployments: respond { try request.listDeployments() }
    case .deployPrompt: receive { try request.deploy($0) }
    case .rollbackDeployment: receive { try request.rollBackDeployment($0) }
    case .getDeploymentHistory: respond { try request.getDeploymentHistory() }
    }
  }

  private func respond(_ body: () throws -> HTTPResponse) -> PendingRequest.Step {
    .respond(answer(body))
  }

  private func receive(
    _ body: @escaping @Sendable ([UInt8]) throws -> HTTPResponse
  ) -> PendingRequest.Step {
    .receive(limit: configuration.maximumBody) { bytes in self.answer { try body(bytes) } }
  }

  private func createVersion(_ request: Request) throws -> PendingRequest.Step {
    let found = try request.prompt()
    return receive { try request.createVersion($0, of: found.prompt, in: found.ledger) }
  }
}

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
    case .invalid: APIError(ofText: error) ?? .invalid(error.message)
    case .locked: .unavailable
    default: .internalFailure
    }
  }
}

/// A request whose operation and caller are known.
struct Request: Sendable {
  let operation: Operation
  let target: RequestTarget
  /// The values of the path's parameters.
  let parameters: [String]
  let fields: HTTPFields
  let caller: Caller
  /// The ledger that the caller sees; `nil` while it has none.
  let ledger: Ledger?
  /// When the request came.
  let time: Timestamp
}

extension Request {
  /// The prompt that the path names.
  ///
  /// - Throws: 404 when there is none for this caller.
  func prompt() throws -> (prompt: IndexedPrompt, ledger: Ledger) {
    try prompt(parameters[0])
  }

  /// The prompt with this id.
  ///
  /// - Throws: 404 when there is none for this caller.
  func prompt(_ text: String) throws -> (prompt: IndexedPrompt, ledger: Ledger) {
    let id: PromptID
    do throws(RepositoryError) {
      id = try PromptID(text)
    } catch {
      throw APIError.noPrompt
    }
    guard let ledger, let prompt = try ledger.index.prompt(id) else { throw APIError.noPrompt }
    return (prompt, ledger)
  }

  /// How many things a page may have.
  func limit() throws(APIError) -> Int {
    guard let text = target["limit"] else { return Limits.defaultPage }
    guard let limit = Int(text), Limits.page.contains(limit) else { throw .limit }
    return limit
  }

  /// Whether the oldest, or the lowest number, comes first.
  func isAscending() throws(APIError) -> Bool {
    switch target["order"] {
    case nil, "desc": return false
    case "asc": return true
    default: throw .order
    }
  }

  /// The name or title of the prompts that the query asks for.
  func name() throws(APIError) -> String? {
    guard let name = target["name"] else { return nil }
    guard Limits.name.contains(name.unicodeScalars.count) else { throw .nameFilter }
    return name
  }

  /// The version that the query asks for.
  func version() throws(APIError) -> Int? {
    guard let text = target["version"] else { return nil }
    guard let number = Int(text), number.magnitude <= UInt(Limits.version) else {
      throw .version
    }
    return number
  }

  /// Whether a parameter of the query is `true`.
  func flag(_ name: String) throws(APIError) -> Bool {
    switch target[name] {
    case nil, "false": return false
    case "true": return true
    default: throw .flag(name)
    }
  }

  /// Reads the body of a request.
  func read<Body: WireObject>(_ body: [UInt8]) throws(APIError) -> Body {
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: body)
    } catch {
      throw .body("\(error)")
    }
    guard let object = json.object else { throw .body("it is of kind \(json.kind)") }
    do throws(FormatError) {
      return try Body(object)
    } catch {
      throw .invalid(error)
    }
  }

  /// The environment that the query names, which has to be one that there is.
  func environment(in ledger: Ledger) throws -> EnvironmentName? {
    try target["environment"].map { try environment($0, in: ledger) }
  }
}
