extension Template {
  /// The text and the placeholders in their order, with the dialect's backslashes taken away.
  package var pieces: [TextPiece] {
    segments.map { segment in
      switch segment {
      case .text(let range): .literal(String(decoding: utf8[range], as: UTF8.self))
      case .placeholder(let range, let name):
        .variable(names[name], source: String(decoding: utf8[range], as: UTF8.self))
      }
    }
  }
}
