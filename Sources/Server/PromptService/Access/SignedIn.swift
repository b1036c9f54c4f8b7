package import APIKeys
internal import Digests
internal import HTTPMessages
internal import PromptRepo

/// The session of a browser that makes a request.
package struct SignedIn: Sendable {
  /// What is kept of it.
  package let session: Session
  /// What a form of the page has in its field ``formField``: whoever posts it has seen a page of this
  /// session.
  ///
  /// It is made of the token by a hash, so that it is no secret of its own.
  package let formToken: String
  /// What the browser presents.
  let token: String

  /// The name of the hidden field that every form has.
  package static let formField = "token"

  init(_ session: Session, token: some StringProtocol) {
    self.session = session
    self.token = String(token)
    formToken = Hex.encode(SHA256.hash("promptrepo form \(token)".utf8))
  }

  /// Refuses a form that was opened in another session.
  ///
  /// - Throws: ``ServiceError/staleForm``.
  func check(_ form: FormFields) throws(ServiceError) {
    let given = Array((form[SignedIn.formField] ?? "").utf8)
    guard ConstantTime.areEqual(given, Array(formToken.utf8)) else { throw .staleForm }
  }
}

extension PromptService {
  /// Who makes a request of a page: whoever the cookie says, and nobody else.
  ///
  /// `Authorization` is not looked at, and the session's key is looked up each time: revoked, expired
  /// or of another role counts at once. End users are of the API alone.
  ///
  /// - Throws: ``ServiceError/noCredentials`` without a session, or ``ServiceError/unauthenticated``
  ///   with one that is over, unless nobody has to say who asks.
  func visitor(
    of request: HTTPRequest, at origin: PageOrigin, _ access: Route.Access, isRead: Bool,
    at now: Timestamp
  ) throws -> Caller {
    let nobody = Caller(key: nil, endUser: nil)
    if access == .open { return nobody }
    let tokens = origin.tokens(in: request.fields)
    for token in tokens {
      guard let session = try session(token, at: now),
        let key = try key(id: session.keyID, at: now)
      else { continue }
      return Caller(key: key, endUser: nil, signedIn: SignedIn(session, token: token))
    }
    switch access {
    case .anyone: return nobody
    case .caller where configuration.allowsAnonymousReads && isRead: return nobody
    default: throw tokens.isEmpty ? ServiceError.noCredentials : ServiceError.unauthenticated
    }
  }

  private func session(_ token: Substring, at now: Timestamp) throws -> Session? {
    try keysAndSessions { try configuration.sessions?.find(token, now: now) }
  }

  private func key(id: String, at now: Timestamp) throws -> APIKey? {
    try keysAndSessions { try authenticator.key(id: id, at: now) }
  }
}

/// Looks at the files of keys and sessions: whatever is wrong with them is the server's affair, and
/// nothing for callers.
func keysAndSessions<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as RepositoryError {
    throw RepositoryError(.inputOutput, error.message, hint: error.hint, cause: error)
  }
}
