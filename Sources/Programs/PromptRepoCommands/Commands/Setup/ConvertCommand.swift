internal import CanonicalJSON
internal import CommandKit
internal import PromptRepo

let convertCommand = Command<CommandContext>(
  "convert", abstract: "Move the ledger into the git repository, or out of it.",
  discussion: """
    Copies all versions, pointers and records with their ids, reads the copy back, and only then \
    retires the old store: a directory store is kept beside the new one under another name, and in \
    a git repository the ledger's references are removed. Run again after an interruption, it goes \
    on from there.
    """,
  .option("--to", valueName: "kind", help: "What is to hold the ledger.")
) { (context, target: StoreKind?) in
  guard let target else { throw UsageError("Say where to: --to git or --to directory.") }
  let conversion = try Conversion(context)
  let report = try context.working("Converting") {
    switch target {
    case .git: try conversion.toGit()
    case .directory: try conversion.toDirectory()
    }
  }
  context.done.note(
    "the ledger was moved to \(report.store)", hint: "the old one is retired: \(report.retired)")
  if context.json {
    try context.output.json([
      "object": "conversion", "kind": .string(target.rawValue), "store": .string(report.store),
      "references": .integer(report.copy.references.count),
      "objects": .integer(report.copy.objectCount), "retired": .string(report.retired),
    ])
  } else {
    try context.output.line(
      "Moved \(counted(report.copy.references.count, "reference")) and "
        + "\(counted(report.copy.objectCount, "object")) to \(report.store)")
    try context.output.line(report.sentence)
  }
}
