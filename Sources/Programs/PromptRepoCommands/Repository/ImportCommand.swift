internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptRepo
internal import PromptTemplate

/// A service that prompts are imported from.
enum ImportOrigin: String, CaseIterable, ArgumentValue {
  case langfuse
}

/// How a file of prompts is written.
enum ImportFormat: String, CaseIterable, ArgumentValue {
  case csv, jsonl, files
}

let importCommand = Command<CommandContext>(
  "import", abstract: "Import prompts from a file, a folder, or Langfuse.",
  discussion: """
    A row belongs to the prompt with its id, with its name, or with its title and the same or a \
    similar text. Importing the same file again adds only new versions. Of an existing prompt, a new \
    version becomes active as one of a commit does; where the rows have a history, what is live \
    stays live. Texts are taken as they are, and those that cannot be rendered are named. Invalid \
    rows are reported by line and the rest imported in one change. Importing \
    nothing is a failure. With --dialect, give it each time: a text that was imported with it and \
    comes again without is a new version.

    With --from langfuse, imports the prompts of a project with all versions, from the keys in \
    LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY. What is labelled production becomes active, other \
    labels deploy nothing unless --environments names them. Importing again adds new versions; what \
    was moved, edited or deleted here stays so.
    """,
  .optionalArgument(
    "source", help: "A file, a folder of prompt files, or - for standard input.",
    completion: .file),
  .option("--format", help: "The format; by default it follows from the file's name."),
  .option("--name-field", valueName: "field", help: "The column or key with the name."),
  .option("--template-field", valueName: "field", help: "The column or key with the template."),
  .option("--prefix", default: "", help: "Put this before new names, such as library/."),
  .option("--dialect", help: "The dialect of texts whose header or configuration names none."),
  .option("--from", valueName: "service", help: "Import from this service instead of a file."),
  .option(
    "--url",
    help: "The service's address; LANGFUSE_BASE_URL, LANGFUSE_HOST or https://cloud.langfuse.com."),
  .option(
    "--environments", valueName: "env,...",
    help: "Add these environments, and deploy what is labelled so where nothing was deployed yet."),
  .options(
    "--name", valueName: "prefix",
    help: "Import only prompts whose names begin so, and what they include. Can be repeated."),
  .flag("--recreate", help: "Import prompts anew that were deleted here."),
  .flag("-n", "--dry-run", help: "Show what would happen, and change nothing."),
  .isFirst
) {
  (
    context, givenSource: String?, format: ImportFormat?, nameField: String?,
    templateField: String?, prefix: String, dialect: Dialect?, origin: ImportOrigin?, url: String?,
    environments: EnvironmentNames?, names: [String], recreates: Bool, dryRun: Bool, isFirst: Bool
  ) in
  if origin == .langfuse {
    guard givenSource == nil else { throw UsageError("Give either <source> or --from, not both.") }
    guard format == nil, nameField == nil, templateField == nil, prefix.isEmpty, dialect == nil
    else {
      throw UsageError(
        "--format, --name-field, --template-field, --prefix and --dialect are for files.")
    }
    return try context.importFromLangfuse(url, isFirst: isFirst) { job in
      job.environments = environments?.names ?? []
      job.prefixes = names
      job.recreates = recreates
      job.isDryRun = dryRun
    }
  }
  guard url == nil, environments == nil, names.isEmpty, !recreates else {
    throw UsageError("--url, --environments, --name and --recreate go with --from.")
  }
  guard let source = givenSource else {
    throw UsageError("Missing expected argument '<source>', or --from langfuse")
  }
  // First, since a companion program that takes over has to find standard input unread.
  let (repository, author) = (try context.repository(), try context.author())
  try context.refuseUnrelatedHistory(repository.store, isFirst: isFirst)
  let fields = ImportFields(name: nameField, template: templateField)
  var read = try context.working("Reading") { progress in
    try context.read(source, format, fields, progress)
  }
  if let dialect { read.rows.dialect = dialect }
  let run = LedgerImport(read.rows, prefix: prefix)
  let report = try context.working("Importing") { progress in
    try run.run(in: repository, by: author, dryRun: dryRun, progress: progress)
  }
  try context.show(report, read, prefix: prefix, dryRun: dryRun)
  if !report.rejected.isEmpty { throw CommandExit.failed }
  if read.rows.isEmpty {
    throw RepositoryError(
      .notFound, "nothing was imported: there is no prompt in '\(source)'",
      hint: read.isFolder ? PromptFileKind.hint : nil)
  }
}

/// What a file or folder to import holds.
private struct ReadSource {
  var rows: ImportRows
  /// Files that are not read; nil if it is no folder.
  var skippedFiles: SkippedFiles?

