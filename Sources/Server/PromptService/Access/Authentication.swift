public import APIKeys
internal import HTTPMessages
public import PromptRepo

extension PromptService {
  /// Who makes a request.
  ///
  /// - Parameters:
  ///   - surface: Whose route it is, which says how a key may be presented.
  ///   - isRead: Whether the request changes nothing.
  /// - Throws: ``ServiceError/unauthenticated`` or ``ServiceError/noCredentials`` without a valid
  ///   key, unless the request only reads and that is open to all.
  func caller(
    of request: HTTPRequest, to surface: any Surface, isRead: Bool, at now: Timestamp
  ) throws -> Caller {
    let endUser = try endUser(of: request)
    // The Prompts API has never looked at another field than its own.
    let others: [HTTPFieldName] = surface.name == standard.name ? [] : [.apiKey]
    let found = try Credentials(
      request.fields, taking: surface.credentials, lookingAt: others)
    guard let credentials = found else {
      guard configuration.allowsAnonymousReads, isRead else { throw ServiceError.noCredentials }
      try checkHost(of: request)
      return Caller(key: nil, endUser: endUser)
    }
    guard let key = try key(credentials.secret, at: now),
      credentials.keyID.map({ $0 == key.id }) ?? true
    else {
      // The keys go with a ledger that `promptrepo convert` moves: then the key is not at fault.
      try ledgers.check()
      throw ServiceError.unauthenticated
    }
    return Caller(key: key, endUser: endUser)
  }

  private func key(_ secret: String, at now: Timestamp) throws -> APIKey? {
    try keysAndSessions { try authenticator.key(presented: secret, at: now) }
  }

  private func endUser(of request: HTTPRequest) throws(ServiceError) -> String? {
    guard let user = request.fields[.onBehalfOf] else { return nil }
    guard (1...255).contains(user.unicodeScalars.count), !user.utf8.contains(where: { $0 < 32 })
    else { throw .endUser }
    return user
  }
}

/// What knows the keys of a server.
public protocol Authenticator: Sendable {
  /// The key that a caller presented; `nil` when it is unknown, expired or revoked.
  func key(presented secret: String, at now: Timestamp) throws(RepositoryError) -> APIKey?

  /// The key with an id, for whoever presented its secret before; `nil` when it is unknown, expired or
  /// revoked by now.
  func key(id: String, at now: Timestamp) throws(RepositoryError) -> APIKey?

  /// How many keys there are, for metrics; `nil` where that is not known.
  func counts(at now: Timestamp) throws(RepositoryError) -> KeyCounts?

  /// All keys in order of creation; `nil` where they are kept out of this server's reach.
  func keys() throws(RepositoryError) -> [APIKey]?

  /// The days on which keys were last used, by their ids, as far as they are known.
  func lastUses() -> [String: UseDay]

  /// Ends the validity of a key for good.
  ///
  /// - Throws: As ``KeyFile/revoke(_:now:)`` does.
  func revoke(_ id: String, at now: Timestamp) throws(RepositoryError)
}

extension Authenticator {
  /// None: nobody signs in.
  public func key(id: String, at now: Timestamp) throws(RepositoryError) -> APIKey? { nil }

  /// Not known.
  public func counts(at now: Timestamp) throws(RepositoryError) -> KeyCounts? { nil }

  /// Out of reach.
  public func keys() throws(RepositoryError) -> [APIKey]? { nil }

  /// None is known.
  public func lastUses() -> [String: UseDay] { [:] }

  /// Cannot be done from here.
  public func revoke(_ id: String, at now: Timestamp) throws(RepositoryError) {
    throw RepositoryError(.unsupported, "the keys of this server are kept elsewhere")
  }
}

extension KeyRing: Authenticator {}
