internal import VisibleText

/// The rule about letters of other scripts that pass for Latin ones.
enum LookAlikeRule {
  static let family = RuleFamily(rules: [rule], find: find)

  static let rule = Rule(
    "look-alike", .error, fix: .seen,
    finds:
      "a word of Latin letters in which Cyrillic, Greek or Armenian letters pass for Latin ones",
    why: """
      The word looks right and is another one: to a model, to a search, to a program that compares \
      it. Such words are made to slip past a filter or a reviewer. Only words with Latin letters \
      count in which every other letter has a Latin twin by Unicode's table (UTS 39); so `ΔS`, \
      `TNFα` and Russian words with an English ending are left alone.
      """,
    example: "`pаypal`, whose first `а` is U+0430 CYRILLIC SMALL LETTER A.",
    remedy: "Type the word anew, in Latin letters.")

  private static func find(_ text: LintText) -> [Draft] {
    guard !text.isASCII else { return [] }
    let values = text.scalars.values
    var drafts: [Draft] = []
    var place = 0
    while place < values.count {
      guard isLetter(values[place]) else {
        place += 1
        continue
      }
      var end = place
      var twins = 0
      var isForeign = false
      var hasLatin = false
      while end < values.count, isLetter(values[end]) {
        if isOfOtherScript(values[end]) {
          if twin(of: values[end]) == nil { isForeign = true } else { twins += 1 }
        } else if isLatin(values[end]) {
          hasLatin = true
        }
        end += 1
      }
      if twins > 0, hasLatin, !isForeign, !isNotation(values[place..<end]) {
        drafts.append(draft(place..<end, text))
      }
      place = end
    }
    return drafts
  }

  private static func draft(_ word: Range<Int>, _ text: LintText) -> Draft {
    let range = text.scalars.bytes(word)
    var plain = String.UnicodeScalarView()
    var names: [String] = []
    for value in text.scalars.values[word] {
      guard let scalar = Unicode.Scalar(value) else { continue }
      if let twin = twin(of: value) {
        plain.append(twin)
        let name = UTF8Scalar.title(value)
        if !names.contains(name) { names.append(name) }
      } else {
        plain.append(scalar)
      }
    }
    let shown = names.prefix(2).joined(separator: ", ") + (names.count > 2 ? ", …" : "")
    let latin = String(plain)
    return Draft(
      rule, range, "'\(text.text(range))' only looks like '\(latin)': it has \(shown)",
      matched: text.text(range),
      fix: Draft.Fix(range: range, text: latin, description: "Write \(latin) in Latin letters."))
  }

  /// Whether a word is one of science: small Greek letters beside capitals, as in `TNFα`, or a short
  /// formula.
  private static func isNotation(_ word: ArraySlice<UInt32>) -> Bool {
    guard word.allSatisfy({ !isOfOtherScript($0) || isGreek($0) }) else { return false }
    let letters = word.filter { isLatin($0) || isGreek($0) }
    if letters.count < 4 { return true }
    return letters.allSatisfy { value in
      if !isGreek(value) { return (0x41...0x5A).contains(value) }
      return Unicode.Scalar(value)?.properties.isLowercase == true
    }
  }

  private static func isLetter(_ value: UInt32) -> Bool {
    isLatin(value) || isOfOtherScript(value) || (0x30...0x39).contains(value) || value == 0x5F
      || (0x0300...0x036F).contains(value)
  }

  private static func isLatin(_ value: UInt32) -> Bool {
    switch value {
    case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x1E00...0x1EFF: true
    default: false
    }
  }

  private static func isGreek(_ value: UInt32) -> Bool {
    (0x0370...0x03FF).contains(value) || (0x1F00...0x1FFF).contains(value)
  }

  /// Whether a code point is Cyrillic, Greek or Armenian, by blocks.
  private static func isOfOtherScript(_ value: UInt32) -> Bool {
    switch value {
    case 0x0370...0x03FF, 0x1F00...0x1FFF, 0x1D26...0x1D2A, 0x0400...0x052F, 0x1C80...0x1C8F,
      0x2DE0...0x2DFF, 0xA640...0xA69F, 0x0531...0x0587:
      true
    default: false
    }
  }

  /// The Latin letter that a letter of another script looks like; nil if there is none.
  static func twin(of value: UInt32) -> Unicode.Scalar? { twins[value] }

  /// Letters whose prototype in the table of UTS 39 (confusables.txt) is one letter of ASCII. Where
  /// that is `l`, a capital stands for `I`, which looks the same.
  private static let twins: [UInt32: Unicode.Scalar] = [
    // Greek.
    0x037A: "i", 0x037F: "J", 0x0391: "A", 0x0392: "B", 0x0395: "E", 0x0396: "Z", 0x0397: "H",
    0x0399: "I", 0x039A: "K", 0x039C: "M", 0x039D: "N", 0x039F: "O", 0x03A1: "P", 0x03A4: "T",
    0x03A5: "Y", 0x03A7: "X", 0x03B1: "a", 0x03B3: "y", 0x03B9: "i", 0x03BD: "v", 0x03BF: "o",
    0x03C1: "p", 0x03C3: "o", 0x03C5: "u", 0x03D2: "Y", 0x03DC: "F", 0x03F1: "p", 0x03F2: "c",
    0x03F3: "j", 0x03F9: "C", 0x03FA: "M", 0x1D26: "r", 0x1FBE: "i",
    // Cyrillic.
    0x0405: "S", 0x0406: "I", 0x0408: "J", 0x0410: "A", 0x0412: "B", 0x0415: "E", 0x041A: "K",
    0x041C: "M", 0x041D: "H", 0x041E: "O", 0x0420: "P", 0x0421: "C", 0x0422: "T", 0x0423: "Y",
    0x0425: "X", 0x042C: "b", 0x0430: "a", 0x0433: "r", 0x0435: "e", 0x043E: "o", 0x0440: "p",
    0x0441: "c", 0x0443: "y", 0x0445: "x", 0x0455: "s", 0x0456: "i", 0x0458: "j", 0x0461: "w",
    0x0474: "V", 0x0475: "v", 0x04AE: "Y", 0x04AF: "y", 0x04BB: "h", 0x04BD: "e", 0x04C0: "I",
    0x04CF: "i", 0x0501: "d", 0x050C: "G", 0x051B: "q", 0x051C: "W", 0x051D: "w", 0xA647: "i",
    // Armenian.
    0x054D: "U", 0x054F: "S", 0x0555: "O", 0x0561: "w", 0x0563: "q", 0x0566: "q", 0x0570: "h",
    0x0578: "n", 0x057C: "n", 0x057D: "u", 0x0581: "g", 0x0584: "f", 0x0585: "o",
  ]
}

extension Unicode.Scalar {
  /// The Latin letter that a Cyrillic, Greek or Armenian one looks like; nil for all others.
  package var latinTwin: Unicode.Scalar? { LookAlikeRule.twin(of: value) }
}
