public import CanonicalJSON

/// A prompt's text with placeholders such as `{{name}}`, taken apart once and rendered often.
///
/// A placeholder is a name, `[A-Za-z_][A-Za-z0-9_.-]*`, between double braces, with spaces and tabs
/// around it if wanted. Three braces on either side are as good as two, as in Mustache and
/// Handlebars; of all other runs of braces the two next to the name count. Anything else between
/// braces is text, so that every text is a template and JSON examples in prompts survive.
public struct Template: Sendable {
  /// The dialect it was read in.
  public let dialect: TemplateDialect

  /// The text's bytes, which ``segments`` points into.
  let utf8: [UInt8]

  /// Text and placeholders in their order.
  let segments: [TemplateSegment]

  /// The placeholders' names in the order of their first occurrence, each once.
  let names: [String]

  /// Where `{{` begins that is text without having been declared to be.
  let strays: [Int]

  /// Takes a text apart, in time linear in its size.
  public init(_ text: String, dialect: TemplateDialect = .standard) {
    self.init(utf8: Array(text.utf8), dialect: dialect)
  }

  /// Takes UTF-8 text apart, in time linear in its size.
  ///
  /// Bytes that are not UTF-8 are replaced by U+FFFD when the template is rendered.
  public init(utf8: [UInt8], dialect: TemplateDialect = .standard) {
    let scanner = utf8.withUnsafeBufferPointer { bytes in
      var scanner = TemplateParser(bytes: bytes, dialect: dialect)
      scanner.scan()
      return (segments: scanner.segments, names: scanner.names, strays: scanner.strays)
    }
    self.utf8 = utf8
    self.dialect = dialect
    segments = scanner.segments
    names = scanner.names
    strays = scanner.strays
  }
}

/// Which marks a template's text may hold.
public enum TemplateDialect: String, CaseIterable, Sendable {
  /// Placeholders only, as the hosted API reads them; a backslash is a backslash.
  case standard

  /// Placeholders, and backslashes right before `{{` that take its meaning away.
  ///
  /// Two such backslashes give one, and what is left of an odd number makes the `{{` text:
  /// `\{{` is `{{`, and `\\{{name}}` is a backslash and a placeholder. All other backslashes stand
  /// for themselves.
  case strict
}

/// A name that a template's placeholders ask for.
public struct TemplateVariable: Hashable, Sendable {
  /// The name: `[A-Za-z_][A-Za-z0-9_.-]*`.
  public let name: String

  /// Where its placeholders begin, in their order; at least one.
  public let occurrences: [TextPosition]
}

extension Template {
  /// The variables in the order of their first occurrence, each once, with all their places.
  ///
  /// Takes time linear in the template's size.
  public var variables: [TemplateVariable] {
    var occurrences = [[TextPosition]](repeating: [], count: names.count)
    var position = TextPosition(line: 1, column: 1)
    var offset = 0
    for case .placeholder(let range, let name) in segments {
      for byte in utf8[offset..<range.lowerBound] { position.advance(past: byte) }
      offset = range.lowerBound
      occurrences[name].append(position)
    }
    return zip(names, occurrences).map { TemplateVariable(name: $0, occurrences: $1) }
  }
}

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
