internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptRepo

/// How prompts are written out.
enum ExportFormat: String, CaseIterable, ArgumentValue {
  case jsonl, files
}

let exportCommand = Command<CommandContext>(
  "export", abstract: "Export prompts to a file or a folder.",
  discussion: """
    As jsonl, writes every version of every prompt, one per line; `promptrepo import` reads them \
    back with their history. As files, writes the latest version of each prompt as a prompt file.
    """,
  .arguments("name", help: "The prompts; all by default."),
  .option("--format", default: ExportFormat.jsonl, help: "The format."),
  .option(
    "-o", "--output", valueName: "path",
    help: "The file to write, or the folder for files; standard output by default.",
    completion: .file)
) { (context, names: [PromptName], format: ExportFormat, path: String?) in
  let repository = try context.repository()
  let names = try names.isEmpty ? repository.names() : names
  switch format {
  case .jsonl: try context.exportLines(JSONLinesExport(repository, names), to: path)
  case .files:
    guard let path else { throw UsageError("Say where the files go: --output DIR.") }
    let export = try FilesExport(
      folder: context.path(path), files: context.files, besides: context.workspaceIfAny())
    try context.working("Exporting") { progress in
      for (number, name) in names.enumerated() {
        progress(.writing, number, of: names.count)
        let prompt = try repository.existing(name)
        guard let version = prompt.latest else { continue }
        try export.write(name, repository.content(of: version), prompt.record)
      }
    }
    try context.reportExport(prompts: names.count, to: path)
  }
}

extension CommandContext {
  fileprivate func exportLines(_ exported: JSONLinesExport, to path: String?) throws {
    let path = path.flatMap { $0 == "-" || files.isStandardOutput(self.path($0)) ? nil : $0 }
    var export = exported
    var bytes: [UInt8] = []
    var count = 0
    // Rows on a terminal are progress enough.
    let showsTime = path != nil || !output.isTerminal
    try working("Exporting", showsTime: showsTime) { progress in
      for (number, name) in export.prompts.enumerated() {
        if showsTime { progress(.adding, number, of: export.prompts.count) }
        for row in try export.rows(of: name) {
          bytes += row.jsonLine()
          count += 1
        }
        if path == nil {
          try StreamWriter.output.write(bytes)
          bytes.removeAll(keepingCapacity: true)
        }
      }
    }
    let omissions = export.omissions.descriptions
    if let path {
      try write(bytes, to: self.path(path))
      try reportExport(prompts: export.prompts.count, versions: count, omissions, to: path)
    } else {
      try StreamWriter.output.write(bytes)
    }
    guard !omissions.isEmpty, !json || path == nil else { return }
    try Console(.error, environment: environment).line(
      "Left out: \(omissions.joined(separator: ", "))")
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    do throws(SystemError) {
      try files.writeOutput(path, bytes)
    } catch {
      guard error.errno == .noDevice else { throw error }
      throw RepositoryError(
        .inputOutput, "nobody reads what is written to '\(path)'",
        hint: "Start the program that does first", cause: error)
    }
  }

  fileprivate func reportExport(
    prompts: Int, versions: Int? = nil, _ omissions: [String] = [], to path: String
  ) throws {
    done.note("all was written to \(path)", hint: "only this could not be shown")
    guard json else {
      let what = counted(prompts, "prompt")
      let of = versions.map { "\(counted($0, "version")) of " } ?? ""
      return try output.line("Wrote \(of)\(what) to \(path)")
    }
    var object: JSONObject = ["object": "export", "path": .string(path)]
    object["prompts"] = .integer(prompts)
    object["versions"] = versions.map { .integer($0) }
    object["left_out"] = .array(omissions.map { .string($0) })
    try output.json(object)
  }
}
