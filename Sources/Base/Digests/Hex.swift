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
