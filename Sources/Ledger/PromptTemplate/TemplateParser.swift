internal import CanonicalJSON

/// Finds the placeholders of a text in one pass.
///
/// What follows a `{{` is looked at up to the first byte that no placeholder can hold there. No
/// brace is passed on the way, so that no byte is looked at from two starts, and time is linear in
/// the size of any text.
struct TemplateParser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let dialect: TemplateDialect
  private(set) var segments: [TemplateSegment] = []
  private(set) var names: [String] = []
  /// Where `{{` begins that is in no placeholder and that no backslash makes text.
  private(set) var strays: [Int] = []
  private var places: [UTF8Key: Int] = [:]

  /// Where the text begins that is in no segment yet.
  private var textStart = 0

  init(bytes: UnsafeBufferPointer<UInt8>, dialect: TemplateDialect) {
    self.bytes = bytes
    self.dialect = dialect
  }

  mutating func scan() {
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "{") {
        offset = scanBrace(at: offset)
      } else if byte == UInt8(ascii: "\\"), dialect == .strict {
        offset = scanBackslashes(at: offset)
      } else {
        offset += 1
      }
    }
    endText(at: bytes.count)
  }

  /// Steps over a run of braces, and over the placeholder that it opens.
  ///
  /// Three braces open one that three close. Of any other run the last two do.
  private mutating func scanBrace(at start: Int) -> Int {
    let open = skip(from: start, while: { $0 == UInt8(ascii: "{") })
    guard open - start >= 2 else { return open }
    guard let (name, close) = placeholder(openedAt: open) else {
      strays.append(start)
      return open
    }
    let isTriple =
      open - start == 3 && close + 2 < bytes.count && bytes[close + 2] == UInt8(ascii: "}")
    let first = isTriple ? start : open - 2
    let end = isTriple ? close + 3 : close + 2
    if first - start >= 2 { strays.append(start) }
    endText(at: first)
    segments.append(.placeholder(first..<end, name: place(of: name)))
    textStart = end
    return end
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
    guard first < bytes.count, isNameStart(bytes[first]) else { return nil }
    let last = skip(from: first, while: isNamePart)
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

  private func isNameStart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"): true
    default: isNameStart(byte)
    }
  }

  private mutating func place(of name: Range<Int>) -> Int {
    let key = UTF8Key(String(decoding: bytes[name], as: UTF8.self))
    if let place = places[key] { return place }
    places[key] = names.count
    names.append(key.text)
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
}
