internal import Digests

/// The name of an object: the hash of its kind, length and bytes, as git computes it.
///
/// Holds 20 bytes (SHA-1) or 32 bytes (SHA-256). Both stores of this version write SHA-1 only.
public struct ObjectID: Hashable, Sendable {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// The number of bytes that the id has: 20 or 32.
  public let count: Int

  /// Makes an id from its raw bytes; `nil` unless there are 20 or 32 of them.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 20 || bytes.count == 32 else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    self.words = words
    self.count = bytes.count
  }

  /// Makes an id from a finished SHA-1.
  package init(sha1 digest: [UInt8]) {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: digest.prefix(20)) }
    self.words = words
    self.count = 20
  }

  /// Makes an id from 40 or 64 lower-case hexadecimal digits; `nil` for anything else.
  public init?(hex: String) {
    var hex = hex
    let id = hex.withUTF8 { ObjectID(hexBytes: UnsafeRawBufferPointer($0)) }
    guard let id else { return nil }
    self = id
  }

  /// Makes an id from 40 or 64 lower-case hexadecimal digits in ASCII; `nil` for anything else.
  package init?(hexBytes digits: UnsafeRawBufferPointer) {
    guard digits.count == 40 || digits.count == 64 else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let isHex = withUnsafeMutableBytes(of: &words) { bytes in
      for index in 0..<(digits.count / 2) {
        guard let high = Hex.value(digits[2 * index]), let low = Hex.value(digits[2 * index + 1])
        else { return false }
        bytes[index] = high << 4 | low
      }
      return true
    }
    guard isHex else { return nil }
    self.words = words
    self.count = digits.count / 2
  }

  /// The raw bytes, as trees and packs store them.
  public var bytes: [UInt8] {
    withUnsafeBytes { Array($0) }
  }

  /// Calls `body` with the raw bytes, without copying them to the heap.
  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
    Swift.withUnsafeBytes(of: words) { body(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
  }

  /// The id in lower-case hexadecimal digits.
  public var hex: String {
    withUnsafeBytes { Hex.encode($0) }
  }

  /// The first digits of the id, as short listings show it.
  public func short(_ digits: Int = 10) -> String {
    String(hex.prefix(digits))
  }

  /// Compares two ids.
  public static func == (left: ObjectID, right: ObjectID) -> Bool {
    left.words.0 == right.words.0 && left.words.1 == right.words.1
      && left.words.2 == right.words.2 && left.words.3 == right.words.3
      && left.count == right.count
  }

  /// Feeds the id's first eight bytes, which are a hash already.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
  }
}

extension ObjectID: Comparable {
  /// Orders ids by their bytes, as pack indexes do.
  public static func < (left: ObjectID, right: ObjectID) -> Bool {
    left.withUnsafeBytes { l in right.withUnsafeBytes { r in l.lexicographicallyPrecedes(r) } }
  }
}

extension ObjectID: CustomStringConvertible {
  /// The id in hexadecimal digits.
  public var description: String { hex }
}
