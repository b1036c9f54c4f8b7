internal import CanonicalJSON
internal import CommandKit
internal import DirectoryStore
internal import Platform
internal import PromptRepo

let gcCommand = Command<CommandContext>(
  "gc", abstract: "Pack the store and remove unreachable objects.",
  discussion: """
    Keeps unreachable objects for two weeks, as git does. In a git repository, runs `git gc`; \
    objects younger than an hour are removed only while no other promptrepo writes.
    """,
  .option(
    "--grace", valueName: "seconds", default: 1_209_600,
    help: "Keep unreachable objects younger than this.")
) { (context, grace: Int) in
  if grace < 0 { throw UsageError("--grace takes a number of seconds from 0.") }
  let store = try context.store()
  guard let store = store as? any MaintainableStore else {
    return try context.collectWithGit(grace)
  }
  let report = try context.working("Packing") { progress in
    try store.collectGarbage(gracePeriod: Int64(grace), progress: progress)
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

extension CommandContext {
  /// Unreachable objects younger than this, in seconds, may be those of a change that is being
  /// made.
  private static let writersAge = 3_600

  /// A git repository is packed by git, which knows what else in it is to be kept.
  ///
  /// What is young goes only while nobody changes the ledger.
  fileprivate func collectWithGit(_ grace: Int) throws {
    let git = try git(at: location())
    try collect(git, max(grace, CommandContext.writersAge))
    if grace < CommandContext.writersAge {
      try git.store().exclusively { _ in try collect(git, grace) }
    }
    if json {
      try output.json(["object": "gc", "repository": .string(git.commonDirectory)])
    } else {
      try output.line("Packed with `git gc`")
    }
  }

  private func collect(_ git: any GitAccess, _ grace: Int) throws {
    // Git shows its progress by itself.
    let quiet = showsProgress ? [] : ["--quiet"]
    let status = try Subprocess(
      "git",
      ["--git-dir", git.commonDirectory, "gc"] + quiet + ["--prune=\(grace).seconds.ago"]
    ).run().status
    guard status == .exited(0) else { throw CommandExit.failed }
  }
}
