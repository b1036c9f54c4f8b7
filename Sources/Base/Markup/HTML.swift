/// Markup that a browser reads as it was meant: text gets into it escaped, and in no other way.
///
/// Elements are made by functions of this module, and attributes by the factories of ``Attribute``.
/// Nothing outside of the module can add a byte, so a text never becomes a tag, an attribute or a
/// script.
public struct HTML: Sendable, Hashable {
  /// The markup, in UTF-8.
  public internal(set) var bytes: [UInt8] = []

  /// Nothing.
  public init() {}

  /// A text, as the content of an element.
  ///
  /// A carriage return is written as a reference, since a parser would make a line feed of it. NUL,
  /// which no page can hold, becomes U+FFFD, as parsers have it too.
  public init(_ text: String) {
    add(escaping: text)
  }

  /// Markup that is in the source of this module.
  init(literal: StaticString) {
    add(literal)
  }

  /// The markup as text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether there is nothing in it.
  public var isEmpty: Bool { bytes.isEmpty }
}

extension HTML {
  /// Adds markup that is in the source of this module.
  mutating func add(_ literal: StaticString) {
    literal.withUTF8Buffer { bytes += $0 }
  }

  /// Adds text.
  ///
  /// - Parameter keepsReturns: Whether carriage returns stay as they are, where a browser makes line
  ///   feeds of them in any case.
  mutating func add(escaping text: String, keepsReturns: Bool = false) {
    var text = text
    text.withUTF8 { utf8 in
      bytes.reserveCapacity(bytes.count + utf8.count)
      var done = 0
      for index in utf8.indices {
        guard let reference = HTML.reference(for: utf8[index], keepsReturns) else { continue }
        bytes += UnsafeBufferPointer(rebasing: utf8[done..<index])
        add(reference)
        done = index + 1
      }
      bytes += UnsafeBufferPointer(rebasing: utf8[done...])
    }
  }

  /// What stands for a byte; `nil` where it stands for itself.
  private static func reference(for byte: UInt8, _ keepsReturns: Bool) -> StaticString? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    case 0x0D: keepsReturns ? nil : "&#13;"
    case 0: "\u{FFFD}"
    default: nil
    }
  }
}
