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

/// Lower-case hexadecimal digits, two for each byte.
public enum Hex {
  /// The bytes as lower-case digits.
  public static func encode(_ bytes: [UInt8]) -> String {
    bytes.withUnsafeBytes { encode($0) }
  }

  /// The bytes of a slice or of another collection as lower-case digits.
  @inlinable
  public static func encode(_ bytes: some Collection<UInt8>) -> String {
    bytes.withContiguousStorageIfAvailable { encode(UnsafeRawBufferPointer($0)) }
      ?? encode(Array(bytes))
  }

  /// The bytes of a stretch of memory as lower-case digits.
  public static func encode(_ bytes: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { write(bytes, to: $0) }
  }

  /// Writes the bytes as lower-case ASCII digits to memory that has room for them.
  ///
  /// - Returns: How many digits there are.
  @discardableResult
  public static func write(
    _ bytes: UnsafeRawBufferPointer, to buffer: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    var index = 0
    for byte in bytes {
      buffer[index] = digit(byte >> 4)
      buffer[index + 1] = digit(byte & 15)
      index += 2
    }
    return index
  }

  /// Appends the bytes as lower-case ASCII digits.
  public static func append(_ bytes: [UInt8], to output: inout [UInt8]) {
    bytes.withUnsafeBytes { append($0, to: &output) }
  }

  /// Appends the bytes of a stretch of memory as lower-case ASCII digits.
  public static func append(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    for byte in bytes {
      output.append(digit(byte >> 4))
      output.append(digit(byte & 15))
    }
  }

  /// The bytes that lower-case digits stand for.
  ///
  /// - Returns: `nil` where a character is no lower-case digit, or their number is odd.
  public static func decode(_ text: some StringProtocol) -> [UInt8]? {
    decode(text.utf8)
  }

  /// The bytes that lower-case ASCII digits stand for.
  ///
  /// - Returns: `nil` where a byte is no lower-case digit, or their number is odd.
  @inlinable
  public static func decode(_ ascii: some Collection<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(ascii.underestimatedCount / 2)
    var high: UInt8?
    for character in ascii {
      guard let digit = value(character) else { return nil }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return high == nil ? bytes : nil
  }

  /// The value of one lower-case ASCII digit, or `nil`.
  @inlinable
  public static func value(_ character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x61...0x66: character - 0x61 + 10
    default: nil
    }
  }

  /// The lower-case ASCII digit of a value below 16.
  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x61 - 10 + value
  }
}
