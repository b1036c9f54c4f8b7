/// A piece of a text as people are shown it.
package enum VisiblePiece: Sendable, Hashable {
  /// Text that is seen as it is.
  case text(String)
  /// A character that a reader would not see or that a program would obey.
  case hidden(UInt32)
}

extension String {
  /// The text in pieces, with everything apart that nobody sees or that a program would obey:
  /// controls, what turns the direction of text, what has no width, tags, separators of lines and
  /// paragraphs, and selectors that select nothing.
  ///
  /// Tabs and line ends are text, and so is a carriage return before a line feed or at the end.
  package var visiblePieces: [VisiblePiece] {
    guard mayHide else { return utf8.isEmpty ? [] : [.text(self)] }
    let bytes = Array(utf8)
    var pieces: [VisiblePiece] = []
    var done = 0
    func addText(before end: Int) {
      if done < end { pieces.append(.text(String(decoding: bytes[done..<end], as: UTF8.self))) }
    }
    for hit in CharacterScan.hits(in: bytes, bytes.indices) {
      addText(before: hit.range.lowerBound)
      pieces.append(.hidden(hit.value))
      done = hit.range.upperBound
    }
    addText(before: bytes.count)
    return pieces
  }

  /// The text for a terminal, with its hidden characters written out, as `<U+200B>`.
  ///
  /// A text that holds `<U+200B>` in letters keeps them as they are.
  package var visible: String {
    guard mayHide else { return self }
    return visiblePieces.reduce(into: "") { text, piece in
      switch piece {
      case .text(let own): text += own
      case .hidden(let value): text += "<\(UTF8Scalar.label(value))>"
      }
    }
  }

  /// The visible text on one line, without tabs.
  package var visibleLine: String {
    let text = visible
    guard text.utf8.contains(where: { $0 < 0x20 }) else { return text }
    return text.unicodeScalars.reduce(into: "") { line, scalar in
      line += scalar.value < 0x20 ? "<\(UTF8Scalar.label(scalar.value))>" : String(scalar)
    }
  }

  /// Whether there may be hidden characters: there are others than letters of ASCII, tabs and line
  /// feeds.
  private var mayHide: Bool {
    utf8.contains { $0 >= 0x7F || ($0 < 0x20 && $0 != 0x0A && $0 != 0x09) }
  }
}
