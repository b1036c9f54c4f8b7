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
