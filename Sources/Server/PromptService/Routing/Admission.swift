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
      let surface = router.surface(ofUnreadable: request.target)
      return .respond(
        ServiceResponse(response: surface.response(to: error, for: request), failure: nil))
    }
    switch router.find(request.method, target.path) {
    case .route(let entry, let parameters):
      exchange.operation = entry.route.operation
      exchange.surface = entry.surface.name
      return step(for: request, target, entry, parameters, &exchange)
    case .method(let surface, let allowed):
      exchange.surface = surface.name
      return .respond(refuse(request, surface, .method(allowed: allowed)))
    case .nothing(let surface):
      let length = router.rootLength(above: target.path)
      guard let sentence = advice.sentence(for: target.path, beyond: length) else {
        exchange.surface = surface.name
        return .respond(refuse(request, surface, .pathNotFound))
      }
      // A client that none of the surfaces is for is told what to do, and is no browser.
      exchange.surface = standard.name
      return .respond(refuse(request, standard, .pathOfOthers(sentence)))
    }
  }

  /// The answer where there is no route.
  ///
  /// A browser that is not signed in is told nothing of which pages there are.
  private func refuse(
    _ request: HTTPRequest, _ surface: any Surface, _ error: ServiceError
  ) -> ServiceResponse {
    surface.answer(for: request) {
      if surface.isForBrowsers {
        guard state == .ready else { throw ServiceError.unavailable }
        _ = try visitor(
          of: request, at: PageOrigin(of: request, configuration), .caller, isRead: true,
          at: configuration.now())
      }
      throw error
    }
  }

  private func step(
    for request: HTTPRequest, _ target: RequestTarget, _ entry: Router.Entry,
    _ parameters: [String], _ exchange: inout PendingRequest
  ) -> PendingRequest.Step {
    let surface = entry.surface
    do {
      try surface.admit(request, to: entry.route, configuration)
    } catch {
      return .respond(surface.answer(for: request) { throw error })
    }
    var caller: Caller?
    do {
      caller = try self.caller(of: request, to: entry, &exchange)
      return perform(try admit(request, target, entry, parameters, caller), request, entry)
    } catch {
      guard entry.route.keepsText else {
        return .respond(surface.answer(for: request) { throw error })
      }
      let known = caller
      return receiveForm(request, entry, from: known) { _ in throw error }
    }
  }

  /// Who makes a request, noted for the log.
  private func caller(
    of request: HTTPRequest, to entry: Router.Entry, _ exchange: inout PendingRequest
  ) throws -> Caller {
    guard state == .ready else { throw ServiceError.unavailable }
    let (route, surface, now) = (entry.route, entry.surface, configuration.now())
    let caller =
      if surface.isForBrowsers {
        try visitor(
          of: request, at: PageOrigin(of: request, configuration), route.access,
          isRead: route.isRead, at: now)
      } else if route.access == .open {
        Caller(key: nil, endUser: nil)
      } else {
        try self.caller(of: request, to: surface, isRead: route.isRead, at: now)
      }
    exchange.key = caller.key?.id
    exchange.owner = caller.key?.owner.rawValue
    return caller
  }

  /// Makes sure that the caller may do what the route does.
  private func admit(
    _ request: HTTPRequest, _ target: RequestTarget, _ entry: Router.Entry,
    _ parameters: [String], _ caller: Caller?
  ) throws -> ServiceRequest {
    let route = entry.route
    guard let caller else { throw ServiceError.noCredentials }
    if route.isCounted { try limiter.take(caller.key?.id ?? "anonymous") }
    try caller.check(route.role)
    if !request.method.isRead { try checkBody(request.fields, route) }
    if request.fields[.ifMatch] != nil, !route.isConditional {
      // What a condition would have kept from happening must not happen.
      throw ServiceError.invalid(
        "'If-Match' is not taken here, so nothing was done: send the request without it",
        parameter: nil)
    }
    if let known = route.query {
      try PromptService.checkQuery(target.query, known: known, repeatable: route.repeatable)
    }
    return ServiceRequest(
      operation: route.operation, target: target, parameters: parameters, fields: request.fields,
      caller: caller, time: configuration.now(), configuration: configuration,
      client: request.client,
      origin: entry.surface.isForBrowsers ? try PageOrigin(of: request, configuration) : nil,
      gate: ServiceRequest.Gate(authenticator: authenticator, signIns: signIns),
      ledgers: ledgers,
      ledger: try ledgers.ledger(
        owner: caller.key?.owner, endUser: caller.endUser, creating: false))
  }

  private func perform(
    _ request: ServiceRequest, _ head: HTTPRequest, _ entry: Router.Entry
  ) -> PendingRequest.Step {
    let surface = entry.surface
    switch entry.route.answer {
    case .head(let answer):
      return .respond(surface.answer(for: head) { try answer(request) })
    case .body(let answer):
      return receive(head, entry) { try answer(request, $0) }
    case .page(let answer):
      return receive(head, entry) { _ in try answer(request) }
    case .form(let answer):
      let signedIn = entry.route.access == .anyone ? nil : request.signedIn
      return receiveForm(head, entry, from: request.caller) { form in
        try signedIn?.check(form)
        return try answer(request, form)
      }
    case .prepared(let prepare):
      do {
        return receive(head, entry, try prepare(request))
      } catch {
        return .respond(surface.answer(for: head) { throw error })
      }
    }
  }

  private func receive(
    _ request: HTTPRequest, _ entry: Router.Entry, _ finish: @escaping Route.Finish
  ) -> PendingRequest.Step {
    let surface = entry.surface
    return .receive(
      PendingRequest.Reception(
        limit: entry.route.limit(configuration), surface: surface, request: request,
        waits: entry.route.waits
      ) { body in surface.answer(for: request) { try finish(body) } })
  }

  /// Receives a form, and answers it with what was typed where it is refused and that may not be lost.
  private func receiveForm(
    _ request: HTTPRequest, _ entry: Router.Entry, from caller: Caller?,
    _ finish: @escaping @Sendable (FormFields) throws -> HTTPResponse
  ) -> PendingRequest.Step {
    let (surface, keepsText) = (entry.surface, entry.route.keepsText)
    return .receive(
      PendingRequest.Reception(
        limit: entry.route.limit(configuration), surface: surface, request: request,
        waits: entry.route.waits
      ) { body in
        var form = FormFields()
        func refusal(_ error: ServiceError) -> HTTPResponse {
          guard keepsText else { return surface.response(to: error, for: request) }
          return surface.response(
            to: RefusedForm(error: error, request: request, form: form, caller: caller))
        }
        return surface.answer(refusal) {
          form = try PromptService.form(body)
          return try finish(form)
        }
      })
  }

  private static func form(_ body: [UInt8]) throws(ServiceError) -> FormFields {
    do throws(FormFieldsError) {
      return try FormFields(body)
    } catch {
      switch error {
      case .encoding: throw .encoding
      case .tooMany:
        throw .invalid("A form has at most \(FormFields.limit) fields", parameter: nil)
      }
    }
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
  /// with a parameter that is there more than once and may not be.
  static func checkQuery(
    _ query: [QueryParameter], known: [String], repeatable: Set<String> = []
  ) throws(ServiceError) {
    guard !query.isEmpty else { return }
    func isSame(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
    let unknown = query.map(\.name).filter { name in !known.contains { isSame($0, name) } }
    guard unknown.isEmpty else { throw .unknownParameters(unknown, known: known) }
    try refuseRepeats(of: known.filter { !repeatable.contains($0) }, in: query)
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
  private func checkBody(_ fields: HTTPFields, _ route: Route) throws(ServiceError) {
    let limit = route.limit(configuration)
    if let length = fields[.contentLength].flatMap({ Int($0) }), length > limit {
      throw .bodyTooLarge(limit: limit)
    }
    guard let type = fields[.contentType] else {
      // What is a form says so; what is JSON need not.
      guard !route.hasForm else { throw .mediaType }
      return
    }
    let parts = type.lowercased().split(separator: ";").map { part in
      part.filter { $0 != " " && $0 != "\t" && $0 != "\"" }
    }
    let charsets = parts.dropFirst().filter { $0.hasPrefix("charset=") }
    let wanted = route.hasForm ? FormFields.mediaType : "application/json"
    guard parts.first == wanted, charsets.allSatisfy({ $0 == "charset=utf-8" }) else {
      throw .mediaType
    }
  }
}
