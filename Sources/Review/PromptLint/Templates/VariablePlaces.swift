internal import CanonicalJSON
internal import PromptTemplate

/// A variable at one of its places in a file.
struct VariablePlace {
  /// The name that a value is given under.
  let name: String
  /// What it stands for.
  let kind: AnalyzedVariable.Kind
  /// What findings mark: the placeholder, or in other dialects the name.
  let range: Range<Int>
  /// The name's own bytes; nil where the place does not show it.
  let nameRange: Range<Int>?
}

/// Where a template has its variables, by its dialect.
enum VariablePlaces {
  /// All places in the order of the file.
  static func all(in text: LintText) -> [VariablePlace] {
    switch text.source.dialect {
    case .plain, .strict: placeholders(text)
    case .chat:
      (placeholders(text)
        + analyzed(text) { $0.kind == .media || $0.kind == .messages })
        .sorted { $0.range.lowerBound < $1.range.lowerBound }
    case .handlebars, .jinja:
      analyzed(text) { _ in true }.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }
  }

  private static func placeholders(_ text: LintText) -> [VariablePlace] {
    text.marks.placeholders.map {
      VariablePlace(name: $0.name, kind: .text, range: $0.range, nameRange: $0.nameRange)
    }
  }

  /// The variables that the analysis found.
  private static func analyzed(
    _ text: LintText, where isWanted: (AnalyzedVariable) -> Bool
  ) -> [VariablePlace] {
    let variables = text.reading.analysis.variables.filter(isWanted)
    let offsets = FileOffsets(of: variables.flatMap(\.places), in: text)
    return variables.flatMap { variable in
      variable.places.compactMap { position in
        guard let start = offsets[position] else { return nil }
        let name = range(of: variable.name, from: start, in: text)
        return VariablePlace(
          name: variable.name, kind: variable.kind,
          range: name ?? start..<min(start + 1, text.source.body.upperBound), nameRange: name)
      }
    }
  }

  /// The first bytes of a name as a word within the tag that begins at a place.
  private static func range(of name: String, from start: Int, in text: LintText) -> Range<Int>? {
    let bytes = text.bytes
    let word = Array(name.utf8)
    let end = text.source.body.upperBound
    guard let first = word.first else { return nil }
    var at = start
    while at + word.count <= end {
      if at + 1 < end, bytes[at + 1] == 0x7D, bytes[at] == 0x7D || bytes[at] == 0x25 {
        return nil
      }
      let behind = at + word.count
      if bytes[at] == first, bytes[at..<behind].elementsEqual(word),
        at == start || !isWordPart(bytes[at - 1]), behind == end || !isWordPart(bytes[behind])
      {
        return at..<behind
      }
      at += 1
    }
    return nil
  }

  private static func isWordPart(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == 0x5F }
}

/// Where positions of a template are in its file, in bytes.
struct FileOffsets {
  private var offsets: [TextPosition: Int] = [:]

  /// Finds the offsets in one pass.
  init(of positions: [TextPosition], in text: LintText) {
    var wanted = Set(positions).sorted()[...]
    let body = text.source.body
    var position = TextPosition(line: 1, column: 1)
    var at = body.lowerBound
    while let next = wanted.first {
      if position >= next {
        if position == next { offsets[next] = at }
        wanted.removeFirst()
        continue
      }
      guard at < body.upperBound else { break }
      position.advance(past: text.bytes[at])
      at += 1
      // Columns count code points, so a position is that of the first byte.
      while at < body.upperBound, text.bytes[at] & 0xC0 == 0x80 { at += 1 }
    }
    if let last = wanted.first, position == last { offsets[last] = at }
  }

  /// The byte of one of the positions; nil for one that the template does not have.
  subscript(_ position: TextPosition) -> Int? { offsets[position] }
}
