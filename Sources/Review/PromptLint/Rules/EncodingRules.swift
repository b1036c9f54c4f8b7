/// Rules about text that lost something on its way through encodings.
enum EncodingRules {
  static let family = RuleFamily(rules: [replacement, mojibake], find: find)

  static let replacement = Rule(
    "replacement-character", .warning,
    finds: "the character U+FFFD, which stands where a program could not read a character",
    why: "What stood there is lost, and the model reads a question mark in a box.",
    example: "`Gr<U+FFFD><U+FFFD>e aus M<U+FFFD>nchen`",
    remedy: "Find the text that it was made from, and copy it anew as UTF-8.")

  static let mojibake = Rule(
    "mojibake", .warning,
    finds: "text in UTF-8 that was read as Latin-1 or Windows-1252, such as `Ã©` for é",
    why: """
      A program read the bytes of one encoding as another, and saved what it saw. A model may guess \
      what was meant, and answers in kind.
      """,
    example: "`itâ€™s`, `cafÃ©`",
    remedy: """
      Write what was meant. Whole files come right with \
      `iconv -f UTF-8 -t WINDOWS-1252 FILE`, whose output is the UTF-8 of before.
      """)

  private static func find(_ text: LintText) -> [Draft] {
    guard !text.isASCII else { return [] }
    let values = text.scalars.values
    var drafts: [Draft] = []
    var place = 0
    while place < values.count {
      let value = values[place]
      if value == 0xFFFD {
        let end = values[place...].firstIndex { $0 != 0xFFFD } ?? values.count
        let range = text.scalars.bytes(place..<end)
        drafts.append(
          Draft(
            replacement, range, "U+FFFD stands for a character that was lost: write it anew",
            matched: text.text(range)))
        place = end
      } else if (0xC2...0xF4).contains(value), let end = misread(values, place) {
        let range = text.scalars.bytes(place..<end.end)
        drafts.append(
          Draft(
            mojibake, range, "'\(text.text(range))' is '\(end.meant)' read in another encoding",
            matched: text.text(range)))
        place = end.end
      } else {
        place += 1
      }
    }
    return drafts
  }

  /// The characters from a place on that are the bytes of UTF-8 taken one by one, and what they mean;
  /// nil if they need not be.
  private static func misread(_ values: [UInt32], _ start: Int) -> (end: Int, meant: String)? {
    var meant = String.UnicodeScalarView()
    var place = start
    var isSure = false
    while place < values.count, let (scalar, length) = sequence(values, place) {
      isSure = isSure || isTelling(scalar, values, place, length)
      meant.append(scalar)
      place += length
    }
    guard isSure || meant.count > 1 else { return nil }
    return (place, String(meant))
  }

  private static func sequence(
    _ values: [UInt32], _ place: Int
  ) -> (scalar: Unicode.Scalar, length: Int)? {
    let length: Int
    var value: UInt32
    switch values[place] {
    case 0xC2...0xDF: (length, value) = (2, values[place] & 0x1F)
    case 0xE0...0xEF: (length, value) = (3, values[place] & 0x0F)
    case 0xF0...0xF4: (length, value) = (4, values[place] & 0x07)
    default: return nil
    }
    guard place + length <= values.count else { return nil }
    for next in values[(place + 1)..<(place + length)] {
      guard let byte = byte(of: next), byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    let least: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
    guard value >= least, let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, length)
  }

  /// Whether one such sequence is enough: the common ones that no language writes. Capitals with an
  /// accent before a closing quote, or small ones before a blank, are none.
  private static func isTelling(
    _ scalar: Unicode.Scalar, _ values: [UInt32], _ place: Int, _ length: Int
  ) -> Bool {
    switch (values[place], scalar.value) {
    // Accented letters behind small ones, as in `cafÃ©`, and before what is no quote.
    case (0xC3, 0xC0...0xFF):
      if place > 0, (0x61...0x7A).contains(values[place - 1]) { return true }
      return ![0xA0, 0xAB, 0xBB, 0xAE, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x2122].contains(
        values[place + 1])
    case (0xC2, 0xA0...0xBF): return values[place + 1] != 0xBB && values[place + 1] != 0xAB
    // Quotes, dashes, the euro, arrows and signs; the mark of a file; emoji.
    case (0xE2, 0x2000...0x27FF): return true
    case (0xEF, 0xFEFF), (0xEF, 0xFFFD): return true
    case (0xF0, 0x1F000...0x1FAFF): return true
    default: return false
    }
  }

  /// The byte that Windows-1252, or where that has none Latin-1, shows as a character.
  private static func byte(of value: UInt32) -> UInt8? {
    if (0x80...0xBF).contains(value) { return UInt8(value) }
    return windows[value]
  }

  private static let windows: [UInt32: UInt8] = [
    0x20AC: 0x80, 0x201A: 0x82, 0x0192: 0x83, 0x201E: 0x84, 0x2026: 0x85, 0x2020: 0x86,
    0x2021: 0x87, 0x02C6: 0x88, 0x2030: 0x89, 0x0160: 0x8A, 0x2039: 0x8B, 0x0152: 0x8C,
    0x017D: 0x8E, 0x2018: 0x91, 0x2019: 0x92, 0x201C: 0x93, 0x201D: 0x94, 0x2022: 0x95,
    0x2013: 0x96, 0x2014: 0x97, 0x02DC: 0x98, 0x2122: 0x99, 0x0161: 0x9A, 0x203A: 0x9B,
    0x0153: 0x9C, 0x017E: 0x9E, 0x0178: 0x9F,
  ]
}
