package import Markup
internal import VisibleText

/// Words of a ledger within a line: a title, a name, a reason. They turn nothing around them, and
/// what nobody would see in them is shown by its number.
package func words(_ text: String) -> HTML {
  bdi {
    // Of one line: its end would be a blank.
    shown(text) { $0.value < 0x20 }
  }
}

/// A text of a ledger in a block that keeps its blanks and line ends.
package func block(_ text: String) -> HTML {
  shown(text) { _ in false }
}

/// The name of a prompt, which can be broken behind its slashes.
package func promptName(_ name: String) -> HTML {
  HTML {
    for (index, part) in name.utf8.split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false
    ).enumerated() {
      if index > 0 {
        "/"
        wbr()
      }
      block(String(Substring(part)))
    }
  }
}

/// Which hidden characters a text has, above a field that holds it as it is; `nil` for none.
package func hiddenCharacters(in text: String) -> HTML? {
  var counts: [(value: UInt32, count: Int)] = []
  for case .hidden(let value) in text.visiblePieces {
    if let index = counts.firstIndex(where: { $0.value == value }) {
      counts[index].count += 1
    } else {
      counts.append((value, 1))
    }
  }
  guard !counts.isEmpty else { return nil }
  let shownKinds = 20
  return div(.class("note")) {
    Icon.warn.html
    p {
      "This text has characters that nobody sees: "
      for (index, hidden) in counts.prefix(shownKinds).enumerated() {
        if index > 0 { ", " }
        if let name = UTF8Scalar.name(hidden.value) { "\(name) " }
        code { UTF8Scalar.label(hidden.value) }
        if hidden.count > 1 { " \(hidden.count) times" }
      }
      if counts.count > shownKinds { " and \(counts.count - shownKinds) other kinds" }
      "."
    }
  }
}

/// Text with its hidden characters shown.
///
/// - Parameter isHidden: Which others are shown so.
private func shown(_ text: String, alsoHiding isHidden: (Unicode.Scalar) -> Bool) -> HTML {
  HTML {
    for piece in text.visiblePieces {
      switch piece {
      case .hidden(let value): hidden(value)
      case .text(let text):
        for part in parts(of: text, isHidden) {
          switch part {
          case .hidden(let value): hidden(value)
          case .text(let text): text
          }
        }
      }
    }
  }
}

/// The pieces of a text by another rule. A carriage return is left out where a line feed follows or
/// nothing, since a page has one kind of line ends.
private func parts(of text: String, _ isHidden: (Unicode.Scalar) -> Bool) -> [VisiblePiece] {
  guard text.utf8.contains(where: { $0 < 0x20 }) else { return [.text(text)] }
  var parts: [VisiblePiece] = []
  var run = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if isHidden(scalar) {
      if !run.isEmpty { parts.append(.text(String(run))) }
      run = String.UnicodeScalarView()
      parts.append(.hidden(scalar.value))
    } else if scalar != "\r" {
      run.append(scalar)
    }
  }
  if !run.isEmpty { parts.append(.text(String(run))) }
  return parts
}

/// A character that nobody sees, by its number, with its name for whoever asks.
private func hidden(_ value: UInt32) -> HTML {
  let label = UTF8Scalar.label(value)
  return span(.class("ctl"), .title(UTF8Scalar.name(value) ?? label)) { label }
}
