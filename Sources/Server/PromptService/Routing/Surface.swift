package import APIKeys
public import HTTPMessages

/// The prompts as one kind of client knows them: routes, the shapes of objects and errors, and names
/// for things, over the operations of the service.
///
/// It reaches no ledger but through an operation, so roles, rules, audit, receipts and limits are
/// the same for all.
public protocol Surface: Sendable {
  /// The name that turns it on: `langfuse`.
  var name: String { get }

  /// How clients may present a key.
  var credentials: [CredentialForm] { get }

  /// The beginnings of its paths, such as `/api/public`. What is found below them and is no route
  /// is answered with an error of its shape.
  var roots: [String] { get }

  /// Whether `/a/` is `/a` below them.
  var passesOverLastSlash: Bool { get }

  /// What it answers.
  var routes: [Route] { get }

  /// Refuses a request by what its fields say, before anything else is looked at.
  ///
  /// - Throws: ``ServiceError``.
  func admit(
    _ request: HTTPRequest, to route: Route, _ configuration: ServiceConfiguration
  ) throws

  /// The answer that is an error of its shape.
  func response(to error: ServiceError) -> HTTPResponse

  /// The answer that is an error of its shape, where that depends on what was asked for.
  func response(to error: ServiceError, for request: HTTPRequest) -> HTTPResponse

  /// The answer to a form that is refused, with what was typed into it.
  func response(to refused: RefusedForm) -> HTTPResponse
}

/// A form that is not taken, of which nothing that was typed may be lost.
public struct RefusedForm: Sendable {
  /// Why.
  public let error: ServiceError
  /// The request that it came with.
  public let request: HTTPRequest
  /// What it holds.
  public let form: FormFields
  /// Who sends it, where that is known; then a form with the session's token can be sent again.
  package let caller: Caller?
}

extension Surface {
  /// A path with a slash at its end is another one.
  public var passesOverLastSlash: Bool { false }

  /// Whether browsers that are signed in are its clients.
  var isForBrowsers: Bool { credentials.contains(.session) }

  /// Nothing is refused but what makes a browser do what nobody asked it for.
  public func admit(
    _ request: HTTPRequest, to route: Route, _ configuration: ServiceConfiguration
  ) throws {
    guard isForBrowsers else { return }
    try PageOrigin(of: request, configuration).check(request)
  }

  /// The same whatever was asked for.
  public func response(to error: ServiceError, for request: HTTPRequest) -> HTTPResponse {
    response(to: error)
  }

  /// The error alone.
  public func response(to refused: RefusedForm) -> HTTPResponse {
    response(to: refused.error, for: refused.request)
  }
}

/// One thing that clients ask of a surface: a method and a path, and what answers.
public struct Route: Sendable {
  /// Its method; `GET` answers `HEAD` as well.
  package let method: HTTPMethod
  /// Its path.
  package let path: PathTemplate
  /// The operation's name, in metrics and the log, and in the hash of a request that is repeated.
  package let operation: String
  /// The least role that may do it.
  package let role: Role
  /// The parameters of the query; `nil` where others are passed over.
  package let query: [String]?
  /// Those of them that may be there more than once.
  package private(set) var repeatable: Set<String> = []
  /// Whether it changes nothing, so that callers without a key may ask where that is allowed.
  package let isRead: Bool
  /// Who may ask.
  package private(set) var access = Access.caller
  /// Whether `If-Match` is looked at, or changes nothing since the route only reads.
  package private(set) var isConditional: Bool
  /// Whether it counts as one of the requests that a key may make in a minute.
  package private(set) var isCounted = true
  /// Whether a form that is refused is answered with what was typed into it.
  package private(set) var keepsText = false
  /// How long the body of a form may be; `nil` for the usual limit.
  package private(set) var formLimit: Int?
  package let answer: Answer

  /// Who may ask.
  package enum Access: Sendable {
    /// Whoever has a key, or where reads are open to all and it only reads, anybody.
    case caller
    /// Whoever has a key.
    case holder
    /// Anybody; who it is is known where somebody is signed in.
    case anyone
    /// Anybody, since the answer tells nothing of a ledger; nobody looks who it is.
    case open
  }

  /// How a request is answered.
  package enum Answer: Sendable {
    /// At once.
    case head(@Sendable (ServiceRequest) throws -> HTTPResponse)
    /// When the body has arrived.
    case body(@Sendable (ServiceRequest, _ body: [UInt8]) throws -> HTTPResponse)
    /// When the request has arrived, which has no body, where an answer may take long.
    case page(@Sendable (ServiceRequest) throws -> HTTPResponse)
    /// When the body has arrived, which is a form.
    case form(@Sendable (ServiceRequest, FormFields) throws -> HTTPResponse)
    /// When the body has arrived, with what was found as the head arrived.
    case prepared(@Sendable (ServiceRequest) throws -> Finish)
  }

  /// The second part of an answer.
  package typealias Finish = @Sendable (_ body: [UInt8]) throws -> HTTPResponse

  private init(
    _ method: HTTPMethod, _ path: PathTemplate, _ operation: String, _ role: Role,
    query: [String]?, isRead: Bool, _ answer: Answer
  ) {
    self.method = method
    self.path = path
    self.operation = operation
    self.role = role
    self.query = query
    self.isRead = isRead
    isConditional = isRead
    self.answer = answer
  }

