public import CanonicalJSON

/// A prompt's text with placeholders such as `{{name}}`, taken apart once and rendered often.
///
/// A placeholder is a name, `[A-Za-z_][A-Za-z0-9_.-]*`, between double braces, with spaces and tabs
/// around it if wanted. Three braces on either side are as good as two, as in Mustache and
/// Handlebars; of all other runs of braces the two next to the name count. Anything else between
/// braces is text, so that every text is a template and JSON examples in prompts survive.
///
/// A text of the dialect chat has markers besides, see ``ChatText``. Handlebars and Jinja have readers
/// of their own; a template of theirs has the placeholders that the text has in plain.
public struct Template: Sendable {
  /// The dialect it was read in.
  public let dialect: Dialect

  /// The text's bytes, which ``segments`` points into.
  let utf8: [UInt8]

  /// Text and placeholders in their order.
  let segments: [TemplateSegment]

  /// The placeholders' names in the order of their first occurrence, each once.
  let names: [String]

  /// Where `{{` begins that is text without having been declared to be.
  let strays: [Int]

  /// What a chat text's markers say, in their order; otherwise none.
  let markers: [ChatMarker]

  /// Takes a text apart, in time linear in its size.
  public init(_ text: String, dialect: Dialect = .plain) {
    self.init(utf8: Array(text.utf8), dialect: dialect)
  }

  /// Takes UTF-8 text apart, in time linear in its size.
  ///
  /// Bytes that are not UTF-8 are replaced by U+FFFD when the template is rendered.
  public init(utf8: [UInt8], dialect: Dialect = .plain) {
    self.init(utf8: utf8, dialect: dialect, hasEscapes: dialect.hasEscapes)
  }

  /// Finds the marks of a chat text, with backslashes taken as they are.
  init(unescapedChat utf8: [UInt8]) {
    self.init(utf8: utf8, dialect: .chat, hasEscapes: false)
  }

  private init(utf8: [UInt8], dialect: Dialect, hasEscapes: Bool) {
    let scanner = utf8.withUnsafeBufferPointer { bytes in
      var scanner = TemplateParser(bytes: bytes, dialect: dialect, hasEscapes: hasEscapes)
      scanner.scan()
      return (
        segments: scanner.segments, names: scanner.names, strays: scanner.strays,
        markers: scanner.markers
      )
    }
    self.utf8 = utf8
    self.dialect = dialect
    segments = scanner.segments
    names = scanner.names
    strays = scanner.strays
    markers = scanner.markers
  }
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

extension Template {
  /// All placeholders in their order, with their bytes in the text, first brace to last.
  package var placeholderRanges: [(name: String, range: Range<Int>)] {
    segments.compactMap { segment in
      guard case .placeholder(let range, let name) = segment else { return nil }
      return (names[name], range)
    }
  }

  /// Where the braces of ``strayBraces`` begin, in bytes of the text.
  package var strayOffsets: [Int] { strays }
}

/// Finds the placeholders of a text in one pass.
///
/// What follows a `{{` is looked at up to the first byte that no placeholder can hold there. No
/// brace is passed on the way, so that no byte is looked at from two starts, and time is linear in
/// the size of any text.
struct TemplateParser {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// Whether backslashes right before braces take their meaning away.
  private let hasEscapes: Bool
  /// Whether a chat text's markers are marks too.
  private let hasMarkers: Bool
  private(set) var segments: [TemplateSegment] = []
  private(set) var names: [String] = []
  /// Where `{{` begins that is in no placeholder and that no backslash makes text.
  private(set) var strays: [Int] = []
  private(set) var markers: [ChatMarker] = []
  /// Where each further name is in the list, once there are too many to compare one by one.
  private var places: [UTF8Key: Int] = [:]

  private static let fewNames = 16

  /// Where the text begins that is in no segment yet.
  private var textStart = 0

  init(bytes: UnsafeBufferPointer<UInt8>, dialect: Dialect, hasEscapes: Bool) {
    self.bytes = bytes
    self.hasEscapes = hasEscapes
    hasMarkers = dialect == .chat
  }

