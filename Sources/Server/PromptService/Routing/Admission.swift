internal import APIKeys
internal import HTTPMessages
internal import PromptRepo

extension PromptService {
  /// Finds the route and the caller of a request, and what is to be done.
  ///
  /// - Parameter exchange: Receives what is known of the request, for the log.
  func step(for request: HTTPRequest, _ exchange: inout PendingRequest) -> PendingRequest.Step {
    let target: RequestTarget
    do throws(ServiceError) {
      target = try PromptService.target(of: request)
    } catch {
      return .respond(ServiceResponse(response: standard.response(to: error), failure: nil))
    }
    switch router.find(request.method, target.path) {
    case .route(let entry, let parameters):
      exchange.operation = entry.route.operation
      exchange.surface = entry.surface.name
      return step(for: request, target, entry, parameters, &exchange)
    case .method(let surface, let allowed):
      exchange.surface = surface.name
      return .respond(
        ServiceResponse(
          response: surface.response(to: .method(allowed: allowed)), failure: nil))
    case .nothing(let surface):
      exchange.surface = surface.name
      return .respond(
        ServiceResponse(
          response: surface.response(to: nothing(at: target.path)), failure: nil))
    }
  }

  /// The error for a path at which there is nothing: a client that none of the surfaces is for is told
  /// what to do.
  private func nothing(at path: [String]) -> ServiceError {
    guard router.owner(of: path) == nil, let sentence = advice.sentence(for: path) else {
      return .pathNotFound
    }
    return .pathOfOthers(sentence)
  }

  private func step(
    for request: HTTPRequest, _ target: RequestTarget, _ entry: Router.Entry,
    _ parameters: [String], _ exchange: inout PendingRequest
  ) -> PendingRequest.Step {
    let surface = entry.surface
    do {
      return perform(try admit(request, target, entry, parameters, &exchange), entry)
    } catch {
      return .respond(surface.answer { throw error })
    }
  }

  /// Makes sure that the caller may do what the route does.
  private func admit(
    _ request: HTTPRequest, _ target: RequestTarget, _ entry: Router.Entry,
    _ parameters: [String], _ exchange: inout PendingRequest
  ) throws -> ServiceRequest {
    let route = entry.route
    guard state == .ready else { throw ServiceError.unavailable }
    let now = configuration.now()
    let caller =
      route.isOpen
      ? Caller(key: nil, endUser: nil)
      : try caller(
        of: request, to: entry.surface, isRead: route.isRead, at: now)
    exchange.key = caller.key?.id
    exchange.owner = caller.key?.owner.rawValue
    try limiter.take(caller.key?.id ?? "anonymous")
    try caller.check(route.role)
    if !request.method.isRead { try checkBody(request.fields) }
    if request.fields[.ifMatch] != nil, !route.isConditional {
      // What a condition would have kept from happening must not happen.
      throw ServiceError.invalid(
        "'If-Match' is not taken here, so nothing was done: send the request without it",
        parameter: nil)
    }
    if let known = route.query { try PromptService.checkQuery(target.query, known: known) }
    return ServiceRequest(
      operation: route.operation, target: target, parameters: parameters, fields: request.fields,
      caller: caller, time: now, configuration: configuration, ledgers: ledgers,
      ledger: try ledgers.ledger(
        owner: caller.key?.owner, endUser: caller.endUser, creating: false))
  }

  private func perform(
    _ request: ServiceRequest, _ entry: Router.Entry
  ) -> PendingRequest.Step {
    let surface = entry.surface
    switch entry.route.answer {
    case .head(let answer):
      return .respond(surface.answer { try answer(request) })
    case .body(let answer):
      return receive(entry) { try answer(request, $0) }
    case .prepared(let prepare):
      do {
        return receive(entry, try prepare(request))
      } catch {
        return .respond(surface.answer { throw error })
      }
    }
  }

  private func receive(
    _ entry: Router.Entry, _ finish: @escaping Route.Finish
  ) -> PendingRequest.Step {
    let surface = entry.surface
    return .receive(
      PendingRequest.Reception(
        limit: configuration.maximumBody, surface: surface, waits: !entry.route.isRead
      ) { body in surface.answer { try finish(body) } })
  }

  /// The path and the query of a request, taken apart.
  static func target(of request: HTTPRequest) throws(ServiceError) -> RequestTarget {
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
  ) throws(ServiceError) {
    guard !query.isEmpty else { return }
    func isSame(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
    let unknown = query.map(\.name).filter { name in !known.contains { isSame($0, name) } }
    guard unknown.isEmpty else { throw .unknownParameters(unknown, known: known) }
    try refuseRepeats(of: known, in: query)
  }

  /// Refuses a query that has one of these parameters more than once.
  static func refuseRepeats(
    of names: [String], in query: [QueryParameter]
  ) throws(ServiceError) {
    for name in names where query.count(where: { $0.name.utf8.elementsEqual(name.utf8) }) > 1 {
      throw .repeatedParameter(name)
    }
  }

  /// Refuses a body by what its fields say of it.
  private func checkBody(_ fields: HTTPFields) throws(ServiceError) {
    if let length = fields[.contentLength].flatMap({ Int($0) }), length > configuration.maximumBody
    {
      throw .bodyTooLarge(limit: configuration.maximumBody)
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
}
