extension Template {
  /// A chat text's markers of messages and media in their order, with their bytes, first brace to last.
  package var messageMarkers: [(kind: MessageMarkerKind, range: Range<Int>)] {
    segments.compactMap { segment in
      guard case .marker(let range, let place) = segment else { return nil }
      return switch markers[place].kind {
      case .role(let role, _): (.role(role), range)
      case .list(let name): (.list(name), range)
      case .media: (.media, range)
      case .partial: nil
      }
    }
  }

  /// Where `{{` begins that a backslash makes text, in bytes of the text.
  package var escapedBraces: [Int] {
    let inMarks = segments.compactMap { segment -> Range<Int>? in
      switch segment {
      case .text: nil
      case .placeholder(let range, _), .marker(let range, _): range
      }
    }
    var marks = inMarks[...]
    var found: [Int] = []
    var at = 0
    while at + 2 < utf8.count {
      guard utf8[at] == UInt8(ascii: "\\"), hasDoubleBrace(at + 1) else {
        at += 1
        continue
      }
      while let first = marks.first, first.upperBound <= at { marks.removeFirst() }
      // Behind an even number of backslashes the braces mean what they say.
      let run = utf8[...at].reversed().prefix { $0 == UInt8(ascii: "\\") }.count
      if !run.isMultiple(of: 2), marks.first?.contains(at) != true { found.append(at + 1) }
      at += 3
    }
    return found
  }

  private func hasDoubleBrace(_ place: Int) -> Bool {
    place + 1 < utf8.count && utf8[place] == UInt8(ascii: "{")
      && utf8[place + 1] == UInt8(ascii: "{")
  }
}

/// What a marker of messages stands for.
package enum MessageMarkerKind: Hashable, Sendable {
  /// The beginning of a message, with its role.
  case role(String)
  /// A list of messages that the caller gives.
  case list(String)
  /// A medium.
  case media
}
