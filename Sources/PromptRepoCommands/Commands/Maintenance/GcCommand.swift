internal import CanonicalJSON
internal import CommandKit
internal import DirectoryStore
internal import PromptRepo

let gcCommand = Command<CommandContext>(
  "gc", abstract: "Pack the store and drop what nothing reaches.",
  discussion: "What is unreachable is kept for two weeks, as git keeps it.",
  .option(
    "--grace", valueName: "seconds", default: 1_209_600,
    help: "Keep unreachable objects younger than this.")
) { (context, grace: Int) in
  if grace < 0 { throw UsageError("--grace takes a number of seconds from 0.") }
  let store = try context.store()
  let report = try context.working("Packing") {
    try store.collectGarbage(gracePeriod: Int64(grace))
  }
  if context.json {
    try context.output.json([
      "object": "gc", "packed_objects": .integer(report.packedObjects),
      "packed_references": .integer(report.packedReferences),
      "pruned_objects": .integer(report.prunedObjects),
      "kept_objects": .integer(report.keptObjects),
    ])
  } else {
    try context.output.line(
      "Packed \(counted(report.packedObjects, "object")) and "
        + "\(counted(report.packedReferences, "reference")); dropped "
        + "\(counted(report.prunedObjects, "unreachable object")) and kept "
        + "\(report.keptObjects) younger")
  }
}
