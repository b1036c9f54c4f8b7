internal import CanonicalJSON
internal import CommandKit
internal import PromptFiles
internal import PromptRepo

let rollbackCommand = Command<CommandContext>(
  "rollback", abstract: "Restore the version that was live before.",
  discussion: """
    Without --to, goes back one step; run it again to go back further. Newer versions are kept, \
    and `promptrepo activate` or `deploy` goes forward again. The version that was live until \
    then is withdrawn: a commit that is based on it does not become active by itself. Leaves the \
    working file as it is, unless --checkout is given. An environment goes back only to versions \
    that were live in it; its rules do not apply. Where the setting `environment` names one, it is \
    that environment which goes back; --no-env means the active version all the same.
    """,
  .argument("name", help: "The prompt."),
  .option(
    "-e", "--env", valueName: "env",
    help: "Roll back this environment instead of the active version."),
  .flag("--no-env", help: "Roll back the active version, whatever the settings say."),
  .option("--to", valueName: "spec", help: "The version to go back to."),
  .flag("--checkout", help: "Write the restored version to the working file too."),
  .reason(kept: "with the move")
) {
  (
    context, name: PromptName, given: EnvironmentName?, isActive: Bool, spec: VersionSpec?,
    checksOut: Bool, reason: String?
  ) in
  guard given == nil || !isActive else { throw UsageError("Give one of --env and --no-env.") }
  let environment = isActive ? nil : try context.environment(orSetting: given)
  guard environment == nil || !checksOut else {
    throw UsageError(
      given == nil
        ? "--checkout goes with the active version, and the setting 'environment' names another: "
          + "say --no-env, or leave out --checkout."
        : "--checkout goes with the active version: leave out --env or --checkout.")
  }
  let repository = try context.repository()
  let pointer = environment.map { Pointer.environment($0) } ?? .active
  if checksOut { try context.refuseEdits(of: name, repository) }
  let move = try repository.by(context.author()).rollback(name, pointer, to: spec, reason: reason)
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
  .argument("name[@spec]", help: "The prompt and the version, such as support/reply@v3."),
  .spec,
  .reason(kept: "with the move")
) { (context, revision: Revision, other: VersionSpec?, reason: String?) in
  guard let spec = try revision.spec(or: other) else {
    throw UsageError("Say which version of '\(revision.name)': \(revision.name)@latest.")
  }
  let repository = try context.repository()
  let move = try repository.by(context.author()).activate(
    revision.name, spec, reason: reason)
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
    if let left { try advise("  \(left.offer(of: move))") }
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
