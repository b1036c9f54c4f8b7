internal import CanonicalJSON
internal import CommandKit
internal import PromptFiles
internal import PromptRepo

let checkoutCommand = Command<CommandContext>(
  "checkout", abstract: "Write working files from the ledger.",
  discussion: """
    Without names, updates the files that are behind and writes those that were never checked out \
    here, but not those of archived prompts. A version that no file can have is named, and the others are \
    written. Overwrites no uncommitted edits, unless the prompt is named and --force is given.
    """,
  .arguments(
    "name[@spec]",
    help: "The prompts and their versions; the latest by default, the active one after a rollback."),
  .flag("--merge", help: "Merge the file's edits with the version."),
  .flag("-f", "--force", help: "Overwrite uncommitted edits of the named prompts.")
) { (context, revisions: [Revision], merges: Bool, forces: Bool) in
  if merges, forces { throw UsageError("Give either --merge or --force, not both.") }
  if forces, revisions.isEmpty {
    throw UsageError("Name the prompts whose edits --force overwrites.")
  }
  let workspace = try context.workspace()
  let repository = try context.repository()
  let options = CheckoutOptions(forces: forces, merges: merges)
  var specs: [PromptName: VersionSpec?] = [:]
  for revision in revisions {
    guard specs.updateValue(revision.spec, forKey: revision.name) == nil else {
      throw UsageError("'\(revision.name)' is named twice.")
    }
  }
  let plan = try context.working("Reading") { progress in
    try specs.isEmpty
      ? workspace.planCheckout(from: repository, options: options, progress: progress)
      : workspace.planCheckout(of: specs, from: repository, options: options)
  }
  try context.working("Writing files") { try workspace.checkout(plan, progress: $0) }
  try context.show(plan) {
    if merges { return "Nothing to merge." }
    let isClean = try !specs.isEmpty || workspace.status(in: repository, absent: .counted).isClean
    return isClean
      ? "The files are up to date." : "Nothing to update; `promptrepo status` shows what differs."
  }
}

extension CommandContext {
  /// Says what was written, or `nothing`; conflicts left in files are exit code 2.
  fileprivate func show(_ plan: CheckoutPlan, orElse nothing: () throws -> String) throws {
    var conflicts = 0
    for item in plan.items {
      if case .merge(let count) = item.action { conflicts += count }
      if json {
        try output.json(item.json)
      } else if let text = item.text {
        // Conflicts are what is left to do.
        let output = item.hasConflicts ? results : output
        try output.line(text)
        if let withdrawal = item.withdrawal {
          try output.line("  \(withdrawal.note(on: item.version))")
        }
        if let note = item.liveNote { try output.line("  \(note)") }
      }
    }
    if !json, plan.items.allSatisfy(\.isNothing) { try output.line(nothing()) }
    let unwritable = plan.unwritable
    try warn(
      unwritable.map { "Not written: \($0.shellMessage)" + ($0.shellHint.map { ". \($0)" } ?? "") })
    if conflicts > 0 { throw CommandExit.conflicts }
    if !unwritable.isEmpty { throw CommandExit.failed }
  }
}

extension CheckoutItem {
  private var target: String { version.map { "v\($0)" } ?? "the record" }

  fileprivate var hasConflicts: Bool {
    if case .merge(let count) = action { count > 0 } else { false }
  }

  fileprivate var text: String? {
    switch action {
    case .nothing, .refuse, .noFile: nil
    case .write: "Wrote \(status.path) (\(target))"
    case .merge(0): "Merged \(status.path) with \(target)"
    case .merge(let count):
      "Merged \(status.path) with \(target), leaving \(counted(count, "conflict")): choose between "
        + "the sides at <<<<<<<, then commit"
    }
  }

  /// What is said of a version that is not live.
  fileprivate var liveNote: String? {
    guard let live, let version else { return nil }
    let note = "v\(version) is not live, v\(live) is"
    guard version > live else { return note }
    let command = WithdrawnVersions.activation(of: version, status.name)
    return "\(note): `\(command)` makes it live"
  }

  fileprivate var json: JSONObject {
    var object: JSONObject = [
      "object": "checkout", "name": .string(status.name.rawValue), "path": .string(status.path),
      "version": version.map { .integer($0) } ?? .null,
    ]
    switch action {
    case .nothing, .refuse: object["action"] = "none"
    case .noFile(let error):
      object["action"] = "none"
      object["reason"] = .string(error.message)
    case .write: object["action"] = "write"
    case .merge(let count):
      object["action"] = "merge"
      object["conflicts"] = .integer(count)
    }
    if let withdrawal { object["held_back"] = .object(withdrawal.json(of: status.name)) }
    if let live { object["live_version"] = .integer(live) }
    return object
  }
}
