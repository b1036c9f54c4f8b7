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
