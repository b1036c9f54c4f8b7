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

  /// The answer that is an error of its shape.
  func response(to error: ServiceError) -> HTTPResponse
}

extension Surface {
  /// A path with a slash at its end is another one.
  public var passesOverLastSlash: Bool { false }
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
  /// Whether it changes nothing, so that callers without a key may ask where that is allowed.
  package let isRead: Bool
  /// Whether nobody has to say who asks, since the answer tells nothing of a ledger.
  package private(set) var isOpen = false
  /// Whether `If-Match` is looked at, or changes nothing since the route only reads.
  package private(set) var isConditional: Bool
  package let answer: Answer

  /// How a request is answered.
  package enum Answer: Sendable {
    /// At once.
    case head(@Sendable (ServiceRequest) throws -> HTTPResponse)
    /// When the body has arrived.
    case body(@Sendable (ServiceRequest, _ body: [UInt8]) throws -> HTTPResponse)
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
    route.isOpen = true
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