  var isFolder: Bool { skippedFiles != nil }
}

extension CommandContext {
  fileprivate func read(
    _ source: String, _ format: ImportFormat?, _ fields: ImportFields, _ progress: Progress
  ) throws -> ReadSource {
    if source != "-" {
      guard try files.exists(path(source)) else {
        throw RepositoryError(.notFound, "there is no file or folder '\(source)' to import")
      }
    }
    let isFolder = if source == "-" { false } else { try files.isDirectory(path(source)) }
    if let format, format != .files, isFolder {
      throw RepositoryError(
        .invalid, "'\(source)' is a folder, and \(format.rawValue) is in a file",
        hint: "--format files reads a folder of prompts")
    }
    let chosen = if let format { format } else { try guess(source, isFolder: isFolder) }
    switch chosen {
    case .csv:
      var csv =
        if let text = try text(of: source) {
          try CSVImport(text, fields: fields)
        } else {
          try CSVImport(readInput(source), fields: fields)
        }
      return ReadSource(rows: try ImportRows(reading: &csv, progress: progress))
    case .jsonl:
      var lines =
        if let text = try text(of: source) {
          JSONLinesImport(text, fields: fields)
        } else {
          JSONLinesImport(try readInput(source), fields: fields)
        }
      let rows = try ImportRows(reading: &lines, progress: progress)
      if let shape = lines.unknownShape {
        throw RepositoryError(
          .unsupported,
          "'\(source)' was exported by a newer promptrepo, in shape \(shape) of its rows",
          hint: "Import it with a newer promptrepo; nothing was changed")
      }
      return ReadSource(rows: rows)
    case .files:
      guard isFolder else { throw try onlyFolders(source) }
      var folder = try FilesImport(folder: path(source), files: files)
      return ReadSource(
        rows: try ImportRows(reading: &folder, progress: progress),
        skippedFiles: folder.skippedFiles)
    }
  }

  /// A file to be read piece by piece; nil for what can be read only once, such as a pipe.
  private func text(of source: String) throws -> (any TextSource)? {
    guard source != "-", try files.statusIfPresent(path(source))?.type == .regular else {
      return nil
    }
    return try FileText(files.open(path(source), .read))
  }

  /// The refusal of one file where a folder of them is read.
  private func onlyFolders(_ source: String) throws -> RepositoryError {
    try RepositoryError(
      .unsupported, "'\(source)' is no folder, and prompt files are read from a folder",
      hint: "Name the folder, or put the file into \(promptFolder()) and `promptrepo commit`")
  }

  private func guess(_ source: String, isFolder: Bool) throws -> ImportFormat {
    if isFolder { return .files }
    for (ending, format) in [(".csv", ImportFormat.csv), (".jsonl", .jsonl), (".ndjson", .jsonl)]
    where source.lowercased().utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8) {
      return format
    }
    if source != "-", PromptFileKind.of(source) != nil { throw try onlyFolders(source) }
    throw UsageError("Cannot tell how '\(source)' is written: give --format csv, jsonl or files.")
  }

  fileprivate func show(
    _ report: ImportReport, _ read: ReadSource, prefix: String, dryRun: Bool
  ) throws {
    guard !json else { return try output.json(report.json(read, prefix: prefix, dryRun: dryRun)) }
    let errors = Console(.error, environment: environment)
    let output = dryRun ? results : output
    if !read.rows.ignored.isEmpty {
      try errors.line("Fields that are not imported: \(read.rows.ignored.joined(separator: ", "))")
    }
    try warn(read.skippedFiles?.sentences ?? [])
    try warn(
      report.overHostedLimit.map { "\($0): the template is longer than the hosted API takes" })
    try warn(report.allWarnings(prefix))
    for held in report.heldBack {
      try output.line("\(held.name): v\(held.version) is not active")
      for line in held.withdrawal.explanation(of: held.version, held.name) {
        try output.line("  \(line)")
      }
    }
    try showNames(of: report, dryRun: dryRun, to: output)
    for error in report.rejected { try errors.line("Left out \(error)") }
    for line in report.leftAlone { try errors.line("Left as it is: \(line)") }
    if !report.environments.isEmpty {
      let names = report.environments.map(\.rawValue).joined(separator: ", ")
      try output.line("\(dryRun ? "Would add" : "Added") the environments \(names)")
    }
    try output.line(
      "\(dryRun ? "Would import" : "Imported") \(counted(report.versionCount, "version")): "
        + "\(counted(report.created.count, "new prompt")), \(report.changed.count) changed, "
        + "\(report.unchangedCount) unchanged, "
        + "\(counted(report.rejected.count, "row")) left out")
    if !dryRun, report.versionCount > 0, try workspaceIfAny() != nil {
      try output.line("No files were written: `promptrepo checkout` writes them.")
    }
  }
}

