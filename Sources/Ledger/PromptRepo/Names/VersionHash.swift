internal import Digests

/// A SHA-256 of a version's content, or of its template alone, written `sha256:` and 64 digits.
public struct VersionHash: Sendable, Hashable {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// The 64 lower-case hexadecimal digits.
  public var hex: String {
    withUnsafeBytes(of: words) { Hex.encode($0) }
  }

  /// Makes a hash from a finished SHA-256.
  init(digest: [UInt8]) {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: digest.prefix(32)) }
    self.words = words
  }

  /// Reads a hash, with or without `sha256:`.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``.
  public init(_ text: String) throws(RepositoryError) {
    var copy = text
    guard let words = copy.withUTF8(VersionHash.words) else {
      throw RepositoryError(
        .invalid, "'\(text)' is not a version hash",
        hint: "A hash is sha256: and 64 lower-case hexadecimal digits")
    }
    self.words = words
  }

  private static func words(
    _ text: UnsafeBufferPointer<UInt8>
  ) -> (UInt64, UInt64, UInt64, UInt64)? {
    let start = text.starts(with: "sha256:".utf8) ? 7 : 0
    guard text.count - start == 64 else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let isHex = withUnsafeMutableBytes(of: &words) { bytes in
      for index in 0..<32 {
        guard let high = Hex.value(text[start + 2 * index]),
          let low = Hex.value(text[start + 2 * index + 1])
        else { return false }
        bytes[index] = high << 4 | low
      }
      return true
    }
    return isHex ? words : nil
  }

  /// The first digits of the hash, as listings show it.
  public func short(_ digits: Int = 12) -> String {
    String(hex.prefix(digits))
  }
}

extension VersionHash {
  /// Whether two hashes are the same.
  public static func == (left: VersionHash, right: VersionHash) -> Bool {
    left.words == right.words
  }

  /// Feeds the first eight bytes, which are a hash already.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
  }
}

extension VersionHash: CustomStringConvertible {
  /// The hash with its algorithm: `sha256:…`.
  public var description: String {
    String(unsafeUninitializedCapacity: 71) { text in
      let prefix = "sha256:".utf8
      _ = text.update(fromContentsOf: prefix)
      return withUnsafeBytes(of: words) { bytes in
        prefix.count
          + Hex.write(bytes, to: UnsafeMutableBufferPointer(rebasing: text[prefix.count...]))
      }
    }
  }
}