  mutating func scan() {
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "{") {
        offset = scanBrace(at: offset)
      } else if byte == UInt8(ascii: "\\"), hasEscapes {
        offset = scanBackslashes(at: offset)
      } else {
        offset += 1
      }
    }
    endText(at: bytes.count)
  }

  /// Steps over a run of braces, and over the placeholder that it opens.
  ///
  /// Three braces open one that three close, but not in a chat text. Of any other run the last two
  /// do.
  private mutating func scanBrace(at start: Int) -> Int {
    let open = skip(from: start, while: { $0 == UInt8(ascii: "{") })
    guard open - start >= 2 else { return open }
    guard let (name, close) = placeholder(openedAt: open) else {
      if hasMarkers, let end = scanMarker(from: start, openedAt: open) { return end }
      strays.append(start)
      return open
    }
    let isTriple =
      !hasMarkers && open - start == 3 && close + 2 < bytes.count
      && bytes[close + 2] == UInt8(ascii: "}")
    let first = isTriple ? start : open - 2
    let end = isTriple ? close + 3 : close + 2
    if first - start >= 2 { strays.append(start) }
    endText(at: first)
    segments.append(.placeholder(first..<end, name: place(of: name)))
    textStart = end
    return end
  }

  /// Steps over a chat text's marker, and over the blank text that its tildes take away.
  private mutating func scanMarker(from start: Int, openedAt open: Int) -> Int? {
    guard let (marker, end) = ChatMarker.read(bytes, openedAt: open) else { return nil }
    if open - start > 2 { strays.append(start) }
    var first = open - 2
    if marker.trimsBefore {
      while first > textStart, ChatMarker.isBlank(bytes[first - 1]) { first -= 1 }
    }
    endText(at: first)
    segments.append(.marker((open - 2)..<end, markers.count))
    markers.append(marker)
    textStart = marker.trimsAfter ? skip(from: end, while: ChatMarker.isBlank) : end
    return textStart
  }

  /// Steps over a run of backslashes; before `{{` it is halved, and hides the braces if odd.
  private mutating func scanBackslashes(at start: Int) -> Int {
    var end = start
    while end < bytes.count, bytes[end] == UInt8(ascii: "\\") { end += 1 }
    guard isDoubleBrace(at: end) else { return end }
    endText(at: start + (end - start) / 2)
    textStart = end
    return (end - start).isMultiple(of: 2) ? end : end + 2
  }

  private func isDoubleBrace(at offset: Int) -> Bool {
    offset + 1 < bytes.count && bytes[offset] == UInt8(ascii: "{")
      && bytes[offset + 1] == UInt8(ascii: "{")
  }

  /// The name behind opening braces, and where the two braces stand that close the placeholder.
  private func placeholder(openedAt open: Int) -> (name: Range<Int>, close: Int)? {
    let first = skip(from: open, while: isSpace)
    guard first < bytes.count, Self.isNameStart(bytes[first]) else { return nil }
    let last = skip(from: first, while: Self.isNamePart)
    let close = skip(from: last, while: isSpace)
    guard close + 1 < bytes.count, bytes[close] == UInt8(ascii: "}"),
      bytes[close + 1] == UInt8(ascii: "}")
    else { return nil }
    return (first..<last, close)
  }

  private func skip(from start: Int, while isWanted: (UInt8) -> Bool) -> Int {
    var offset = start
    while offset < bytes.count, isWanted(bytes[offset]) { offset += 1 }
    return offset
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// Whether a byte can begin a name.
  static func isNameStart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Whether a byte can stand in a name.
  static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"): true
    default: isNameStart(byte)
    }
  }

  private mutating func place(of name: Range<Int>) -> Int {
    let text = UnsafeBufferPointer(rebasing: bytes[name])
    if let place = names.prefix(Self.fewNames).firstIndex(where: { $0.utf8.elementsEqual(text) }) {
      return place
    }
    let new = String(decoding: text, as: UTF8.self)
    if names.count >= Self.fewNames {
      if let place = places[UTF8Key(new)] { return place }
      places[UTF8Key(new)] = names.count
    }
    names.append(new)
    return names.count - 1
  }

  private mutating func endText(at end: Int) {
    if textStart < end { segments.append(.text(textStart..<end)) }
  }
}

/// A stretch of a template's bytes.
enum TemplateSegment: Sendable {
  /// Bytes that stand for themselves.
  case text(Range<Int>)

  /// A placeholder, from its first brace to its last, and its name's place in the list of names.
  case placeholder(Range<Int>, name: Int)

  /// A chat text's marker, from its first brace to its last, and its place in the list of markers.
  case marker(Range<Int>, Int)
}
