public import PromptRepo

/// What is kept of an API key: everything but its secret.
public struct APIKey: Sendable, Hashable {
  /// `key_` and 16 lower-case hexadecimal digits, which the secret holds too.
  public let id: String
  /// Whom it was made for.
  public let owner: Owner
  /// What its holder may do.
  public let role: Role
  /// When it was made.
  public let createdAt: Timestamp
  /// The moment from which it is no longer valid; nil if it stays valid.
  public let expiresAt: Timestamp?
  /// When it was revoked; nil if it was not.
  public internal(set) var revokedAt: Timestamp?
  /// The SHA-256 of the whole secret, 32 bytes.
  public let digest: [UInt8]

  /// What becomes of a key.
  public enum State: String, Sendable {
    /// It opens what its role allows.
    case active
    /// Its time is over.
    case expired
    /// It was revoked, before or after its time was over.
    case revoked
  }

  /// How the key stands at a moment.
  public func state(at time: Timestamp) -> State {
    if revokedAt != nil { return .revoked }
    if let expiresAt, expiresAt <= time { return .expired }
    return .active
  }

  /// Whether the key opens anything at a moment: neither expired nor revoked.
  public func isValid(at time: Timestamp) -> Bool { state(at: time) == .active }
}
