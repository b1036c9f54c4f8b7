internal import CNettle

/// A cryptographic hash that takes its input piece by piece.
///
/// Instances are plain values: a copy goes on from the same state on its own.
public protocol HashFunction: Sendable {
  /// The length of a digest in bytes.
  static var byteCount: Int { get }

  /// Starts with no input.
  init()

  /// Adds bytes to the input.
  mutating func update(_ bytes: UnsafeRawBufferPointer)

  /// The digest of all input so far; more may be added afterwards.
  func finalize() -> [UInt8]
}

extension HashFunction {
  /// Adds bytes to the input.
  @inlinable
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Adds bytes to the input.
  @inlinable
  public mutating func update(_ bytes: RawSpan) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Adds bytes to the input: a slice, or the UTF-8 view of a string.
  ///
  /// Contiguous collections are read in place, others are copied once.
  @inlinable
  public mutating func update(_ bytes: some Collection<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
    if done == nil { update(Array(bytes)) }
  }

  /// The digest of one array.
  @inlinable
  public static func hash(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { hash($0) }
  }

  /// The digest of a stretch of memory.
  @inlinable
  public static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var function = Self()
    function.update(bytes)
    return function.finalize()
  }

  /// The digest of a slice, or of the UTF-8 view of a string.
  @inlinable
  public static func hash(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var function = Self()
    function.update(bytes)
    return function.finalize()
  }
}

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

/// Comparisons that take the same time whatever the bytes are.
public enum ConstantTime {
  /// Whether both have the same bytes; only a difference in length is found sooner.
  public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return nettle_memeql_sec(left, right, left.count) != 0
  }
}
