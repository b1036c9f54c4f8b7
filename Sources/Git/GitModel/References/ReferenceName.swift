/// The full name of a reference, such as `refs/prompts/support/reply/@active`.
///
/// Accepts what `git check-ref-format` accepts below `refs/`. Names compare by their bytes.
public struct ReferenceName: Sendable, Hashable {
  /// The name as text, ASCII or UTF-8.
  public let rawValue: String

  /// Makes a name, refusing what git refuses.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``.
  public init(_ text: String) throws(RepositoryError) {
    guard ReferenceName.isValid(text) else {
      throw RepositoryError(
        .invalid, "'\(text)' is not a reference name",
        hint: "It has to begin with refs/ and follow `git check-ref-format`")
    }
    rawValue = text
  }

  /// Makes a name from parts that are known to be valid.
  package init(unchecked text: String) {
    rawValue = text
  }

  private static func isValid(_ text: String) -> Bool {
    var text = text
    return text.withUTF8(isValid)
  }

  private static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.starts(with: "refs/".utf8), bytes.count <= 3_500 else { return false }
    var start = 5
    while true {
      let rest = bytes[start...]
      let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
      guard isValid(component: rest[..<end]) else { return false }
      if end == bytes.endIndex { return true }
      start = end + 1
    }
  }

  private static func isValid(component: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard let first = component.first, first != UInt8(ascii: "."),
      component.last != UInt8(ascii: "."), component.count <= 255 - 5,
      !component.suffix(5).elementsEqual(".lock".utf8)
    else { return false }
    var previous: UInt8 = 0
    for byte in component {
      switch byte {
      case ...32, 127, UInt8(ascii: "~"), UInt8(ascii: "^"), UInt8(ascii: ":"),
        UInt8(ascii: "?"), UInt8(ascii: "*"), UInt8(ascii: "["), UInt8(ascii: "\\"):
        return false
      case UInt8(ascii: ".") where previous == UInt8(ascii: "."): return false
      case UInt8(ascii: "{") where previous == UInt8(ascii: "@"): return false
      default: previous = byte
      }
    }
    return true
  }

  /// Compares the bytes of two names.
  public static func == (left: ReferenceName, right: ReferenceName) -> Bool {
    left.rawValue.utf8.elementsEqual(right.rawValue.utf8)
  }

  /// Feeds the name's bytes.
  public func hash(into hasher: inout Hasher) {
    var text = rawValue
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension ReferenceName: Comparable {
  /// Orders names by their bytes, as git's packed-refs file does.
  public static func < (left: ReferenceName, right: ReferenceName) -> Bool {
    left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
  }
}

extension ReferenceName: CustomStringConvertible {
  /// The name as text.
  public var description: String { rawValue }
}

/// A reference and the object it points at.
public struct Reference: Sendable, Hashable {
  /// The reference's full name.
  public let name: ReferenceName
  /// The object it points at.
  public let target: ObjectID

  /// Makes a reference from its parts.
  public init(_ name: ReferenceName, _ target: ObjectID) {
    self.name = name
    self.target = target
  }
}
