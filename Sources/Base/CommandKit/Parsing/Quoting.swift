/// The text in single quotes for a message: control characters made visible, and cut if long.
func quoted(_ text: String) -> String {
  let limit = 100
  var result = "'"
  for (count, scalar) in text.unicodeScalars.enumerated() {
    if count == limit {
      result += "…"
      break
    }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator:
      result += scalar.escaped(asASCII: true)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "'"
}

/// `'a', 'b' or 'c'`.
func alternatives(_ words: [String]) -> String {
  let quotedWords = words.map { "'\($0)'" }
  guard let last = quotedWords.last, quotedWords.count > 1 else {
    return quotedWords.first ?? ""
  }
  return quotedWords.dropLast().joined(separator: ", ") + " or " + last
}
