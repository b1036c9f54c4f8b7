internal import VisibleText

/// Text of prompts as reports show it: visible, and without secrets.
package enum ReportText {
  /// Text over several lines. Its line feeds and tabs stay, and a carriage return before a line feed
  /// is left out.
  package static func lines(_ text: String) -> String {
    let visible = text.visibleWithoutSecrets
    guard visible.utf8.contains(13) else { return visible }
    var result: [UInt8] = []
    result.reserveCapacity(visible.utf8.count)
    for byte in visible.utf8 {
      if result.last == 13 {
        result.removeLast()
        if byte != 10 { result += "<U+000D>".utf8 }
      }
      result.append(byte)
    }
    if result.last == 13 {
      result.removeLast()
      result += "<U+000D>".utf8
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Text on one line; line ends and tabs are written out too.
  package static func line(_ text: String) -> String { text.withoutSecrets.visibleLine }

  /// Text on one line, cut behind so many characters, with `…` for the rest.
  package static func line(_ text: String, limit: Int) -> String {
    let line = line(text)
    guard line.utf8.count > limit else { return line }
    let scalars = line.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
      end < scalars.endIndex
    else { return line }
    return String(scalars[..<end]) + "…"
  }
}
