internal import CanonicalJSON
internal import CommandKit
internal import PromptFiles
internal import PromptRepo

let newCommand = Command<CommandContext>(
  "new", abstract: "Write the file of a new prompt.",
  discussion: """
    Makes prompts/NAME.prompt with the template from --template, from a file or from standard \
    input; without any of them, with a line to be replaced. `promptrepo commit` cuts its first \
    version.
    """,
  .argument("name", help: "The prompt's name, such as support/reply.", completion: Completion.none),
  .optionalArgument("-", help: "Read the template from standard input."),
  .option("--title", help: "The title, in any script."),
  .option("--description", help: "What the prompt is for."),
  .option("--template", valueName: "text", help: "The template."),
  .option("--file", valueName: "path", help: "A file that holds the template.", completion: .file)
) {
  (
    context, name: PromptName, standardInput: String?, title: String?, description: String?,
    template: String?, file: String?
  ) in
  if let standardInput, standardInput != "-" {
    throw UsageError("Unexpected argument '\(standardInput)': only - may follow the name.")
  }
  guard [standardInput, template, file].count(where: { $0 != nil }) <= 1 else {
    throw UsageError("Give the template once: with --template, with --file or with -.")
  }
  // First, since a companion program that takes over has to find standard input unread.
  let (workspace, repository) = (try context.workspace(), try context.repository())
  let text = try template ?? (file ?? standardInput).map(context.readText)
  if let text, text.utf8.isEmpty {
    throw RepositoryError(
      .invalid, "the template is empty",
      hint: "Give it some text, or leave it out and write it with `promptrepo edit \(name)`")
  }
  try workspace.new(
    name, template: text ?? starter, title: title, description: description, in: repository)
  let path = workspace.relativePath(of: name)
  context.done.note("\(path) was written", hint: "`promptrepo edit \(name)` opens it")
  if context.json {
    try context.output.json([
      "object": "file", "name": .string(name.rawValue), "path": .string(path),
    ])
  } else {
    try context.output.line("Wrote \(path)")
  }
}

/// What a new prompt says before anybody has written it.
private let starter = "Replace this line. {{name}} is a variable.\n"

extension CommandContext {
  /// The text of a file of the command line, or of standard input for `-`.
  func readText(_ file: String) throws -> String {
    let bytes = try readInput(file, maxBytes: PromptFile.maximumLength)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let offset = UTF8Validation.firstInvalidOffset(in: bytes) ?? 0
      throw RepositoryError(
        .invalid,
        "\(file == "-" ? "standard input" : file) is not UTF-8 text: byte \(offset + 1) "
          + "on line \(bytes[..<offset].count { $0 == 10 } + 1)",
        hint: "Convert it, for example with iconv -t UTF-8")
    }
    return text
  }
}
