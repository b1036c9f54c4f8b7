/// What git leaves in a file whose merge nobody has finished.
///
/// Only git's own labels count, and no block of code does: prompts show such lines, and have edits
/// written between others like them.
enum UnmergedLines {
  /// The line on which the first such place begins, from 1; nil if there is none.
  static func first(in text: String) -> Int? {
    var start: Int?
    var isSplit = false
    var isCode = false
    for (place, line) in text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false)
      .enumerated()
    {
      let line = line.last == 0x0d ? line.dropLast() : line
      let words = line.drop { $0 == 0x20 }
      if words.starts(with: "```".utf8) || words.starts(with: "~~~".utf8) { isCode.toggle() }
      if isCode { continue }
      if begins.contains(where: { line.elementsEqual("<<<<<<< \($0)".utf8) }) {
        (start, isSplit) = (place + 1, false)
      } else if line.elementsEqual("=======".utf8) {
        isSplit = start != nil
      } else if isSplit, line.starts(with: ">>>>>>> ".utf8) {
        return start
      }
    }
    return nil
  }

  /// What git calls our side: in a merge or a rebase, for a stash, and in `git merge-file` scripts.
  private static let begins = ["HEAD", "Updated upstream", "ours"]
}