  /// A route that reads, and has no body.
  package static func reading(
    _ path: PathTemplate, _ operation: String, role: Role = .reader, query: [String]? = nil,
    _ answer: @escaping @Sendable (ServiceRequest) throws -> HTTPResponse
  ) -> Route {
    Route(.get, path, operation, role, query: query, isRead: true, .head(answer))
  }

  /// A route that tells nothing of a ledger, so that nobody has to say who asks.
  package static func open(
    _ path: PathTemplate, _ operation: String,
    _ answer: @escaping @Sendable (ServiceRequest) throws -> HTTPResponse
  ) -> Route {
    var route = reading(path, operation, answer)
    route.access = .open
    return route
  }

  /// A route that has a body, though it may only read.
  package static func writing(
    _ method: HTTPMethod, _ path: PathTemplate, _ operation: String, role: Role,
    query: [String]? = nil, isRead: Bool = false,
    _ answer: @escaping @Sendable (ServiceRequest, _ body: [UInt8]) throws -> HTTPResponse
  ) -> Route {
    Route(method, path, operation, role, query: query, isRead: isRead, .body(answer))
  }

  /// A route that looks at the ledger as the head of a request arrives, and answers with the body.
  package static func preparing(
    _ method: HTTPMethod, _ path: PathTemplate, _ operation: String, role: Role,
    query: [String]? = nil, _ answer: @escaping @Sendable (ServiceRequest) throws -> Finish
  ) -> Route {
    Route(method, path, operation, role, query: query, isRead: false, .prepared(answer))
  }
}

extension Route {
  /// The route, which looks at `If-Match`.
  package var conditional: Route {
    var route = self
    route.isConditional = true
    return route
  }
}

// What pages are made of.
extension Route {
  /// The route, whose query may have a parameter more than once.
  package func repeating(_ parameter: String) -> Route {
    var route = self
    route.repeatable.insert(parameter)
    return route
  }

  /// A page: what reads, has no body and may take long, so that no thread that listens waits for it.
  package static func page(
    _ path: PathTemplate, _ operation: String, role: Role = .reader, access: Access = .caller,
    query: [String]? = nil, _ answer: @escaping @Sendable (ServiceRequest) throws -> HTTPResponse
  ) -> Route {
    var route = Route(.get, path, operation, role, query: query, isRead: true, .page(answer))
    route.access = access
    route.isCounted = access != .anyone
    return route
  }

  /// A page that costs nothing to speak of, answered at once.
  package static func quickPage(
    _ path: PathTemplate, _ operation: String, access: Access = .caller, query: [String]? = nil,
    _ answer: @escaping @Sendable (ServiceRequest) throws -> HTTPResponse
  ) -> Route {
    var route = Route(.get, path, operation, .reader, query: query, isRead: true, .head(answer))
    route.access = access
    route.isCounted = access != .anyone
    return route
  }

  /// What a page is shown with, such as its style: the same for all, and counted for nobody.
  package static func asset(
    _ path: PathTemplate, _ operation: String,
    _ answer: @escaping @Sendable (ServiceRequest) throws -> HTTPResponse
  ) -> Route {
    var route = open(path, operation, answer)
    route.isCounted = false
    return route
  }

  /// What a form of a page is sent to.
  ///
  /// - Parameters:
  ///   - isRead: Whether it changes nothing all the same.
  ///   - keepsText: Whether a form that is refused is answered with what was typed into it; then the
  ///     body is received whoever sends it.
  ///   - limit: How many bytes the body may have; `nil` for as many as the longest text needs.
  package static func form(
    _ path: PathTemplate, _ operation: String, role: Role = .reader, access: Access = .caller,
    query: [String]? = nil, isRead: Bool = false, keepsText: Bool = false, limit: Int? = nil,
    _ answer: @escaping @Sendable (ServiceRequest, FormFields) throws -> HTTPResponse
  ) -> Route {
    var route = Route(.post, path, operation, role, query: query, isRead: isRead, .form(answer))
    route.access = access
    route.isCounted = access != .anyone
    route.keepsText = keepsText
    route.formLimit = limit
    return route
  }

  /// Whether its body is a form.
  var hasForm: Bool { if case .form = answer { true } else { false } }

  /// Whether its answer may wait for a disk, or take long.
  var waits: Bool {
    switch answer {
    case .page, .form: true
    case .head, .body, .prepared: !isRead
    }
  }

  /// How many bytes its body may have.
  func limit(_ configuration: ServiceConfiguration) -> Int {
    switch answer {
    case .page: 0
    // A byte of a text may take three as a form has it: `%0A`.
    case .form: formLimit ?? 3 * configuration.maximumBody
    case .head, .body, .prepared: configuration.maximumBody
    }
  }
}

/// An error that is of one surface alone, and is sent as it is.
package protocol SurfaceError: Error {
  /// The answer.
  var response: HTTPResponse { get }

  /// What failed inside, for the log alone; `nil` unless the server is at fault.
  var failure: String? { get }
}

extension SurfaceError {
  /// Nothing: the request is at fault.
  package var failure: String? { nil }
}
