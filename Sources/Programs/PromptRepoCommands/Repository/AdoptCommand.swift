internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptRepo
internal import PromptTemplate

let adoptCommand = Command<CommandContext>(
  "adopt", abstract: "Import the git history of prompt files.",
  discussion: """
    Creates a version from each commit that changed a file's content, with the commit's author, \
    date and message. Follows renames. Reads committed content only, and leaves the files alone. \
    Adopting the same files again adds only new versions. A file whose current content cannot be \
    read is skipped, with exit code 1. Reads files that end in \
    \(PromptFileKind.endings.joined(separator: ", ")).
    """,
  .arguments(
    "path", isRequired: true, help: "Prompt files, or folders of them.", completion: .file),
  .option(
    "--branch", valueName: "branch", help: "The branch whose history to read; HEAD by default."),
  .option("--dialect", help: "The dialect of files whose header names none."),
  .flag("-n", "--dry-run", help: "Show what would happen, and change nothing."),
  .isFirst
) {
  (
    context, paths: [String], branch: String?, dialect: Dialect?, dryRun: Bool, isFirst: Bool
  ) in
  let top = try context.enclosingGitRepository()
  let (repository, author) = (try context.repository(), try context.author())
  try context.refuseUnrelatedHistory(repository.store, isFirst: isFirst)
  let workspace = try context.workspaceIfAny()
  let paths = try paths.map { try context.path($0, below: top.folder) }
  let source = try context.working("Reading the history") { _ in
    try top.git.history(of: paths, branch: branch)
  }
  let folder = workspace.flatMap { workspace in
    context.relative(Path.join(workspace.root, workspace.folder.path), to: top.folder)
  }
  var report = try context.working("Adopting") { progress in
    try Adoption(source, folder: folder, dialect: dialect ?? .plain).run(
      in: repository, by: author, dryRun: dryRun, progress: progress)
  }
  if let workspace, !dryRun { workspace.note(&report, in: repository) }
  try context.show(report, workspace, folder: folder, dryRun: dryRun)
  if let refusal = report.refusal { throw refusal }
  if report.hasNoFiles {
    throw RepositoryError(
      .notFound, "nothing was adopted: no prompt's file was found",
      hint: PromptFileKind.hint)
  }
}

extension CommandContext {
  /// The git repository around the prompts, and the top of its work tree; nil for a bare one.
  fileprivate func enclosingGitRepository() throws -> (git: any GitAccess, folder: String?) {
    let location = try location()
    if location.kind == .git {
      let git = try git(at: location)
      return (git, try git.workTree.map { try files.realPath($0) })
    }
    guard let top = try enclosingWorkTree(of: directory) else {
      throw RepositoryError(
        .notFound, "'\(directory)' is in no git repository, so its files have no history there",
        hint: "`promptrepo import` takes files as they are")
    }
    return (try gitSupport.open(top), top)
  }

  /// A path of the command line, from the top of a work tree.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` for a path outside.
  fileprivate func path(_ text: String, below top: String?) throws -> String {
    guard let top else { return text }
    let path = Path.join(try files.realPath(directory), text)
    if let relative = relative(path, to: top) { return relative }
    throw RepositoryError(
      .invalid, "'\(text)' is outside of the git repository '\(top)'",
      hint: "Name files and folders of the repository")
  }

  /// A path from a folder, without `.` and `..`; nil if it is not below it.
  fileprivate func relative(_ path: String, to folder: String?) -> String? {
    guard let folder else { return nil }
    let (path, top) = (Path.normalized(path) { $0 }, Path.normalized(folder) { $0 })
    let prefix = top == "/" ? top : "\(top)/"
    if path.hasSameBytes(as: top) { return "" }
    guard path.utf8.starts(with: prefix.utf8) else { return nil }
    return String(decoding: path.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
  }

  fileprivate func show(
    _ report: AdoptionReport, _ workspace: Workspace?, folder: String?, dryRun: Bool
  ) throws {
    if json { return try output.json(report.json(dryRun: dryRun)) }
    let output = dryRun ? results : output
    try warn(report.skippedFiles.sentences + report.warnings.map(\.shellText))
    for item in report.items {
      try output.line(
        "\(item.name): \(counted(item.versionCount, "version")) from \(item.path)"
          + (item.isNew ? "" : ", v\(item.latest) is the latest"))
      if let withdrawal = item.withdrawal {
        for line in withdrawal.explanation(of: item.latest, item.name) {
          try output.line("  \(line)")
        }
      }
    }
    let created = report.items.count { $0.isNew }
    try output.line(
      "\(dryRun ? "Would adopt" : "Adopted") \(counted(report.versionCount, "version")): "
        + "\(counted(created, "new prompt")), \(report.items.count - created) changed, "
        + "\(report.unchanged.count) unchanged"
        + (report.heldUp.isEmpty ? "" : ", \(report.heldUp.count) held up"))
    let elsewhere = report.items.first { item in
      let path = folder.map { "\($0)/\(item.name)\(Workspace.suffix)" }
      return item.isNew && path?.hasSameBytes(as: item.path) != true
    }
    if let elsewhere, let workspace, !dryRun {
      try output.line(
        "The files stay where they are; `promptrepo checkout \(elsewhere.name)` writes "
          + workspace.relativePath(of: elsewhere.name))
    }
  }
}

extension Workspace {
  /// Notes what the working files are now; that this fails is only a warning.
  fileprivate func note(_ report: inout AdoptionReport, in repository: Repository) {
    do {
      try note(report, in: repository)
    } catch {
      report.warnings.append(
        .about("the versions are safe, but not noted for the files: \(error.shellText)"))
    }
  }
}

extension AdoptionReport {
  fileprivate func json(dryRun: Bool) -> JSONObject {
    [
      "object": "adoption", "dry_run": .bool(dryRun),
      "prompts": .array(
        items.map { item in
          var object: JSONObject = [
            "name": .string(item.name.rawValue), "path": .string(item.path),
            "created": .bool(item.isNew), "versions": .integer(item.versionCount),
            "latest": .integer(item.latest),
          ]
          if let withdrawal = item.withdrawal {
            object["held_back"] = .object(
              withdrawal.json(
                of: item.name, next: WithdrawnVersions.activation(of: item.latest, item.name)))
          }
          return .object(object)
        }),
      "unchanged": .array(unchanged.map { .string($0.rawValue) }),
      "versions": .integer(versionCount),
      "held_up": .array(
        heldUp.map { item in
          var object: JSONObject = ["path": .string(item.path)]
          if let name = item.name { object["name"] = .string(name.rawValue) }
          object["code"] = .string(item.reason.code.rawValue)
          object["reason"] = .string(item.reason.message)
          return .object(object)
        }),
      "passed_over": skippedFiles.json,
      "warnings": .array(warnings.map { .string($0.shellText) }),
    ]
  }
}
