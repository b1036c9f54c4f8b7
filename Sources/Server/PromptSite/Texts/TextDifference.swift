package import Markup
internal import PromptTemplate
package import TextDiff

/// The difference of two texts by words: one column, what was removed struck through, what was added
/// underlined. Lines that stay far from a change are folded.
package func textDifference(_ difference: WordDiff) -> HTML {
  div(.class("sheet")) {
    textBlock {
      for part in shortened(parts(of: difference)) {
        switch part {
        case .text(let text): plainPieces(text)
        case .removed(let text):
          del {
            span(.class("sr")) { "removed: " }
            plainPieces(text)
          }
        case .inserted(let text):
          ins {
            span(.class("sr")) { "added: " }
            plainPieces(text)
          }
        case .gap(let count):
          span(.class("gap")) {
            count == 1 ? "1 line stays as it is" : "\(count) lines stay as they are"
          }
        case .rest(let bytes):
          span(.class("gap")) { "\(grouped(bytes)) more bytes are not shown" }
        }
      }
    }
  }
}

/// How much of a text changes, in words: `3 words removed, 11 added`.
package func changedWords(_ difference: WordDiff) -> String {
  var (removed, inserted) = (0, 0)
  for segment in difference.segments {
    switch segment {
    case .equal: break
    case .removed(let text): removed += wordCount(text)
    case .inserted(let text): inserted += wordCount(text)
    }
  }
  func words(_ count: Int) -> String { count == 1 ? "1 word" : "\(count) words" }
  switch (removed, inserted) {
  case (0, 0):
    return difference.isEmpty ? "The text stays as it is" : "Only blanks and signs change"
  case (let count, 0): return "\(words(count)) removed"
  case (0, let count): return "\(words(count)) added"
  default: return "\(words(removed)) removed, \(inserted) added"
  }
}

private func wordCount(_ text: String) -> Int {
  text.split { !($0.isLetter || $0.isNumber) }.count
}

/// A part of a difference as it is shown.
private enum Part {
  case text(String)
  case removed(String)
  case inserted(String)
  /// So many lines that are not shown.
  case gap(Int)
  /// So many bytes that are not shown, since no browser lays all of them out in time.
  case rest(Int)
}

/// The parts as far as a page shows them: of each at most a quarter of what a page has.
private func shortened(_ parts: [Part]) -> [Part] {
  let most = TextPage.byteLimit / 4
  var left = TextPage.byteLimit
  var (shown, hidden): ([Part], Int) = ([], 0)
  func cut(_ text: String, _ make: (String) -> Part) {
    let size = text.utf8.count
    let taken = text.beginning(min(most, left))
    left -= taken.utf8.count
    if !taken.isEmpty { shown.append(make(taken)) }
    let rest = size - taken.utf8.count
    guard rest > 0 else { return }
    if left > 0 { shown.append(.rest(rest)) } else { hidden += rest }
  }
  for part in parts {
    switch part {
    case .text(let text): cut(text) { .text($0) }
    case .removed(let text): cut(text) { .removed($0) }
    case .inserted(let text): cut(text) { .inserted($0) }
    case .gap, .rest: if left > 0 { shown.append(part) }
    }
  }
  return hidden > 0 ? shown + [.rest(hidden)] : shown
}

/// So many lines are shown beside a change.
private let contextLines = 3

private func parts(of difference: WordDiff) -> [Part] {
  let segments = difference.segments
  return segments.indices.flatMap { index -> [Part] in
    switch segments[index] {
    case .removed(let text): return [.removed(text)]
    case .inserted(let text): return [.inserted(text)]
    case .equal(let text):
      return folded(text, isFirst: index == 0, isLast: index == segments.count - 1)
    }
  }
}

/// What stays, without the lines that are far from a change.
private func folded(_ text: String, isFirst: Bool, isLast: Bool) -> [Part] {
  let lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false)
  let before = isFirst ? 0 : contextLines + 1
  let after = isLast ? 0 : contextLines + 1
  let hidden = lines.count - before - after
  guard hidden > 2 else { return [.text(text)] }
  func joined(_ lines: ArraySlice<Substring.UTF8View>) -> String {
    lines.map { String(Substring($0)) }.joined(separator: "\n")
  }
  let head = joined(lines[..<before])
  let tail = joined(lines[(lines.count - after)...])
  return [.text(head), .gap(hidden), .text(tail)]
}

/// A text whose plain variables can be seen.
private func plainPieces(_ text: String) -> HTML {
  promptPieces(Template(text, dialect: .plain).pieces.pieces)
}
