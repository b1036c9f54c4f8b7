internal import CanonicalJSON

/// What two texts look like, to tell that their bytes differ and nobody can see it.
///
/// The seam to what `lint` knows of characters that nobody sees, and of letters that look like Latin
/// ones.
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
    var found: [Unicode.Scalar] = []
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      let isLineEnd = scalar.value == 0x0d
      if !isLineEnd, HiddenCharacters.contains(scalar, after: previous) || stand(for: scalar) != nil
      {
        found.append(scalar)
      }
      previous = scalar
    }
    return found
  }

  private static func appearance(of text: String) -> String {
    var seen = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if !HiddenCharacters.contains(scalar, after: previous) {
        seen.append(stand(for: scalar) ?? scalar)
      }
      previous = scalar
    }
    return String(seen)
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

  /// The character that one looks like; nil for those that look like themselves.
  private static func stand(for scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case ..<0x80: nil
    default: letters[scalar]
    }
  }

  /// Letters of Cyrillic, Greek and Armenian by the Latin ones that they look like (TR39).
  private static let letters: [Unicode.Scalar: Unicode.Scalar] = {
    let pairs: [(latin: String, others: String)] = [
      ("a", "аα"), ("c", "с"), ("d", "ԁ"), ("e", "е"), ("g", "ց"), ("h", "һհ"), ("i", "іι"),
      ("j", "ј"), ("l", "ӏ"), ("n", "ո"), ("o", "оοօ"), ("p", "рρ"), ("q", "ԛ"), ("s", "ѕ"),
      ("u", "սυ"), ("v", "ν"), ("w", "ԝ"), ("x", "х"), ("y", "уγ"), ("A", "АΑ"), ("B", "ВΒ"),
      ("C", "С"), ("E", "ЕΕ"), ("G", "Ԍ"), ("H", "НΗ"), ("I", "ІΙ"), ("J", "Ј"), ("K", "КΚ"),
      ("M", "МΜ"), ("N", "Ν"), ("O", "ОΟՕ"), ("P", "РΡ"), ("S", "ЅՏ"), ("T", "ТΤ"), ("U", "Ս"),
      ("W", "Ԝ"), ("X", "ХΧ"), ("Y", "ҮΥ"), ("Z", "Ζ"),
    ]
    var letters: [Unicode.Scalar: Unicode.Scalar] = [:]
    for pair in pairs {
      for other in pair.others.unicodeScalars { letters[other] = pair.latin.unicodeScalars.first }
    }
    return letters
  }()
}