extension CommandContext {
  /// So many prompts are named; more are counted.
  private static let namedPrompts = 10

  /// Says which prompts have other names than in the file, and which were there before.
  private func showNames(of report: ImportReport, dryRun: Bool, to output: Console) throws {
    if !report.renamed.isEmpty {
      let count = report.renamed.count
      try output.line(
        "\(counted(count, "new prompt")) \(dryRun ? "would have" : count == 1 ? "has" : "have") "
          + "another name than in the source:")
      for renamed in report.renamed.prefix(Self.namedPrompts) {
        let reason =
          switch renamed.obstacle {
          case .prompt: "is another prompt"
          case .title: "is the title of another prompt"
          case .invalid: "cannot be a name"
          }
        try output.line("  \(renamed.name), since '\(renamed.given)' \(reason)")
      }
      if count > Self.namedPrompts {
        try output.line("  and \(count - Self.namedPrompts) more; --json shows all")
      }
    }
    guard !report.changed.isEmpty else { return }
    let names = report.changed.prefix(Self.namedPrompts).map(\.rawValue).joined(separator: ", ")
    let rest = report.changed.count - Self.namedPrompts
    try output.line(
      "\(dryRun ? "Would change" : "Changed") prompts that were here: \(names)"
        + (rest > 0 ? " and \(rest) more" : ""))
  }
}

extension ImportReport {
  /// What should be said of rows that were taken.
  fileprivate func allWarnings(_ prefix: String) -> [String] {
    warnings + unrenderableWarnings(prefix)
      + lostDialects.map { lost in
        "\(lost.name): the new version has no dialect, and the one before has "
          + "\(lost.dialect.rawValue): --dialect \(lost.dialect.rawValue) adds it"
      }
  }

  /// Which active versions cannot be rendered, a few by name.
  private func unrenderableWarnings(_ prefix: String) -> [String] {
    let shown = 5
    var lines = unrenderable.prefix(shown).map { prompt in
      "\(prompt.name): its active version cannot be rendered: \(prompt.reason.message)"
    }
    if unrenderable.count > shown {
      let count = unrenderable.count - shown
      lines.append(
        "\(counted(count, "more prompt")) \(count == 1 ? "has an" : "have") active "
          + "\(count == 1 ? "version" : "versions") that cannot be rendered")
    }
    if unrenderable.contains(where: \.isForPrefix) {
      lines.append(
        "the texts and their pins name prompts without the prefix '\(prefix)', which --prefix put "
          + "before their names: without it they include each other")
    }
    return lines
  }

  fileprivate func json(_ read: ReadSource, prefix: String, dryRun: Bool) -> JSONObject {
    var object: JSONObject = [
      "object": "import", "dry_run": .bool(dryRun), "created": .names(created),
      "changed": .names(changed),
      "renamed": .array(
        renamed.map { renamed in
          [
            "line": .integer(renamed.line), "given": .string(renamed.given),
            "name": .string(renamed.name.rawValue),
            "reason": .string(renamed.obstacle.label),
          ]
        }), "unchanged": .integer(unchangedCount),
      "versions": .integer(versionCount), "over_hosted_limit": .names(overHostedLimit),
      "ignored_fields": .array(read.rows.ignored.map { .string($0) }),
      "warnings": .array(allWarnings(prefix).map { .string($0) }),
      "passed_over": (read.skippedFiles ?? SkippedFiles()).json,
      "rejected": .array(
        rejected.map { ["line": .integer($0.line), "reason": .string($0.reason)] }),
      "environments": .array(environments.map { .string($0.rawValue) }),
      "left_alone": .array(leftAlone.map { .string($0) }),
    ]
    if !heldBack.isEmpty {
      object["held_back"] = .array(heldBack.map { .object($0.json) })
    }
    return object
  }
}

extension ImportReport.Renamed.Obstacle {
  /// The obstacle as machine-readable output names it.
  fileprivate var label: String {
    switch self {
    case .prompt: "taken"
    case .title: "title"
    case .invalid: "invalid"
    }
  }
}

extension ImportReport.HeldBack {
  fileprivate var json: JSONObject {
    var object: JSONObject = ["name": .string(name.rawValue), "version": .integer(version)]
    let next = WithdrawnVersions.activation(of: version, name)
    for member in withdrawal.json(of: name, next: next) { object[member.key] = member.value }
    return object
  }
}

extension JSONValue {
  fileprivate static func names(_ names: [PromptName]) -> JSONValue {
    .array(names.map { .string($0.rawValue) })
  }
}
