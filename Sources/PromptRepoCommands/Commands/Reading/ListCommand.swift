internal import CommandKit
internal import PromptRepo

let listCommand = Command<CommandContext>(
  "list", abstract: "List the prompts.",
  discussion: "With --json, one prompt on each line.",
  .optionalArgument("prefix", help: "Only prompts whose names begin with this text."),
  .option("--limit", valueName: "n", help: "At most so many."),
  .option("--after", valueName: "name", help: "Only prompts after this one, for paging.")
) { (context, prefix: String?, limit: Int?, after: PromptName?) in
  if let limit, limit < 1 { throw UsageError("--limit takes a number from 1.") }
  let prompts = try context.repository().prompts(under: prefix ?? "", after: after, limit: limit)
  guard !context.json else { return try prompts.forEach { try context.output.json($0.json) } }
  guard !prompts.isEmpty else {
    if context.output.isTerminal { try context.output.line("No prompts.") }
    return
  }
  var table = Table()
  table.add(heading: "NAME", "ACTIVE", "LATEST", "UPDATED", "TITLE")
  for prompt in prompts {
    table.add(
      .init(prompt.name.rawValue, .bold), .init(prompt.active.map { "v\($0.version)" } ?? "-"),
      .init(prompt.latest.map { "v\($0.number)" } ?? "-"), .init(prompt.updatedAt.day),
      .init(prompt.record.title ?? ""))
  }
  try context.output.table(table)
}

extension Timestamp {
  /// The local date: `2026-03-15`.
  var day: String { String(local.prefix(10)) }
}
