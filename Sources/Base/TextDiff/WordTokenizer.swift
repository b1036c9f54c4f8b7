/// Cuts prose into the tokens that a word diff compares.
///
/// A token is a word (letters, digits, `_`, and an apostrophe inside), one character of a script
/// that is written without spaces, a run of white space within a line, a line end (LF or CRLF), a
/// `{{placeholder}}`, or one other character with the marks and joiners that belong to it. The
/// tokens' bytes in order are the text's.
struct WordTokenizer {
  private let bytes: [UInt8]
  private let end: Int

  /// The tokens of some lines of a text.
  static func tokens(of lines: ArraySlice<UInt8>, in bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    let scanner = WordTokenizer(bytes: bytes, end: lines.endIndex)
    var tokens: [ArraySlice<UInt8>] = []
    var index = lines.startIndex
    while index < lines.endIndex {
      let next = scanner.tokenEnd(from: index)
      tokens.append(bytes[index..<next])
      index = next
    }
    return tokens
  }

  private func tokenEnd(from start: Int) -> Int {
    if let end = lineEnd(at: start) ?? placeholderEnd(from: start) { return end }
    let (first, next) = decode(at: start)
    switch WordClass(of: first) {
    case .space:
      return run(from: next, while: { $0 == .space }, stopsAtLineEnd: true)
    case .letter:
      return wordEnd(from: next)
    case .ideograph, .joiner, .other:
      return clusterEnd(from: next, after: first)
    }
  }

  private func lineEnd(at index: Int) -> Int? {
    if bytes[index] == .lineFeed { return index + 1 }
    let isCRLF =
      bytes[index] == .carriageReturn && index + 1 < end && bytes[index + 1] == .lineFeed
    return isCRLF ? index + 2 : nil
  }

  private func run(
    from start: Int, while accepts: (WordClass) -> Bool, stopsAtLineEnd: Bool
  ) -> Int {
    var index = start
    while index < end {
      if stopsAtLineEnd, lineEnd(at: index) != nil { break }
      let (scalar, next) = decode(at: index)
      if !accepts(WordClass(of: scalar)) { break }
      index = next
    }
    return index
  }

  private func wordEnd(from start: Int) -> Int {
    func accepts(_ kind: WordClass) -> Bool { kind == .letter || kind == .joiner }
    var index = run(from: start, while: accepts, stopsAtLineEnd: false)
    while index < end {
      let (mark, next) = decode(at: index)
      guard mark == "'" || mark == "\u{2019}", next < end,
        WordClass(of: decode(at: next).scalar) == .letter
      else { break }
      index = run(from: next, while: accepts, stopsAtLineEnd: false)
    }
    return index
  }

  /// Takes in what belongs to a character: combining marks, emoji modifiers, what a zero-width
  /// joiner joins, the second half of a flag.
  private func clusterEnd(from start: Int, after first: Unicode.Scalar) -> Int {
    var index = start
    if first.isRegionalIndicator, index < end {
      let (second, next) = decode(at: index)
      if second.isRegionalIndicator { index = next }
    }
    var joins = first == "\u{200D}"
    while index < end {
      if lineEnd(at: index) != nil { break }
      let (scalar, next) = decode(at: index)
      guard WordClass(of: scalar) == .joiner || (joins && WordClass(of: scalar) == .other) else {
        break
      }
      joins = scalar == "\u{200D}"
      index = next
    }
    return index
  }

  private func decode(at index: Int) -> (scalar: Unicode.Scalar, next: Int) {
    let first = bytes[index]
    if first < 0x80 { return (Unicode.Scalar(first), index + 1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    let next = min(index + length, end)
    var value = UInt32(first) & (0xFF >> UInt32(length + 1))
    for byte in bytes[index + 1..<next] { value = value << 6 | UInt32(byte & 0x3F) }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", next)
  }
}

extension WordTokenizer {
  /// The end of `{{name}}`, as templates write it, if one starts here.
  private func placeholderEnd(from start: Int) -> Int? {
    func brace(_ sign: Unicode.Scalar, at index: Int) -> Bool {
      index + 1 < end && bytes[index] == UInt8(ascii: sign) && bytes[index + 1] == bytes[index]
    }
    func skip(_ index: Int, _ accepts: (UInt8) -> Bool) -> Int {
      bytes[index..<end].firstIndex { !accepts($0) } ?? end
    }
    guard brace("{", at: start) else { return nil }
    let name = skip(start + 2) { $0 == 0x20 || $0 == 0x09 }
    guard name < end, bytes[name].isPlaceholderStart else { return nil }
    let close = skip(skip(name) { $0.isPlaceholderPart }) { $0 == 0x20 || $0 == 0x09 }
    return brace("}", at: close) ? close + 2 : nil
  }
}

extension UInt8 {
  fileprivate var isPlaceholderStart: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  fileprivate var isPlaceholderPart: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"): true
    default: isPlaceholderStart
    }
  }
}

/// What part a scalar plays in a word diff's tokens.
enum WordClass {
  /// Joins others of its kind into a word.
  case letter
  /// A character of a script without spaces between words; a token by itself.
  case ideograph
  /// White space.
  case space
  /// Belongs to the character before it.
  case joiner
  /// Punctuation, symbols, controls.
  case other

  init(of scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A:
      self = .letter
    case 0x20, 0x09...0x0D:
      self = .space
    case 0x00..<0x80:
      self = .other
    case 0x200C, 0x200D:
      self = .joiner
    // Thai, Lao, Myanmar, Khmer; kana; ideographs and their extensions.
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x31F0...0x31FF,
      0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
      self = scalar.properties.isGraphemeExtend ? .joiner : .ideograph
    default:
      let properties = scalar.properties
      if properties.isGraphemeExtend || properties.isEmojiModifier {
        self = .joiner
      } else if properties.isWhitespace {
        self = .space
      } else {
        self = properties.isAlphabetic || properties.numericType != nil ? .letter : .other
      }
    }
  }
}

extension Unicode.Scalar {
  var isRegionalIndicator: Bool { (0x1F1E6...0x1F1FF).contains(value) }
}
