internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptRepo

let statusCommand = Command<CommandContext>(
  "status", abstract: "Show how the working files stand, and what commit would do.",
  discussion: """
    new: no version yet. changed: edited since the latest version. behind: newer versions exist. \
    conflict: edited, and newer versions exist. missing: the file is gone. invalid: cannot be \
    read. ignored: can be no prompt's. withdrawn: a version that was rolled back; what goes on \
    from it does not go live by itself.
    """,
  .arguments("name", help: "Only these prompts."),
  .flag("--exit-code", help: "Exit with 1 when anything differs, 3 on failure."),
  .flag(
    "--remote",
    help: "Show instead how prompts stood to the hosted remotes when they were last looked at.")
) { (context, names: [PromptName], usesExitCode: Bool, isRemote: Bool) in
  guard !isRemote else { return try context.showRemoteStatus(names) }
  try comparing(usesExitCode) {
    let (workspace, repository) = (try context.workspace(), try context.repository())
    let status: WorkspaceStatus
    if context.json, names.isEmpty {
      status = try workspace.forEachStatus(in: repository) { try context.output.json($0.json) }
      try context.showOthers(status)
    } else {
      status = try workspace.status(
        of: names.isEmpty ? nil : names, in: repository, absent: .counted)
      try context.show(status)
    }
    if usesExitCode, !status.isClean { throw CommandExit.differs }
  }
}

extension CommandContext {
  /// Shows how prompts stand to each hosted remote; asks nobody.
  fileprivate func showRemoteStatus(_ names: [PromptName]) throws {
    let remotes = try readableRemotes()
    // Says how to add one where there is none.
    guard !remotes.isEmpty else { return _ = try theHostedRemote(nil) }
    for remote in remotes { try sync(.status, with: remote) { $0.names = names } }
  }

  /// Prints the files that need a word; all of them with `--json`.
  func show(_ status: WorkspaceStatus) throws {
    if json {
      for prompt in status.prompts { try output.json(prompt.json) }
      return try showOthers(status)
    }
    try warn(status.warnings + status.prompts.flatMap(\.warnings))
    var table = Table()
    for prompt in status.prompts where prompt.needsLine {
      table.add(
        .init(prompt.mark, prompt.isConflict ? .red : prompt.style), .init(prompt.path),
        .init(prompt.plan, .faint))
    }
    for stray in status.strays {
      table.add(.init("ignored", .faint), .init(stray.path), .init(stray.reason, .faint))
    }
    for folder in status.unreadable {
      table.add(.init("invalid", .red), .init(folder.path), .init(folder.reason, .faint))
    }
    try output.table(table)
    if let summary = status.summary { try output.line(summary) }
    if let hint = try firstPullHint() { try output.line("\(hint).") }
  }

  /// Prints what can be no prompt's, as machine-readable output shows it.
  fileprivate func showOthers(_ status: WorkspaceStatus) throws {
    for stray in status.strays { try output.json(stray.statusJSON(isPassedOver: true)) }
    for folder in status.unreadable { try output.json(folder.statusJSON(isPassedOver: false)) }
  }

  /// Prints warnings on standard error.
  func warn(_ warnings: [String]) throws {
    let errors = Console(.error, environment: environment)
    for warning in warnings { try errors.line("Warning: \(warning)") }
  }
}

extension PromptStatus {
  /// Whether a listing has a line for it.
  fileprivate var needsLine: Bool {
    state != .notCheckedOut && (!isClean || withdrawal != nil)
  }
}

extension WorkspaceStatus {
  /// One line that counts what needs no line of its own; nil if there is nothing of the kind.
  fileprivate var summary: String? {
    let unchanged = prompts.count { $0.isClean && !$0.needsLine }
    if prompts.isEmpty, absentCount == 0, strays.isEmpty, unreadable.isEmpty {
      return "No prompts yet: `promptrepo new NAME` writes the first file."
    }
    var parts = unchanged > 0 ? ["\(unchanged) unchanged"] : []
    if absentCount > 0 {
      parts.append("\(absentCount) without a file here (`promptrepo checkout`)")
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}
