internal import PromptTemplate

/// The placeholders of a file's template, and braces that look like some; places are in the file.
struct TemplateMarks {
  /// A placeholder.
  struct Placeholder {
    let name: String
    /// From its first brace to its last.
    let range: Range<Int>
    /// The name's own bytes.
    let nameRange: Range<Int>
  }

  /// Double braces that are no placeholder.
  struct Stray {
    /// From the first brace to the last closing one, or, where none closes, to the end of the name.
    let range: Range<Int>
    /// The name right behind the braces; nil if there is none.
    let name: Range<Int>?
    /// Whether `}}` closes them.
    let isClosed: Bool
    /// Whether a single `}` stands right behind the name.
    let endsInOneBrace: Bool
  }

  /// The placeholders in their order.
  let placeholders: [Placeholder]
  /// All other double braces in their order.
  let strays: [Stray]

  init(_ source: LintSource) {
    let bytes = source.bytes
    let body = source.body
    let template = Template(utf8: Array(bytes[body]), dialect: source.dialect)
    placeholders = template.placeholderRanges.map { name, range in
      let range = (range.lowerBound + body.lowerBound)..<(range.upperBound + body.lowerBound)
      var start = range.lowerBound
      while start < range.upperBound, [0x7B, 0x20, 0x09].contains(bytes[start]) { start += 1 }
      return Placeholder(
        name: name, range: range, nameRange: start..<min(start + name.utf8.count, range.upperBound))
    }
    let starts = template.strayOffsets.map { $0 + body.lowerBound }
    // Where each begins that none may reach over: placeholders and strays.
    var limits = (placeholders.map(\.range.lowerBound) + starts).sorted()[...]
    strays = starts.map { start in
      while let first = limits.first, first <= start { limits.removeFirst() }
      return Self.stray(
        in: bytes, at: start, limit: min(limits.first ?? body.upperBound, body.upperBound))
    }
  }

  private static func stray(in bytes: [UInt8], at start: Int, limit: Int) -> Stray {
    func skip(_ place: Int, _ isWanted: (UInt8) -> Bool) -> Int {
      var place = place
      while place < limit, isWanted(bytes[place]) { place += 1 }
      return place
    }
    let open = skip(start) { $0 == 0x7B }
    let first = skip(open) { $0 == 0x20 || $0 == 0x09 }
    var name: Range<Int>?
    if first < limit, isAlphanumeric(bytes[first]) || bytes[first] == 0x5F,
      !(0x30...0x39).contains(bytes[first])
    {
      let end = skip(first) { isAlphanumeric($0) || [0x5F, 0x2D, 0x2E].contains($0) }
      name = first..<end
    }
    let behind = skip(name?.upperBound ?? first) { $0 == 0x20 || $0 == 0x09 }
    var close = open
    while close + 1 < limit, bytes[close] != 0x7D || bytes[close + 1] != 0x7D { close += 1 }
    let isClosed = close + 1 < limit
    var end = name?.upperBound ?? open
    let endsInOneBrace = behind < limit && bytes[behind] == 0x7D && name != nil
    if isClosed {
      end = skip(close) { $0 == 0x7D }
    } else if endsInOneBrace {
      end = behind + 1
    }
    return Stray(range: start..<end, name: name, isClosed: isClosed, endsInOneBrace: endsInOneBrace)
  }
}
