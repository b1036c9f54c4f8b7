internal import CanonicalJSON
internal import CommandKit
internal import PromptFiles
internal import PromptRepo

let rollbackCommand = Command<CommandContext>(
  "rollback", abstract: "Make what was live before live again.",
  discussion: """
    Without --to, goes one step back; repeated, one step further back each time. Newer versions \
    stay, and `promptrepo activate` or `deploy` goes forward again. What was live until then is \
    withdrawn: what goes on from it does not go live by itself. The working file stays as it is, \
    unless --checkout writes the version to it that is live again. An environment goes only to \
    what it has held, and no rule of it forbids that.
    """,
  .argument("name", help: "The prompt."),
  .option("--env", valueName: "env", help: "The environment; else what is active goes back."),
  .option("--to", valueName: "spec", help: "The version to go back to."),
  .flag("--checkout", help: "Write the version to the working file too."),
  .reason(kept: "with the move")
) {
  (
    context, name: PromptName, environment: EnvironmentName?, spec: VersionSpec?,
    checksOut: Bool, reason: String?
  ) in
  guard environment == nil || !checksOut else {
    throw UsageError("--checkout goes with the active version: leave out --env or --checkout.")
  }
  let repository = try context.repository()
  let pointer = environment.map { Pointer.environment($0) } ?? .active
  if checksOut { try context.refuseEdits(of: name, repository) }
  let move = try repository.rollback(name, pointer, to: spec, reason: reason, by: context.author())
  guard pointer == .active else { return try context.report(move, of: name, pointer) }
  try context.report(move, of: name, repository, checksOut: checksOut)
}

extension CommandContext {
  /// Refuses, before anything has moved, to write over edits that are committed nowhere.
  fileprivate func refuseEdits(of name: PromptName, _ repository: Repository) throws {
    let plan = try workspace().planCheckout(of: [name: .active], from: repository)
    if let refusal = plan.refusal { throw refusal }
  }
}

let activateCommand = Command<CommandContext>(
  "activate", abstract: "Make a version the active one.",
  .argument("name@spec", help: "The prompt and the version, such as support/reply@v3."),
  .reason(kept: "with the move")
) { (context, revision: Revision, reason: String?) in
  guard let spec = revision.spec else {
    throw UsageError("Say which version of '\(revision.name)': \(revision.name)@latest.")
  }
  let repository = try context.repository()
  let move = try repository.activate(
    revision.name, spec, reason: reason, by: context.author())
  try context.report(move, of: revision.name, repository)
}

extension CommandContext {
  /// Says where the active pointer was moved, and offers its text for a file that still has, or goes
  /// on from, what was withdrawn by it.
  ///
  /// The move stands whatever becomes of the file; what fails then says so.
  ///
  /// - Parameter checksOut: Whether the version is written to the file.
  func report(
    _ move: PointerMove, of name: PromptName, _ repository: Repository, checksOut: Bool = false
  ) throws {
    var written: String?
    var left: PromptStatus?
    do {
      if checksOut {
        let workspace = try workspace()
        let plan = try workspace.planCheckout(of: [name: .number(move.version)], from: repository)
        try workspace.checkout(plan)
        written = workspace.relativePath(of: name)
      } else {
        left = try withdrawnFile(of: name, repository)
      }
    } catch {
      try report(move, of: name)
      let reason = (error as? RepositoryError)?.message ?? "\(error)"
      guard checksOut else { return try warn(["its working file was not looked at: \(reason)"]) }
      throw RepositoryError(
        (error as? RepositoryError)?.code ?? .inputOutput,
        "v\(move.version) is active, but its working file was not written: \(reason)",
        hint: "`promptrepo checkout \(name)@v\(move.version)` writes it", cause: error)
    }
    guard !json else {
      var object = move.json(of: name, .active)
      if let path = written ?? left?.path {
        object["file"] = [
          "path": .string(path), "written": .bool(written != nil), "withdrawn": .bool(left != nil),
        ]
      }
      return try output.json(object)
    }
    try report(move, of: name)
    if let written { try output.line("  Wrote \(written) (v\(move.version))") }
    if let left { try output.line("  \(left.offer(of: move))") }
  }

  /// How the working file of a prompt stands, if it goes on from a withdrawn version.
  func withdrawnFile(of name: PromptName, _ repository: Repository) throws -> PromptStatus? {
    guard let workspace = try workspaceIfAny(), try workspace.bytes(of: name) != nil else {
      return nil
    }
    let status = try workspace.status(of: [name], in: repository)
    return status.prompts.first { $0.withdrawal != nil }
  }
}

extension PromptStatus {
  /// How the file becomes what was made live instead of what it goes on from.
  func offer(of move: PointerMove) -> String {
    let version = base.map { "v\($0)" } ?? "the withdrawn text"
    let still = hasUncommittedEdits ? "goes on from \(version)" : "has \(version)"
    return "\(path) still \(still); `promptrepo checkout \(name)@v\(move.version)` writes "
      + "v\(move.version) to it"
  }
}
