public import APIKeys
public import PromptRepo

/// Why a request is refused, with the facts; each surface gives it a status and words of its wire.
///
/// New cases may be added. ``kind`` says of each what surfaces make different answers of, so that a
/// new case needs a row there and nothing else.
public enum ServiceError: Error, Sendable {
  // Who asks.

  /// There is no key.
  case noCredentials
  /// There is a key, and none that is known.
  case unauthenticated
  /// There are two keys that differ, of which one would not be looked at.
  case severalKeys
  /// The key has another role than is needed.
  case forbidden(Role, needs: Role)
  /// The request names another server, and has no key.
  case foreignHost(String)
  /// The request comes from another site's page, and has no key.
  case foreignOrigin(String)
  /// A page of another site makes the request.
  case crossSite
  /// The form was opened in another session.
  case staleForm
  /// The header that names an end user names none.
  case endUser
  /// There were too many requests; so many seconds later there may be more.
  case rateLimited(retryAfter: Int)

  // How it is asked.

  /// There is nothing at this path.
  case pathNotFound
  /// There is nothing at this path, which is for clients that are not answered here: a sentence that
  /// says what to do.
  case pathOfOthers(String)
  /// The path has these methods only.
  case method(allowed: [String])
  /// The path or the query is not well encoded.
  case encoding
  /// The query has parameters that are not known.
  case unknownParameters([String], known: [String])
  /// A parameter of the query is there more than once.
  case repeatedParameter(String)
  /// A parameter, a member of the body or a name is not acceptable: what and why, in words.
  case invalid(String, parameter: String?)
  /// The body is no JSON object, and why.
  case malformedBody(String)
  /// The body is longer than so many bytes.
  case bodyTooLarge(limit: Int)
  /// The body is not JSON in UTF-8.
  case mediaType
  /// The header `Idempotency-Key` holds none.
  case idempotencyKey
  /// The header `Idempotency-Key` came with another request before.
  case idempotencyKeyReused

  // What is not there.

  /// There is no such prompt, for this caller.
  case promptNotFound
  /// The prompt has no version of this number.
  case versionNotFound
  /// The prompt has no version whose hash begins with these digits.
  case hashNotFound(String)
  /// The digits fit several versions, which the sentence names.
  case ambiguousHash(String)
  /// There is no such environment; there are these.
  case environmentNotFound(String, among: [String])
  /// Nothing of the prompt is live in the environment.
  case notDeployed(to: String)
  /// The version was never live in the environment, which has held these.
  case neverDeployed(Int, to: String, held: [Int])

  // What is in the way.

  /// Somebody else changed the same thing at the same moment.
  case lostRace
  /// Something else is live than was expected.
  case unexpectedVersion(String)
  /// A rule is against making it live: the rule, `nil` for one that has no facts, and words.
  case rule(DeploymentRule?, String)
  /// A rule is against it where a label of another system was to be moved.
  case notMoved(RefusedMove)
  /// The prompt is live in these environments.
  case deployed(to: [EnvironmentName])
  /// These prompts include the prompt.
  case included(by: [PromptName])
  /// There is such an environment already.
  case environmentExists(String)
  /// The environment is in use: the other one that requires it, `nil` where prompts are live in it,
  /// and words.
  case environmentInUse(EnvironmentName, requiredBy: EnvironmentName?, String)

  // Texts.

  /// The dialect cannot read a text, and why.
  case unreadable(UnreadableText)
  /// A text includes what it cannot, in words.
  case partial(PartialRefusal, String)
  /// The text is not rendered with these values.
  case render(RenderRefusal)
  /// The version has no form for clients that only put values into placeholders.
  case notPortable(PortableFormError)

  // The server.

  /// It is about to stop, or not ready yet.
  case unavailable
  /// It failed, and says nothing of how.
  case internalFailure
}

extension ServiceError {
  /// What surfaces make different answers of.
  public enum Kind: Sendable, CaseIterable {
    /// The request is not acceptable.
    case invalid
    /// There is no key, or none that is known.
    case unauthenticated
    /// The key, the rules or the state of the prompt are against it.
    case forbidden
    /// The request names another server.
    case misdirected
    /// There is no such thing.
    case notFound
    /// The path has other methods.
    case method
    /// It depends on what somebody else changed at the same moment.
    case conflict
    /// A rule is against it, or what is in use.
    case rule
    /// The body is too long.
    case tooLarge
    /// The body is of another kind.
    case mediaType
    /// There were too many requests.
    case rateLimit
    /// The server takes no requests at this moment.
    case unavailable
    /// The server failed.
    case failure
  }

  /// What it is to surfaces.
  public var kind: Kind {
    switch self {
    case .noCredentials, .unauthenticated, .severalKeys: .unauthenticated
    case .forbidden, .foreignOrigin, .crossSite, .staleForm: .forbidden
    case .foreignHost: .misdirected
    case .rateLimited: .rateLimit
    case .pathNotFound, .pathOfOthers, .promptNotFound, .versionNotFound, .hashNotFound,
      .environmentNotFound, .notDeployed, .neverDeployed:
      .notFound
    case .method: .method
    case .endUser, .encoding, .unknownParameters, .repeatedParameter, .invalid, .malformedBody,
      .idempotencyKey, .idempotencyKeyReused, .ambiguousHash, .unreadable, .partial, .render,
      .notPortable:
      .invalid
    case .bodyTooLarge: .tooLarge
    case .mediaType: .mediaType
    case .lostRace, .unexpectedVersion: .conflict
    case .rule, .notMoved, .deployed, .included, .environmentExists, .environmentInUse: .rule
    case .unavailable: .unavailable
    case .internalFailure: .failure
    }
  }
}

extension ServiceError {
  /// What a caller is told of an error of the repository; nothing of paths or of the inside.
  package init(_ error: RepositoryError) {
    if let refusal = ServiceError(ofText: error) ?? ServiceError(deploying: error) {
      self = refusal
      return
    }
    if error.cause is StoreMoved {
      self = .unavailable
      return
    }
    switch error.code {
    case .conflict: self = .lostRace
    case .invalid: self = .invalid(error.message, parameter: nil)
    case .locked: self = .unavailable
    default: self = .internalFailure
    }
  }

  /// What is refused of a text that cannot be read or lacks what it includes; `nil` for other failures.
  init?(ofText error: RepositoryError) {
    if let text = error.cause as? UnreadableText {
      self = .unreadable(text)
    } else if let partial = error.cause as? PartialRefusal {
      self = .partial(partial, error.message)
    } else {
      return nil
    }
  }

  /// What the rules of an environment refuse of a deployment; `nil` for other failures.
  init?(deploying error: RepositoryError) {
    guard error.code == .protected else { return nil }
    self = .rule(error.cause as? DeploymentRule, error.message)
  }
}
