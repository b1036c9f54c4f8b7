internal import CanonicalJSON
internal import PromptLint
internal import VisibleText

/// What two texts look like, to tell that their bytes differ and nobody can see it.
///
/// Which characters nobody sees and which letters look like Latin ones is what `lint` goes by, too.
enum LookingAlike {
  /// Whether two different texts look the same.
  ///
  /// Blanks and line ends, which everybody may change, are no disguise.
  static func isUnseen(_ old: String, _ new: String) -> Bool {
    // Comparing texts instead of bytes takes the forms of an accented letter for one.
    !old.hasSameBytes(as: new) && appearance(of: old) == appearance(of: new)
      && !dense(old).elementsEqual(dense(new))
  }

  /// The characters of a text that are hidden or look like others and that another text does not
  /// have, or has less of; in their order.
  static func disguises(in text: String, but other: String) -> [Unicode.Scalar] {
    var known: [Unicode.Scalar: Int] = [:]
    for scalar in disguises(in: other) { known[scalar, default: 0] += 1 }
    return disguises(in: text).filter { scalar in
      guard let count = known[scalar], count > 0 else { return true }
      known[scalar] = count - 1
      return false
    }
  }

  private static func disguises(in text: String) -> [Unicode.Scalar] {
    pieces(of: text).compactMap { $0.isHidden || $0.scalar.latinTwin != nil ? $0.scalar : nil }
  }

  /// A text without what is hidden in it, and with Latin letters where others look like them.
  private static func appearance(of text: String) -> String {
    var seen = String.UnicodeScalarView()
    for piece in pieces(of: text) where !piece.isHidden {
      seen.append(piece.scalar.latinTwin ?? piece.scalar)
    }
    return String(seen)
  }

  /// The characters of a text, and which of them nobody sees.
  private static func pieces(of text: String) -> [(scalar: Unicode.Scalar, isHidden: Bool)] {
    let bytes = Array(text.utf8)
    var hits = CharacterScan.hits(in: bytes, bytes.indices)[...]
    var offset = 0
    return text.unicodeScalars.map { scalar in
      let isHidden = hits.first?.range.lowerBound == offset
      if isHidden { hits.removeFirst() }
      offset += UTF8.width(scalar)
      // A carriage return is the beginning of a line end.
      return (scalar, isHidden && scalar.value != 0x0D)
    }
  }

  /// Blanks of any kind and line ends.
  static func isWhiteSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20, 0x09, 0x0A, 0x0D, 0xA0, 0x2007, 0x202F: true
    default: false
    }
  }

  /// A text without blanks and line ends.
  static func dense(_ text: String) -> some Sequence<Unicode.Scalar> {
    text.unicodeScalars.lazy.filter { !isWhiteSpace($0) }
  }
}
