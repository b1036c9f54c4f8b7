public import PromptTemplate

/// The size of a text in tokens, estimated without any vocabulary.
///
/// Runs of characters count in tenths of a token: what tokenizers make of such runs on average. A
/// placeholder counts nothing, since its value comes on top. Real tokenizers differ among each other
/// nearly as much as this estimate does from each of them.
public enum TokenEstimate {
  /// About how many tokens a template has, in time linear in its size.
  public static func count(of template: Template) -> Int {
    var counter = TokenCounter()
    var offset = 0
    for placeholder in template.placeholders {
      counter.count(template.source[offset..<placeholder.range.lowerBound])
      counter.endRun()
      offset = placeholder.range.upperBound
    }
    counter.count(template.source[offset...])
    return counter.total
  }

  /// About how many tokens a text without placeholders has.
  public static func count(of text: String) -> Int {
    var counter = TokenCounter()
    counter.count(Array(text.utf8)[...])
    return counter.total
  }
}

/// Adds up tenths of tokens, run by run.
private struct TokenCounter {
  /// Runs that count as a whole.
  private enum Run: Equatable {
    case latin, otherLetters, digits, punctuation, blanks
  }

  private var tenths = 0
  private var run: Run?
  private var length = 0
  private var hasLineBreak = false

  /// The tokens so far, the open run included, rounded up.
  var total: Int {
    var copy = self
    copy.endRun()
    return (copy.tenths + 9) / 10
  }

  mutating func count(_ utf8: ArraySlice<UInt8>) {
    for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars { count(scalar) }
  }

  mutating func endRun() {
    switch run {
    case .latin: tenths += 10 + 2 * max(length - 9, 0)
    case .otherLetters: tenths += max(4 * length, 10)
    case .digits: tenths += 10 * ((length + 2) / 3)
    case .punctuation: tenths += 10 + 3 * max(length - 2, 0)
    case .blanks: tenths += hasLineBreak || length > 1 ? 10 : 0
    case nil: break
    }
    run = nil
    length = 0
    hasLineBreak = false
  }

  private mutating func count(_ scalar: Unicode.Scalar) {
    switch TokenClass(of: scalar) {
    case .latin: extend(.latin)
    case .otherLetter: extend(.otherLetters)
    case .digit: extend(.digits)
    case .punctuation: extend(.punctuation)
    case .blank(let isLineBreak):
      extend(.blanks)
      if isLineBreak { hasLineBreak = true }
    case .han: add(9)
    case .hangul: add(7)
    case .sign: add(scalar.value > 0xFFFF ? 20 : 10)
    }
  }

  private mutating func extend(_ next: Run) {
    if run != next {
      endRun()
      run = next
    }
    length += 1
  }

  private mutating func add(_ more: Int) {
    endRun()
    tenths += more
  }
}

/// What a character counts as.
private enum TokenClass {
  case latin, otherLetter, digit, punctuation, han, hangul, sign
  case blank(isLineBreak: Bool)

  init(of scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x41...0x5A, 0x61...0x7A: self = .latin
    case 0x30...0x39: self = .digit
    case 0x0A, 0x0D: self = .blank(isLineBreak: true)
    case 0x20, 0x09, 0x0B, 0x0C: self = .blank(isLineBreak: false)
    case 0x21...0x7E: self = .punctuation
    case ..<0x80: self = .sign
    default: self.init(beyondASCII: scalar)
    }
  }

  private init(beyondASCII scalar: Unicode.Scalar) {
    let properties = scalar.properties
    switch scalar.value {
    // Latin-1 and the extensions of Latin, phonetic letters among them.
    case 0xAA, 0xBA, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2AF, 0x1E00...0x1EFF, 0x2C60...0x2C7F,
      0xA720...0xA7FF, 0xAB30...0xAB6F, 0xFF21...0xFF3A, 0xFF41...0xFF5A:
      self = .latin
    // Kana and ideographs.
    case 0x3005...0x3007, 0x3040...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xF900...0xFAFF, 0xFF66...0xFF9F, 0x20000...0x3FFFF:
      self = .han
    case 0x1100...0x11FF, 0x3130...0x318F, 0xA960...0xA97F, 0xAC00...0xD7FF: self = .hangul
    case 0x85, 0x2028, 0x2029: self = .blank(isLineBreak: true)
    default:
      if properties.isWhitespace {
        self = .blank(isLineBreak: false)
      } else if properties.isAlphabetic || properties.generalCategory == .nonspacingMark {
        self = .otherLetter
      } else if properties.generalCategory == .decimalNumber {
        self = .digit
      } else {
        self = .sign
      }
    }
  }
}
