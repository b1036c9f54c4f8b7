internal import CanonicalJSON

extension String {
  /// The text with everything in it that a terminal would obey or hide written out, as `\u{1B}`.
  ///
  /// Line ends stay, a carriage return before a line feed too.
  var visible: String {
    guard HiddenCharacters.mayOccur(in: utf8) else { return self }
    var result = ""
    var previous: Unicode.Scalar?
    let scalars = unicodeScalars
    var index = scalars.startIndex
    while index < scalars.endIndex {
      let scalar = scalars[index]
      let next = scalars.index(after: index)
      let isLineEnd = scalar.value == 13 && (next == scalars.endIndex || scalars[next].value == 10)
      if !isLineEnd, HiddenCharacters.contains(scalar, after: previous) {
        result += scalar.escaped(asASCII: true)
      } else {
        result.unicodeScalars.append(scalar)
      }
      previous = scalar
      index = next
    }
    return result
  }

  /// The same on one line, without tabs.
  var visibleLine: String {
    let text = visible
    guard text.utf8.contains(where: { $0 < 0x20 }) else { return text }
    return text.unicodeScalars.reduce(into: "") { line, scalar in
      line += scalar.value < 0x20 ? scalar.escaped(asASCII: true) : String(scalar)
    }
  }
}
