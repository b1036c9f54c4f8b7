internal import APIKeys
internal import CommandKit
internal import PromptRepo

let keyListCommand = Command<CommandContext>(
  "list", abstract: "List the API keys.",
  discussion: "In order of creation, without their secrets. With --json, one key on each line.",
  .option(
    "--data", valueName: "dir",
    help: "The folder of the server's data; else one in the user's state folder.",
    completion: .directory)
) { (context, data: String?) in
  let now = context.clock
  let keys = try context.keyLocation(data: data).file.keys()
  guard !context.json else { return try keys.forEach { try context.output.json($0.json(at: now)) } }
  guard !keys.isEmpty else {
    if context.output.isTerminal { try context.output.line("No keys.") }
    return
  }
  var table = Table()
  table.add(heading: "ID", "OWNER", "ROLE", "CREATED", "EXPIRES", "STATE")
  for key in keys {
    table.add(
      .init(key.id, .bold), .init(key.owner.rawValue), .init(key.role.rawValue),
      .init(key.createdAt.minute), .init(key.expiresAt?.minute ?? "never"),
      .init(key.state(at: now).rawValue))
  }
  try context.output.table(table)
}

extension Timestamp {
  /// The local date and time of day: `2026-03-15 10:30`.
  fileprivate var minute: String { String(inLocalZone.local.prefix(16)) }
}
