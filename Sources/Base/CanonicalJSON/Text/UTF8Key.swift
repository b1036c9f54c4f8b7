/// Text that is equal, hashed and ordered by its UTF-8 bytes.
///
/// Swift's own `String` takes canonically equivalent texts for one, such as é in its two forms;
/// prompts and JSON keys must not be.
public struct UTF8Key: Hashable, Sendable {
  /// The text.
  public let text: String

  /// A key of this text.
  public init(_ text: String) {
    self.text = text
  }

  /// Whether both have the same bytes.
  public static func == (left: UTF8Key, right: UTF8Key) -> Bool {
    left.text.hasSameBytes(as: right.text)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    text.hashBytes(into: &hasher)
  }
}

extension UTF8Key: Comparable {
  /// Whether one text's bytes come before the other's.
  public static func < (left: UTF8Key, right: UTF8Key) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

extension String {
  /// Whether both texts have the same UTF-8 bytes.
  public func hasSameBytes(as other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    var left = self
    var right = other
    return left.withUTF8 { left in right.withUTF8 { right in left.elementsEqual(right) } }
  }

  /// Feeds the text's UTF-8 bytes to a hasher.
  func hashBytes(into hasher: inout Hasher) {
    var copy = self
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xff as UInt8)
  }
}
