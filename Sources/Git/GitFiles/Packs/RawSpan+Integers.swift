// Bounds-checked big-endian integers, as pack and index files hold them.
extension RawSpan {
  /// The byte at an offset; `nil` outside the span.
  @inline(__always)
  package func byte(_ offset: Int) -> UInt8? {
    guard offset >= 0, offset < byteCount else { return nil }
    return unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
  }

  /// Four bytes at an offset; `nil` if they are not wholly inside the span.
  @inline(__always)
  package func uint32(_ offset: Int) -> UInt32? {
    guard offset >= 0, offset <= byteCount - 4 else { return nil }
    return UInt32(
      bigEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self))
  }

  /// Eight bytes at an offset; `nil` if they are not wholly inside the span.
  @inline(__always)
  package func uint64(_ offset: Int) -> UInt64? {
    guard offset >= 0, offset <= byteCount - 8 else { return nil }
    return UInt64(
      bigEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
  }

  /// A copy of bytes; `nil` if they are not wholly inside the span.
  package func bytes(_ offset: Int, count: Int) -> [UInt8]? {
    guard offset >= 0, count >= 0, offset <= byteCount - count else { return nil }
    return extracting(offset..<(offset + count)).withUnsafeBytes { Array($0) }
  }
}

extension [UInt8] {
  /// Appends an integer with its highest byte first.
  package mutating func append(bigEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}
