internal import CanonicalJSON
internal import CommandKit
internal import PromptLint
internal import PromptRepo
internal import PromptReview

let blameCommand = Command<CommandContext>(
  "blame", abstract: "Show which version brought each line.",
  discussion: """
    Goes back from the latest version, or from the named one, until every line has its version. \
    Shows the version, its author and day, the line's number and the line. With --json, prints one \
    line per line.
    """,
  .argument("name[@spec]", help: "The prompt and its version; the latest one by default.")
) { (context, revision: Revision) in
  let repository = try context.repository()
  let lines = try repository.blame(revision.name, revision.spec ?? .latest)
  if context.json {
    for line in lines { try context.output.json(line.json(of: revision.name)) }
    return
  }
  var table = Table()
  let width = "\(lines.count)".utf8.count
  for line in lines {
    let number = "\(line.line)"
    var text = Table.Cell("")
    text.text = line.text.visible
    table.add(
      .init("v\(line.version.number)", .bold), .init(line.version.author.name, .cyan),
      .init(line.version.createdAt.day, .faint),
      .init(String(repeating: " ", count: width - number.utf8.count) + number, .faint), text)
  }
  try context.output.table(table)
}

extension BlamedLine {
  /// The line as programs read it.
  fileprivate func json(of name: PromptName) -> JSONObject {
    [
      "object": "blame.line", "name": .string(name.rawValue), "line": .integer(line),
      "text": .string(text), "version": .integer(version.number),
      "hash": .string("\(version.hash)"), "original_line": .integer(originalLine),
      "author": .object(version.author.json), "created_at": .string(version.createdAt.rfc3339),
    ]
  }
}
