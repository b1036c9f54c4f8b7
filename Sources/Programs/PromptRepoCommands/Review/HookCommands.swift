internal import CanonicalJSON
internal import CommandKit
internal import GitRemotes
internal import Platform
internal import PromptRepo

let hookInstallCommand = Command<CommandContext>(
  "install", abstract: "Have git check and merge prompt files.",
  discussion: """
    Writes the hook pre-commit, which runs `promptrepo lint --staged`; settings of this clone for \
    merges and word diffs of prompt files; and a line of .gitattributes, which is for all clones once \
    it is committed. Says what it wrote. Another hook and other settings are left as they are. Where \
    promptrepo is not there, the hook does nothing, and git merges by itself. With --server, in a bare \
    repository, writes the hook pre-receive, which takes only pushes that go on from the prompts that \
    are there, and calls the hook that was there before. Pushes that delete prompts are refused, \
    unless `promptrepo config set allowDeletions true` lets them in; `promptrepo config set pushers \
    NAMES` says who may push prompts.
    """,
  .flag("--server", help: "In a bare repository: check what is pushed to it.")
) { (context, isServer: Bool) in
  guard !isServer else {
    let report = try context.serverHook().install()
    try context.show(report, isRemoval: false)
    if let left = report.left.first {
      throw RepositoryError(
        .unsupported, "pushes are not checked: '\(left.what)' is left as it is",
        hint: "Let it call `promptrepo hook receive`, or move it away and run the command again")
    }
    guard !report.changes.isEmpty, !context.json, try !context.isOn(.allowDeletions) else { return }
    return try context.output.line(
      "Pushes that delete prompts are refused; `promptrepo config set allowDeletions true` here lets "
        + "them in")
  }
  let integration = try context.gitIntegration()
  try context.show(integration.install(), isRemoval: false)
}

let hookRemoveCommand = Command<CommandContext>(
  "remove", abstract: "Take back what hook install wrote.",
  discussion: """
    Removes only what is still as it was written, and says what it left. A change of .gitattributes \
    is for all clones once it is committed.
    """,
  .flag("--server", help: "In a bare repository: remove what install --server wrote.")
) { (context, isServer: Bool) in
  guard !isServer else { return try context.show(context.serverHook().remove(), isRemoval: true) }
  let integration = try context.gitIntegration()
  try context.show(integration.remove(), isRemoval: true)
}

extension CommandContext {
  /// Git at work in the work tree that the command runs in.
  fileprivate func gitIntegration() throws -> GitIntegration {
    guard let workTree = try enclosingWorkTree(of: directory) else {
      if let location = try findLocation(), location.kind == .git, location.root == nil {
        throw RepositoryError(
          .unsupported, "'\(location.store)' is a bare repository, in which nobody commits",
          hint: "Run the command in a work tree, or give --server to check what is pushed here")
      }
      throw RepositoryError(
        .notFound, "there is no git repository in '\(directory)' or above it",
        hint: "Go to its folder, or name it with -C; `git init` makes a new one here")
    }
    let location = RepositoryLocation(
      kind: .git, root: workTree, store: Path.join(workTree, RepositoryLocation.gitName))
    let git = try git(at: location)
    return try GitIntegration(
      git: GitProgram(
        gitDirectory: git.gitDirectory, workTree: git.workTree ?? workTree, messages: .captured),
      workTree: git.workTree ?? workTree, folder: promptFolder(from: workTree), files: files)
  }

  fileprivate func show(_ report: GitIntegration.Report, isRemoval: Bool) throws {
    guard !json else {
      var object: JSONObject = [
        "object": "hook", "path": .string(report.hook),
        isRemoval ? "removed" : "written": .array(report.changes.map { .string($0.what) }),
        "left": .array(
          report.left.map { left in
            .object(["what": .string(left.what), "reason": .string(left.reason)])
          }),
      ]
      if let line = report.line { object["line"] = .string(line) }
      return try output.json(object)
    }
    for change in report.changes {
      try output.line("\(isRemoval ? "removed" : "wrote") \(change.what): \(change.content)")
    }
    for left in report.left { try results.line("left \(left.what): \(left.reason)") }
    if let line = report.line {
      try output.line("To check prompts in that hook, add this line to it:")
      try output.line("  \(line)")
    }
    if report.changes.isEmpty, report.left.isEmpty {
      try output.line(isRemoval ? "There is nothing to remove" : "It is installed already")
    } else if report.changes.contains(where: { $0.what == ".gitattributes" }) {
      try output.line("Commit .gitattributes for the other clones; the rest is of this clone only")
    }
  }
}
