internal import CanonicalJSON
internal import CommandKit
internal import PromptLint
internal import PromptRepo
internal import PromptReview
internal import VisibleText

let blameCommand = Command<CommandContext>(
  "blame", abstract: "Show which version brought each line.",
  discussion: """
    Goes back from the latest version, or from the named one, until every line has its version. \
    Shows the version, its author and day, the line's number and the line. With --json, prints one \
    line per line.
    """,
  .argument("name[@spec]", help: "The prompt and its version; the latest one by default."),
  .spec
) { (context, revision: Revision, other: VersionSpec?) in
  let spec = try revision.spec(or: other)
  let repository = try context.repository()
  let lines = try repository.blame(revision.name, spec ?? .latest)
  let shown = zip(lines, lines.textsWithoutSecrets)
  if context.json {
    for (line, text) in shown { try context.output.json(line.json(of: revision.name, text)) }
    return
  }
  var table = Table()
  let width = "\(lines.count)".utf8.count
  for (line, shownText) in shown {
    let number = "\(line.line)"
    var text = Table.Cell("")
    text.text = shownText.visible
    text.fitting = .overflowing
    table.add(
      .init("v\(line.version.number)", .bold), .cut(line.version.author.name, .cyan),
      .init(line.version.createdAt.day, .faint),
      .init(String(repeating: " ", count: width - number.utf8.count) + number, .faint), text)
  }
  try context.output.table(table)
}

extension [BlamedLine] {
  /// The texts of the lines; a secret may go over several of them, and is hidden.
  fileprivate var textsWithoutSecrets: [String] {
    map(\.text).joined(separator: "\n").withoutSecrets.utf8
      .split(separator: 10, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}

extension BlamedLine {
  /// The line as programs read it.
  ///
  /// - Parameter text: Its text without secrets.
  fileprivate func json(of name: PromptName, _ text: String) -> JSONObject {
    [
      "object": "blame.line", "name": .string(name.rawValue), "line": .integer(line),
      "text": .string(text), "version": .integer(version.number),
      "hash": .string("\(version.hash)"), "original_line": .integer(originalLine),
      "author": .object(version.author.json), "created_at": .string(version.createdAt.rfc3339),
    ]
  }
}
