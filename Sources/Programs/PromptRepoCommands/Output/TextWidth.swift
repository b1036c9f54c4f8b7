extension String {
  /// How many columns of a terminal the text takes.
  var columns: Int {
    // Most text is ASCII.
    if utf8.allSatisfy({ $0 < 0x80 }) { return utf8.count }
    return reduce(0) { $0 + $1.columns }
  }

  /// The text in at most so many columns; one that is cut ends in `…`.
  func cut(to limit: Int) -> String {
    guard columns > limit else { return self }
    var text = ""
    var used = 1
    for character in self {
      used += character.columns
      if used > limit { break }
      text.append(character)
    }
    while text.last == " " { text.removeLast() }
    return text + "…"
  }

  /// The text in lines of at most so many columns, broken at spaces where there are any.
  func folded(to limit: Int) -> [String] {
    guard columns > limit else { return [self] }
    var lines: [String] = []
    var line = ""
    for word in split(separator: " ") {
      let joined = line.isEmpty ? String(word) : "\(line) \(word)"
      if !line.isEmpty, joined.columns > limit {
        lines.append(line)
        line = String(word)
      } else {
        line = joined
      }
    }
    return lines + [line]
  }
}

extension Character {
  /// How many columns of a terminal the character takes: two if it is East Asian and wide or an
  /// emoji, none if it only changes the one before it.
  var columns: Int {
    if isASCII { return 1 }
    let scalars = unicodeScalars
    guard let first = scalars.first else { return 0 }
    guard scalars.count > 1 else { return first.columns }
    // A heart is text, and with the sign that follows it an emoji; so are keycaps and families.
    if first.properties.isEmoji, scalars.contains(where: { $0.makesEmoji }) { return 2 }
    return min(2, scalars.reduce(0) { $0 + $1.columns })
  }
}

extension Unicode.Scalar {
  /// How many columns the scalar takes by itself.
  fileprivate var columns: Int {
    if value < 0x300 { return 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch value {
    // Vowels and final consonants of Hangul stand in the first consonant's place; fillers are blank.
    case 0x1160...0x11FF, 0x3164, 0xD7B0...0xD7FF, 0xFFA0: return 0
    // A pair of letters for a region is one flag.
    case 0x1F1E6...0x1F1FF: return 1
    default: return isWide ? 2 : 1
    }
  }

  /// Whether the scalar is East Asian and wide (Unicode's UAX #11), or an emoji by itself.
  private var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F, 0x2E80...0x303E,
      0x3041...0x3247, 0x3250...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
      0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1D300...0x1D376,
      0x1F200...0x1F265, 0x20000...0x3FFFD:
      true
    default: properties.isEmojiPresentation
    }
  }

  /// Whether the scalar makes an emoji of the one before it: a variation selector, a joiner, a
  /// colour of skin.
  fileprivate var makesEmoji: Bool {
    value == 0xFE0F || value == 0x200D || properties.isEmojiModifier
  }
}
