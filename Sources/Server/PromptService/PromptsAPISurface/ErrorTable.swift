internal import APIKeys
internal import CanonicalJSON
package import HTTPMessages
internal import PromptRepo
internal import PromptTemplate
public import PromptsAPI

extension APIError {
  /// The error of the Prompts API for a refusal: its words are those that other surfaces use where
  /// their clients have none of their own.
  package init(_ error: ServiceError) {
    switch error {
    case .noCredentials, .unauthenticated: self = .unauthenticated
    case .severalKeys: self = .severalKeys
    case .forbidden(let role, let needed):
      self = .forbidden(
        "This key has the role '\(role.rawValue)', and this needs '\(needed.rawValue)': use a key "
          + "with that role")
    case .foreignHost(let host): self = .foreignHost(host)
    case .foreignOrigin(let origin): self = .foreignOrigin(origin)
    case .crossSite:
      self = .forbidden(
        "A page of another site makes this request: make it with a key, and without a browser")
    case .staleForm:
      self = .forbidden("The form was opened in another session: open it again, and send that one")
    case .endUser: self = .endUser
    case .rateLimited(let seconds): self = .rateLimitExceeded(retryAfter: seconds)
    case .pathNotFound: self = .pathNotFound
    case .pathOfOthers(let sentence): self = .pathOfOthers(sentence)
    case .method(let allowed): self = .method(allowed: allowed)
    case .encoding: self = .encoding
    case .unknownParameters(let names, let known): self = .unknownParameters(names, known: known)
    case .repeatedParameter(let name): self = .repeatedParameter(name)
    case .invalid(let message, let parameter): self = .invalid(message, parameter: parameter)
    case .malformedBody(let reason): self = .body(reason)
    case .bodyTooLarge(let limit): self = .tooLarge(limit: limit)
    case .mediaType: self = .mediaType
    case .idempotencyKey: self = .idempotencyKey
    case .idempotencyKeyReused: self = .idempotencyKeyReused
    case .promptNotFound: self = .noPrompt
    case .versionNotFound: self = .versionNotFound
    case .hashNotFound(let digits): self = .versionHashNotFound(digits)
    case .ambiguousHash(let candidates): self = .ambiguousHash(candidates)
    case .environmentNotFound(let name, let names):
      self = .environmentNotFound(name, among: names)
    case .notDeployed(let place): self = .notDeployed(to: place)
    case .neverDeployed(let version, let place, let held):
      self = .neverDeployed(version, to: place, held: held)
    case .lostRace: self = .lostRace
    case .unexpectedVersion(let found): self = .unexpectedVersion(found)
    case .rule(let rule, let reason): self.init(rule, reason)
    case .notMoved(let move): self.init(move.rule, move.reason)
    case .deployed(let names): self = .deployed(to: names.map(\.rawValue))
    case .included(let names): self = .included(by: names.map(\.rawValue))
    case .environmentExists(let name):
      self = .conflict(
        "There is an environment '\(name)' already: choose another name",
        code: "environment_exists")
    case .environmentInUse(let name, let other, let reason):
      self = .environmentInUse("\(name)", by: other.map { "\($0)" }, reason)
    case .unreadable(let text):
      self = .unreadableTemplate("\(text)", text.dialect.rawValue)
    case .partial(let refusal, let reason): self.init(refusal, reason)
    case .render(let refusal): self.init(refusal)
    case .notPortable(let error): self = .invalid("\(error)", code: "not_portable")
    case .unavailable: self = .unavailable
    case .internalFailure: self = .internalFailure
    }
  }

  private init(_ rule: DeploymentRule?, _ reason: String) {
    switch rule {
    case .required(let environment, _, _)?:
      self = .requiredEnvironment(reason, environment.rawValue)
    case .variables(let names)?: self = .variableContract(reason, names)
    case .archived?: self = .archived(reason)
    case nil: self = .protected(reason)
    }
  }

  private init(_ refusal: PartialRefusal, _ reason: String) {
    switch refusal {
    case .notPinned: self = .partialNotPinned(reason)
    case .missing, .gone, .unnamable: self = .partialMissing(reason)
    case .unsuitable: self = .partialUnsuitable(reason)
    case .limit: self = .partialLimit(reason)
    }
  }

  /// The error for a template that is not rendered.
  private init(_ refusal: RenderRefusal) {
    switch refusal {
    case .values(let refusal): self = .values(missing: refusal.names, refusal.reasons)
    case .unreadable(let text):
      self = .unreadableTemplate("\(text)", text.dialect.rawValue)
    case .notRendered(let dialect): self = .notRendered(dialect.rawValue)
    case .limit(let error): self = .renderLimit("\(error)")
    case .failure(let reason, let place): self = .unusableValues("\(place): \(reason)")
    }
  }
}

extension APIError: SurfaceError {
  /// The answer.
  package var response: HTTPResponse { HTTPResponse(self) }
}

extension HTTPResponse {
  /// An error of the Prompts API.
  init(_ error: APIError) {
    self.init(HTTPStatus(rawValue: error.status), json: error.json)
    if let seconds = error.retryAfter { fields[.retryAfter] = "\(seconds)" }
    if !error.allow.isEmpty { fields[.allow] = error.allow.joined(separator: ", ") }
    if error.status == HTTPStatus.unauthorized.rawValue {
      fields[.wwwAuthenticate] = "Bearer"
    }
  }
}

extension ValuesRefusal {
  /// The number of places of a variable that are named.
  private static let namedPlaces = 3

  /// The names of the variables that got no value, each once.
  fileprivate var names: [String] {
    var names: [String] = []
    var known: Set<UTF8Key> = []
    for name in missing.map({ $0.variable ?? $0.path })
    where known.insert(UTF8Key(name)).inserted {
      names.append(name)
    }
    return names
  }

  /// All that does not fit, in words.
  fileprivate var reasons: [String] {
    missing.map { missing in
      var places = missing.places.prefix(Self.namedPlaces).joined(separator: "; ")
      let more = missing.places.count - Self.namedPlaces
      if more > 0 { places += "; and \(more) more" }
      return "no value for '\(missing.path)' (\(places))"
    } + extra.map { "nothing in the template asks for '\($0)'" } + unfit
      + strays.map { "'\($0.excerpt)' (\($0.position)) is no placeholder" }
  }
}
