public import APIKeys
public import PromptRepo

/// What knows the keys of a server.
public protocol Authenticator: Sendable {
  /// The key that a caller presented; `nil` when it is unknown, expired or revoked.
  func key(presented secret: String, at now: Timestamp) throws(RepositoryError) -> APIKey?
}

extension KeyRing: Authenticator {}
