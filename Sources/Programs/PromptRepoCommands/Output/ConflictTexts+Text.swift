internal import GitRemotes
internal import PromptRepo
internal import TextDiff

extension ConflictTexts {
  /// How many lines of a diff are shown.
  private static var shownLines: Int { 60 }

  /// The versions, and what is different between them, for people.
  var lines: [String] {
    let common = base.map { ["  common: \($0.version.line)"] } ?? []
    let versions =
      common + ["  here: \(here.version.line)", "  there: \(there.version.line)"]
    let diff = ContentDifference(
      ContentDifference.Side(label: "here", here.content),
      ContentDifference.Side(label: "there", there.content))
    var changes: [String] = []
    if diff.templateDiffers {
      changes = LineDiff(old: here.content.template, new: there.content.template)
        .unified(
          oldLabel: "here/v\(here.version.number)", newLabel: "there/v\(there.version.number)"
        )
        .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      if changes.last == "" { changes.removeLast() }
    }
    changes += diff.configLines
    if changes.isEmpty { changes = ["  Both have the same content."] }
    let more = changes.count - ConflictTexts.shownLines
    let rest = more > 0 ? ["  and \(more) more lines"] : []
    return (versions + changes.prefix(ConflictTexts.shownLines) + rest).map(\.visible)
  }
}

extension Version {
  /// Number, author, date and what the author says first.
  fileprivate var line: String {
    let subject = message.split(whereSeparator: \.isNewline).first.map { ", \($0)" } ?? ""
    return "v\(number), \(author.name), \(author.time.local)\(subject)"
  }
}
