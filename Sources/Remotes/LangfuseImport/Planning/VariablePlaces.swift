internal import CanonicalJSON
internal import PromptTemplate

/// Where a text has variables to Langfuse's clients, and where it has them here.
///
/// To its clients, whatever stands between two opening braces and the next two closing ones is a name,
/// without the blanks around it. Here, a name is of certain letters, and other braces are text.
struct VariablePlaces {
  /// A variable, and the bytes from the first brace to behind the last.
  private struct Place: Hashable {
    let name: String
    let range: Range<Int>

    static func == (left: Place, right: Place) -> Bool {
      left.range == right.range && left.name.utf8.elementsEqual(right.name.utf8)
    }

    func hash(into hasher: inout Hasher) { hasher.combine(range) }
  }

  private let bytes: [UInt8]
  private let theirs: [Place]
  private let here: [Place]

  /// Finds the variables of a text.
  ///
  /// - Parameter isChat: Whether the text is one of a chat here; three braces mean the same as two
  ///   otherwise.
  init(_ text: String, isChat: Bool) {
    bytes = Array(text.utf8)
    theirs = VariablePlaces.theirs(bytes)
    guard isChat else {
      here = Template(text).placeholders.map { Place(name: $0.name, range: $0.range) }
      return
    }
    var places: [Place] = []
    var offset = 0
    for piece in MessageText(placeholdersIn: text).pieces {
      let end = offset + piece.written.utf8.count
      if case .variable(let name, _) = piece {
        places.append(Place(name: name, range: offset..<end))
      }
      offset = end
    }
    here = places
  }

  private static func theirs(_ bytes: [UInt8]) -> [Place] {
    var places: [Place] = []
    var next = 0
    while let start = find(UInt8(ascii: "{"), in: bytes, from: next),
      let end = find(UInt8(ascii: "}"), in: bytes, from: start + 2)
    {
      let inside = String(decoding: bytes[(start + 2)..<end], as: UTF8.self)
      let characters = inside.unicodeScalars
      let head = characters.drop { $0.properties.isWhitespace }
      let last = head.lastIndex { !$0.properties.isWhitespace }
      let name = last.map { String(String.UnicodeScalarView(head[...$0])) } ?? ""
      places.append(Place(name: name, range: start..<(end + 2)))
      next = end + 2
    }
    return places
  }

  /// Where a brace stands twice.
  private static func find(_ brace: UInt8, in bytes: [UInt8], from start: Int) -> Int? {
    var place = start
    while place + 1 < bytes.count {
      if bytes[place] == brace, bytes[place + 1] == brace { return place }
      place += 1
    }
    return nil
  }

  /// What is filled in on one side only, or under another name, in words; `nil` for nothing.
  ///
  /// The first such place is named, and the others are counted.
  var remark: String? {
    let known = Set(here)
    let differing = theirs.filter { !known.contains($0) }
    guard let first = differing.first else { return nil }
    let line = bytes[..<first.range.lowerBound].count { $0 == 10 } + 1
    let other = here.first { $0.range.overlaps(first.range) }
    let meaning = other.map { "the variable '\($0.name)'" } ?? "text"
    let written = String(decoding: bytes[first.range], as: UTF8.self)
    let more = differing.count - 1
    return
      "'\(written.excerpt)' in line \(line) is the variable '\(first.name.excerpt)' to Langfuse's "
      + "clients, and \(meaning) here"
      + (more > 0 ? "; so it is in \(more) more \(more == 1 ? "place" : "places")" : "")
  }
}

extension String {
  /// The text, of a long one the beginning.
  fileprivate var excerpt: String {
    let most = 40
    return unicodeScalars.count > most
      ? String(String.UnicodeScalarView(unicodeScalars.prefix(most))) + "…" : self
  }
}

extension LangfuseVersion.Content {
  /// What of its variables is otherwise here, in words; `nil` for nothing.
  ///
  /// - Parameter includes: Whether it includes other texts.
  func variableRemark(_ config: JSONValue?, includes: Bool) -> String? {
    switch self {
    case .text(let text):
      // What its clients render themselves is read by nobody here.
      guard config?.object?["dialect"] != "jinja" else { return nil }
      return VariablePlaces(text, isChat: includes).remark
    case .chat(let elements):
      for (index, element) in elements.enumerated() {
        guard case .message(let message) = element else { continue }
        for case .text(let text) in message.parts {
          if let remark = VariablePlaces(text.written, isChat: true).remark {
            return "message \(index + 1): \(remark)"
          }
        }
      }
      return nil
    }
  }
}
