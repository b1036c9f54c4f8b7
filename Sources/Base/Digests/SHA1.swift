internal import CNettle

/// SHA-1 (FIPS 180-4), the hash of git object ids and of version 5 UUIDs.
///
/// It no longer withstands an attacker; what needs that rests on ``SHA256``.
public struct SHA1: HashFunction {
  /// The length of a digest in bytes: 20.
  public static var byteCount: Int { 20 }

  private var context = sha1_ctx()

  /// Starts with no input.
  public init() {
    nettle_sha1_init(&context)
  }

  /// Adds bytes to the input.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
    nettle_sha1_update(
      &context, bytes.count, start.assumingMemoryBound(to: UInt8.self))
  }

  /// The digest of all input so far, 20 bytes; more may be added afterwards.
  public func finalize() -> [UInt8] {
    var copy = context
    return [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
      nettle_sha1_digest(&copy, Self.byteCount, buffer.baseAddress)
      count = Self.byteCount
    }
  }
}
