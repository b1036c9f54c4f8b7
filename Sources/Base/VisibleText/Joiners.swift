/// Joiners, which some scripts and emoji are written with and which hide text anywhere else.
enum Joiners {
  /// Whether a joiner or non-joiner, U+200D or U+200C, is where a script or an emoji asks for it.
  ///
  /// - Parameters:
  ///   - value: The joiner's code point.
  ///   - previous: The code point before it, 0 at the beginning.
  ///   - next: The one behind it, 0 at the end.
  static func isWanted(_ value: UInt32, _ previous: UInt32, _ next: UInt32) -> Bool {
    if usesJoiners(previous) { return true }
    return value == 0x200D && isEmojiEnd(previous) && isEmoji(next)
  }

  /// Whether letters and marks of a script join, so that joiners change how they look: Arabic and its
  /// kin, Indic scripts and those that descend from them, Mongolian.
  ///
  /// These are whole blocks; what is not assigned in them does not matter.
  static func usesJoiners(_ value: UInt32) -> Bool {
    switch value {
    // Arabic, Syriac, Thaana, N'Ko, Samaritan, Mandaic.
    case 0x0620...0x08FF: true
    // From Devanagari to Sinhala; Thai to Tibetan; Myanmar.
    case 0x0900...0x0DFF, 0x0E00...0x0FFF, 0x1000...0x109F: true
    // Tagalog to Tagbanwa, Khmer, Mongolian, Limbu and Tai.
    case 0x1700...0x17FF, 0x1800...0x18AF, 0x1900...0x1AAF: true
    // Balinese to Ol Chiki, Vedic.
    case 0x1B00...0x1C7F, 0x1CD0...0x1CFF: true
    // Syloti Nagri to Meetei Mayek; presentation forms of Arabic.
    case 0xA800...0xA82F, 0xA840...0xA95F, 0xA980...0xAB2F, 0xABC0...0xABFF, 0xFB50...0xFDFF,
      0xFE70...0xFEFC:
      true
    // Indic scripts of the supplementary plane, Adlam, Manichaean, Psalter, Sogdian.
    case 0x10A00...0x10A5F, 0x10AC0...0x10AFF, 0x10B80...0x10BAF, 0x10D00...0x10D3F,
      0x10F30...0x10F6F, 0x11000...0x11FFF, 0x1E900...0x1E95F:
      true
    default: false
    }
  }

  /// Whether an emoji may end so: an emoji, a skin tone, or the selector of the emoji form.
  private static func isEmojiEnd(_ value: UInt32) -> Bool {
    value == 0xFE0F || value == 0xE007F || isEmoji(value)
  }

  private static func isEmoji(_ value: UInt32) -> Bool {
    // Digits are emoji to Unicode, with a keycap around them.
    value > 0xFF && Unicode.Scalar(value)?.properties.isEmoji == true
  }
}

/// Selectors of variants: which form of the character before them is shown.
enum VariationSelectors {
  /// Whether a selector stands after a character that has such forms.
  ///
  /// One is enough, so one behind another is never wanted.
  static func isWanted(_ value: UInt32, after previous: UInt32) -> Bool {
    switch value {
    case 0xFE0E, 0xFE0F: hasEmojiForms(previous)
    case 0x180B...0x180D, 0x180F: (0x1800...0x18AF).contains(previous)
    case 0xFE00...0xFE02: hasStandardForms(previous) || isIdeograph(previous)
    // As many as the most varied ideographs have in the registered collections.
    case 0xE0100...0xE011F: isIdeograph(previous)
    default: false
    }
  }

  private static func hasEmojiForms(_ value: UInt32) -> Bool {
    Unicode.Scalar(value)?.properties.isEmoji == true || hasStandardForms(value)
  }

  /// Whether a character is of those that Unicode lists forms for: signs of mathematics, full-width
  /// marks, and letters of Myanmar, Phags-pa and Manichaean; by blocks.
  private static func hasStandardForms(_ value: UInt32) -> Bool {
    switch value {
    case 0x2030...0x205E, 0x2190...0x2BFF, 0x3000...0x303F, 0xFF00...0xFF1F, 0x1000...0x109F,
      0xA840...0xA87F, 0xAA60...0xAA7F, 0x10AC0...0x10AFF, 0x13000...0x1342F:
      true
    default: false
    }
  }

  private static func isIdeograph(_ value: UInt32) -> Bool {
    switch value {
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFD: true
    default: false
    }
  }
}
