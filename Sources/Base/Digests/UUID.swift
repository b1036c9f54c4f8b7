/// A universally unique identifier of 16 bytes (RFC 9562), ordered as its bytes are.
public struct UUIDValue: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64

  /// The identifier with these bytes, or `nil` unless there are 16.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    self.init(sixteen: bytes)
  }

  /// A random identifier (version 4).
  public init(random generator: inout some RandomNumberGenerator) {
    self.init(high: generator.next(), low: generator.next(), version: 4)
  }

  /// The identifier of a name within a namespace (version 5): the same for the same input, always.
  ///
  /// - Parameter name: the name's bytes, taken as they are.
  public init(namespace: UUIDValue, name: some Collection<UInt8>) {
    var hash = SHA1()
    hash.update(namespace.bytes)
    hash.update(name)
    let digest = UUIDValue(sixteen: hash.finalize().prefix(16))
    self.init(high: digest.high, low: digest.low, version: 5)
  }

  private init(high: UInt64, low: UInt64, version: UInt64) {
    self.high = high & ~0xf000 | version << 12
    self.low = low & ~(3 << 62) | 2 << 62
  }

  private init(sixteen bytes: some Collection<UInt8>) {
    high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The 16 bytes, most significant first.
  public var bytes: [UInt8] {
    withUnsafeBytes { Array($0) }
  }

  /// Calls a function with the 16 bytes, without copying them to the heap.
  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    Swift.withUnsafeBytes(of: (high.bigEndian, low.bigEndian), body)
  }

  /// RFC 9562's namespace for domain names.
  public static let dns = UUIDValue(rfcNamespace: 0x6ba7_b810)

  /// RFC 9562's namespace for URLs.
  public static let url = UUIDValue(rfcNamespace: 0x6ba7_b811)

  private init(rfcNamespace first: UInt64) {
    high = first << 32 | 0x9dad_11d1
    low = 0x80b4_00c0_4fd4_30c8
  }
}

extension UUIDValue: Comparable {
  /// Whether one identifier's bytes come before the other's.
  public static func < (left: UUIDValue, right: UUIDValue) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

extension UUIDValue: CustomStringConvertible {
  /// The identifier in text: 32 hexadecimal digits of either case, with the four usual dashes or
  /// with none.
  ///
  /// - Returns: `nil` for any other text.
  public init?(_ text: String) {
    var digits = Array(text.utf8)
    if digits.count == 36 {
      for position in [23, 18, 13, 8] {
        guard digits[position] == 0x2d else { return nil }
        digits.remove(at: position)
      }
    }
    let lowered = digits.map { (0x41...0x46).contains($0) ? $0 | 0x20 : $0 }
    guard lowered.count == 32, let bytes = Hex.decode(lowered) else { return nil }
    self.init(bytes: bytes)
  }

  /// The 32 lower-case digits without dashes.
  public var hex: String { withUnsafeBytes { Hex.encode($0) } }

  /// The usual form: lower-case digits in groups of 8, 4, 4, 4 and 12.
  public var description: String {
    let bytes = bytes
    return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { Hex.encode(bytes[$0]) }
      .joined(separator: "-")
  }
}
