internal import CanonicalJSON

/// The revisions of the protocol.
///
/// In a modern one each request brings its revision. In a legacy one a handshake settles it for the
/// connection, and nothing that is answered here depends on which it was.
public enum ProtocolVersion {
  /// The revision that requests bring.
  public static let modern = "2026-07-28"

  /// The revisions that a handshake can settle, the newest first.
  public static let legacy = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]

  /// Every revision, the newest first.
  public static var all: [String] { [modern] + legacy }

  /// The revision that a handshake settles for the one that was proposed.
  static func negotiated(_ proposed: String) -> String {
    legacy.first { $0.hasSameBytes(as: proposed) } ?? legacy[0]
  }
}

/// The names in `_meta` that the protocol keeps for itself.
enum MetaKey {
  static let version = "io.modelcontextprotocol/protocolVersion"
  static let capabilities = "io.modelcontextprotocol/clientCapabilities"
  static let server = "io.modelcontextprotocol/serverInfo"
  static let subscription = "io.modelcontextprotocol/subscriptionId"
}
