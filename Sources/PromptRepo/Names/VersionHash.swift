internal import Digests

/// A SHA-256 of a version's content, or of its template alone, written `sha256:` and 64 digits.
public struct VersionHash: Sendable, Hashable {
  /// The 64 lower-case hexadecimal digits.
  public let hex: String

  /// Makes a hash from a finished SHA-256.
  init(digest: [UInt8]) {
    hex = Hex.encode(digest)
  }

  /// Reads a hash, with or without `sha256:`.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``.
  public init(_ text: String) throws(RepositoryError) {
    let prefix = "sha256:".utf8
    let digits = text.utf8.starts(with: prefix) ? text.utf8.dropFirst(prefix.count) : text.utf8[...]
    guard digits.count == 64, Hex.decode(digits) != nil else {
      throw RepositoryError(
        .invalid, "'\(text)' is not a version hash",
        hint: "A hash is sha256: and 64 lower-case hexadecimal digits")
    }
    hex = String(decoding: digits, as: UTF8.self)
  }

  /// The first digits of the hash, as listings show it.
  public func short(_ digits: Int = 12) -> String {
    String(hex.prefix(digits))
  }
}

extension VersionHash: CustomStringConvertible {
  /// The hash with its algorithm: `sha256:…`.
  public var description: String { "sha256:\(hex)" }
}
