public import APIKeys
internal import HTTPMessages
public import PromptRepo
internal import PromptsAPI

extension PromptService {
  /// Who makes a request.
  ///
  /// - Throws: 401 without a valid key, unless the request only reads and that is open to all.
  func caller(of request: HTTPRequest, at now: Timestamp) throws -> Caller {
    let endUser = try endUser(of: request)
    guard let field = request.fields[.authorization] else {
      guard configuration.allowsAnonymousReads, request.method.isRead else {
        throw APIError.unauthenticated
      }
      try checkHost(of: request)
      return Caller(key: nil, endUser: endUser)
    }
    guard let secret = PromptService.bearer(field), let key = try key(secret, at: now) else {
      throw APIError.unauthenticated
    }
    return Caller(key: key, endUser: endUser)
  }

  /// Refuses a request that a page of another site may have made a browser send: whoever has a key
  /// is no such page.
  func checkHost(of request: HTTPRequest) throws(APIError) {
    guard let hosts = configuration.hosts else { return }
    // Programs of HTTP 1.0 may send none; browsers always do.
    if let host = request.fields[.host], !hosts.allow(authority: host) {
      throw .foreignHost(host)
    }
    if let origin = request.fields[.origin], !hosts.allow(origin: origin) {
      throw .foreignOrigin(origin)
    }
  }

  private func key(_ secret: String, at now: Timestamp) throws(RepositoryError) -> APIKey? {
    do throws(RepositoryError) {
      return try authenticator.key(presented: secret, at: now)
    } catch {
      // Whatever is wrong with the keys is the server's affair, and nothing for callers.
      throw RepositoryError(.inputOutput, error.message, hint: error.hint, cause: error)
    }
  }

  /// The token of a `Bearer` field, whose scheme may be written in any case.
  private static func bearer(_ field: String) -> String? {
    let scheme = field.utf8.prefix(7)
    guard scheme.lazy.map({ $0 | 0x20 }).elementsEqual("bearer ".utf8) else { return nil }
    let token = field.utf8.dropFirst(7).drop { $0 == UInt8(ascii: " ") }
    return token.isEmpty ? nil : String(decoding: token, as: UTF8.self)
  }

  private func endUser(of request: HTTPRequest) throws(APIError) -> String? {
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

  /// How many keys there are, for metrics; `nil` where that is not known.
  func counts(at now: Timestamp) throws(RepositoryError) -> KeyCounts?
}

extension Authenticator {
  /// Not known.
  public func counts(at now: Timestamp) throws(RepositoryError) -> KeyCounts? { nil }
}

extension KeyRing: Authenticator {}

/// Who makes a request.
struct Caller: Sendable {
  /// The key that was presented; `nil` for an anonymous reader.
  let key: APIKey?
  /// The end user that the caller acts for.
  let endUser: String?

  /// What the caller may do.
  var role: Role { key?.role ?? .reader }

  /// The caller as the committer of a change: the owner's name, and the key's id in the place of
  /// an address.
  func signature(at time: Timestamp) -> Signature {
    Signature(name: key?.owner.rawValue ?? "anonymous", email: key?.id ?? "", time: time)
  }
}

extension Operation {
  /// The least role that may do it.
  var role: Role {
    switch self {
    case .listPrompts, .getPrompt, .listPromptVersions, .getPromptVersion, .listDeployments,
      .getDeploymentHistory:
      .reader
    case .createPrompt, .updatePrompt, .createPromptVersion, .rollbackPrompt: .editor
    case .deployPrompt, .rollbackDeployment: .deployer
    case .deletePrompt: .admin
    }
  }

  /// Refuses a role that may not do it.
  func check(_ role: Role) throws(APIError) {
    guard role >= self.role else {
      throw .forbidden(
        "This key has the role '\(role.rawValue)', and this needs '\(self.role.rawValue)': "
          + "use a key with that role")
    }
  }
}
