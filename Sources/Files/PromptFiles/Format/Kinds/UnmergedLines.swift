/// What git leaves in a file whose merge nobody has finished.
///
/// No block of code counts, since prompts show such lines, and none whose labels are words in upper
/// case, as in `<<<<<<< SEARCH`: models are told to write edits between them.
enum UnmergedLines {
  /// The line on which the first such place begins, from 1; nil if there is none.
  static func first(in text: String) -> Int? {
    var start: Int?
    var isSplit = false
    var isCode = false
    var isQuoted = false
    for (place, line) in text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false)
      .enumerated()
    {
      let line = line.last == 0x0d ? line.dropLast() : line
      let words = line.drop { $0 == 0x20 }
      if words.starts(with: "```".utf8) || words.starts(with: "~~~".utf8) { isCode.toggle() }
      if isCode { continue }
      if let label = label(of: line, UInt8(ascii: "<")) {
        isQuoted = isShouted(label)
        (start, isSplit) = (place + 1, false)
      } else if line.elementsEqual("=======".utf8) {
        isSplit = start != nil
      } else if isSplit, let label = label(of: line, UInt8(ascii: ">")) {
        if !isQuoted || !isShouted(label) { return start }
        (start, isSplit) = (nil, false)
      }
    }
    return nil
  }

  /// What stands behind seven of these signs at a line's beginning; nil if no marker does.
  private static func label(of line: Substring.UTF8View, _ sign: UInt8) -> Substring.UTF8View? {
    let label = line.drop { $0 == sign }
    guard line.count - label.count == 7, (label.first ?? 0x20) == 0x20 else { return nil }
    return label.drop { $0 == 0x20 }
  }

  /// Whether a label is a word in upper case that git writes for no side.
  private static func isShouted(_ label: Substring.UTF8View) -> Bool {
    !label.isEmpty && !label.elementsEqual("HEAD".utf8)
      && label.allSatisfy { (0x41...0x5a).contains($0) || $0 == 0x5f || $0 == 0x2d }
  }
}
