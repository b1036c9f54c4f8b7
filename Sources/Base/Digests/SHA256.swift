internal import CNettle

/// SHA-256 (FIPS 180-4), the hash that version and template identity rest on.
public struct SHA256: HashFunction {
  /// The length of a digest in bytes: 32.
  public static var byteCount: Int { 32 }

  private var context = sha256_ctx()

  /// Starts with no input.
  public init() {
    nettle_sha256_init(&context)
  }

  /// Adds bytes to the input.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
    nettle_sha256_update(
      &context, bytes.count, start.assumingMemoryBound(to: UInt8.self))
  }

  /// The digest of all input so far, 32 bytes; more may be added afterwards.
  public func finalize() -> [UInt8] {
    var copy = context
    return [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
      nettle_sha256_digest(&copy, Self.byteCount, buffer.baseAddress)
      count = Self.byteCount
    }
  }
}
