public import CanonicalJSON

/// Double braces of a template that are no placeholder, such as `{{#if x}}`: nothing is filled in
/// there, and they go to the reader of the text as they are.
public struct StrayBraces: Hashable, Sendable {
  /// The braces with what stands between them; of a long or unclosed one only the beginning.
  public let excerpt: String

  /// Where they begin.
  public let position: TextPosition
}

extension Template {
  /// How much of an excerpt is shown, in bytes.
  private static let excerptLimit = 60

  /// All double braces that are no placeholder, in their order, except those that a backslash of the
  /// strict dialect makes text.
  ///
  /// Takes time linear in the template's size.
  public var strayBraces: [StrayBraces] {
    var position = TextPosition(line: 1, column: 1)
    var offset = 0
    return strays.map { start in
      for byte in utf8[offset..<start] { position.advance(past: byte) }
      offset = start
      return StrayBraces(excerpt: excerpt(at: start), position: position)
    }
  }

  /// The text from opening braces to as many closing ones, if they are near.
  private func excerpt(at start: Int) -> String {
    let open = utf8[start...].prefix(Self.excerptLimit).prefix { $0 == UInt8(ascii: "{") }.count
    var rest = utf8[(start + open)...].prefix(Self.excerptLimit + 1)
      .prefix { $0 != 0x0a && $0 != 0x0d }
    let isLong = rest.count > Self.excerptLimit
    rest = rest.prefix(Self.excerptLimit)
    for place in rest.indices.dropLast()
    where rest[place] == UInt8(ascii: "}") && rest[place + 1] == UInt8(ascii: "}") {
      let closing = utf8[place...].prefix(open).prefix { $0 == UInt8(ascii: "}") }.count
      return String(decoding: utf8[start..<(place + closing)], as: UTF8.self)
    }
    // No character is cut in two.
    while isLong, utf8[rest.endIndex] & 0xc0 == 0x80 { rest.removeLast() }
    return String(decoding: utf8[start..<rest.endIndex], as: UTF8.self) + (isLong ? "…" : "")
  }
}
