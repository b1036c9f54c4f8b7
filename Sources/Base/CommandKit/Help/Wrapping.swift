/// Puts words, which are never broken, on lines of at most `width` characters where they fit.
func filled(_ words: some Sequence<some StringProtocol>, width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  var count = 0
  for word in words {
    let length = word.count
    if count > 0 && count + 1 + length > width {
      lines.append(line)
      (line, count) = ("", 0)
    }
    if count > 0 {
      line += " "
      count += 1
    }
    line += word
    count += length
  }
  if !line.isEmpty { lines.append(line) }
  return lines
}

/// Breaks each line of a text at spaces; a line keeps the spaces it begins with.
func wrapped(_ text: String, width: Int) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
    let words = line.split(separator: " ")
    guard !words.isEmpty else { return [""] }
    let indent = String(line.prefix { $0 == " " })
    return filled(words, width: width - indent.count).map { indent + $0 }
  }
}
