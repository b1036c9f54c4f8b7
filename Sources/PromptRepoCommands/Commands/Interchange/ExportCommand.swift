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
  "export", abstract: "Write prompts to a file or a folder.",
  discussion: """
    As jsonl, every version of every prompt, one on each line, which `promptrepo import` reads \
    back with its history. As files, the latest version of each prompt as a prompt file.
    """,
  .arguments("name", help: "Which prompts; all by default."),
  .option("--format", default: ExportFormat.jsonl, help: "How to write them."),
  .option(
    "-o", "--output", valueName: "path",
    help: "Where to: a file, or a folder for files; standard "
      + "output by default.", completion: .file)
) { (context, names: [PromptName], format: ExportFormat, path: String?) in
  let repository = try context.readOnlyRepository()
  let names = try names.isEmpty ? repository.names() : names
  switch format {
  case .jsonl: try context.exportLines(names, repository, to: path)
  case .files:
    guard let path else { throw UsageError("Say where the files go: --output DIR.") }
    let export = FilesExport(folder: context.path(path), files: context.files)
    for name in names {
      let prompt = try repository.existing(name)
      guard let version = prompt.latest else { continue }
      try export.write(name, repository.content(of: version), prompt.record)
    }
    try context.reportExport("\(counted(names.count, "prompt"))", to: path)
  }
}

extension CommandContext {
  fileprivate func exportLines(
    _ names: [PromptName], _ repository: Repository, to path: String?
  ) throws {
    let path = path.flatMap { $0 == "-" || files.isStandardOutput(self.path($0)) ? nil : $0 }
    var bytes: [UInt8] = []
    var count = 0
    for name in names {
      let prompt = try repository.existing(name)
      for version in try repository.versions(of: name).reversed() {
        let content = try repository.content(of: version)
        bytes += ImportRow(version, content, of: prompt).jsonLine()
        count += 1
      }
      if path == nil {
        try StreamWriter.output.write(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    if let path {
      try write(bytes, to: self.path(path))
      let what = "\(counted(count, "version")) of \(counted(names.count, "prompt"))"
      try reportExport(what, to: path)
    } else {
      try StreamWriter.output.write(bytes)
    }
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

  fileprivate func reportExport(_ what: String, to path: String) throws {
    done.note("all was written to \(path)", hint: "only this could not be shown")
    if !json { try output.line("Wrote \(what) to \(path)") }
  }
}
