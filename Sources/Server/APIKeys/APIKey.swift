internal import Digests
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

/// What the holder of a key presents: `promptrepo_`, the id's 16 digits, `_` and 64 digits.
///
/// The prefix lets scanners of leaked secrets recognise it.
struct KeySecret: Sendable {
  /// The whole text.
  let text: String
  /// The id of its key.
  let id: String

  private static let prefix = "promptrepo_"
  private static let idDigits = 16
  private static let randomDigits = 64

  /// A new one, with 256 random bits beside those of its id.
  init(random generator: inout some RandomNumberGenerator) {
    func digits(_ count: Int) -> String {
      Hex.encode((0..<count / 2).map { _ in UInt8.random(in: 0 ... .max, using: &generator) })
    }
    let name = digits(KeySecret.idDigits)
    id = APIKey.prefix + name
    text = "\(KeySecret.prefix)\(name)_\(digits(KeySecret.randomDigits))"
  }

  /// Takes a text that has the form of a secret.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    let name = KeySecret.prefix.utf8.count..<(KeySecret.prefix.utf8.count + KeySecret.idDigits)
    guard bytes.count == name.upperBound + 1 + KeySecret.randomDigits,
      bytes.starts(with: KeySecret.prefix.utf8), bytes[name.upperBound] == UInt8(ascii: "_"),
      bytes[name].allSatisfy({ Hex.value($0) != nil }),
      bytes[(name.upperBound + 1)...].allSatisfy({ Hex.value($0) != nil })
    else { return nil }
    self.text = text
    id = APIKey.prefix + String(decoding: bytes[name], as: UTF8.self)
  }

  /// What is kept of it.
  var digest: [UInt8] { SHA256.hash(text.utf8) }
}

extension APIKey {
  /// What ids begin with.
  static let prefix = "key_"

  /// Whether a text has the form of an id.
  static func isID(_ text: String) -> Bool {
    let digits = text.utf8.dropFirst(prefix.utf8.count)
    return text.utf8.starts(with: prefix.utf8) && digits.count == 16
      && digits.allSatisfy { Hex.value($0) != nil }
  }
}
