internal import TextDiff

/// The text that a browser sends of a field, with the line ends of the text that it was given.
///
/// Browsers send every line end as CR LF, whatever it was. So lines that stay keep their bytes, and new
/// ones get the line end that most lines have.
package func editedText(_ sent: String, of base: String) -> String {
  let (old, new) = (TextLines(base), TextLines(sent))
  let difference = LineDiff(old: old.withLineFeeds, new: new.withLineFeeds)
  var bytes: [UInt8] = []
  var reached = 0
  for change in difference.changes {
    for index in reached..<change.old.lowerBound { bytes += old.lines[index] }
    for index in change.new { bytes += new.line(index, ending: old.usualEnd) }
    reached = change.old.upperBound
  }
  for index in reached..<old.lines.count { bytes += old.lines[index] }
  return String(decoding: bytes, as: UTF8.self)
}

/// A text by its lines, each with its end: CR LF, LF or CR.
private struct TextLines {
  private(set) var lines: [ArraySlice<UInt8>] = []
  /// The end that most lines have; LF where there is none.
  private(set) var usualEnd: [UInt8] = [10]

  init(_ text: String) {
    let bytes = Array(text.utf8)
    var start = 0
    var counts: [[UInt8]: Int] = [:]
    var index = 0
    while index < bytes.count {
      guard bytes[index] == 10 || bytes[index] == 13 else {
        index += 1
        continue
      }
      let isPair = bytes[index] == 13 && index + 1 < bytes.count && bytes[index + 1] == 10
      let end = index + (isPair ? 2 : 1)
      counts[Array(bytes[index..<end]), default: 0] += 1
      lines.append(bytes[start..<end])
      start = end
      index = end
    }
    if start < bytes.count { lines.append(bytes[start...]) }
    // Of equally many, LF.
    if let most = counts.values.max(), counts[[10]] != most {
      usualEnd = [[13, 10], [13]].first { counts[$0] == most } ?? [10]
    }
  }

  /// A line with another end, if it has one.
  func line(_ index: Int, ending end: [UInt8]) -> [UInt8] {
    let content = lines[index].prefix { $0 != 10 && $0 != 13 }
    return Array(content) + (content.count < lines[index].count ? end : [])
  }

  /// The text with LF as all its ends.
  var withLineFeeds: String {
    String(decoding: lines.indices.flatMap { line($0, ending: [10]) }, as: UTF8.self)
  }
}
