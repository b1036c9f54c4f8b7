internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptRepo

let newCommand = Command<CommandContext>(
  "new", abstract: "Create the file of a new prompt.",
  discussion: """
    Writes prompts/NAME.prompt. The template comes from --template, from a file, from standard \
    input or from --messages; without any of them, the file has a line for you to replace, and \
    `promptrepo commit` leaves it out until you have. `promptrepo commit` then creates the first \
    version.
    """,
  .argument("name", help: "The prompt's name, such as support/reply.", completion: Completion.none),
  .optionalArgument("-", help: "Read the template from standard input."),
  .option("--title", help: "The title, in any script."),
  .option("--description", help: "What the prompt is for."),
  .option("--template", valueName: "text", help: "The template."),
  .option(
    "--file", valueName: "path", help: "Read the template from this file.", completion: .file),
  .flag("--chat", help: "Make it a chat: the template has a marker before each message."),
  .option(
    "--messages", valueName: "file",
    help: "Make it a chat of these messages, a JSON array as OpenAI, Anthropic, MCP or Langfuse "
      + "have it; - reads standard input.", completion: .file)
) {
  (
    context, name: PromptName, standardInput: String?, title: String?, description: String?,
    template: String?, file: String?, isChat: Bool, messages: String?
  ) in
  if let standardInput, standardInput != "-" {
    throw try context.textWithoutOption(standardInput)
  }
  guard [standardInput, template, file, messages].count(where: { $0 != nil }) <= 1 else {
    throw UsageError(
      "Give the template once: with --template, with --file, with --messages or with -.")
  }
  // First, since a companion program that takes over has to find standard input unread.
  let (workspace, repository) = (try context.workspace(), try context.repository())
  let text = try template ?? context.chat(messages) ?? (file ?? standardInput).map(context.readText)
  if let text, text.utf8.isEmpty {
    throw RepositoryError(
      .invalid, "the template is empty",
      hint: "Give it some text, or leave it out and write it with `promptrepo edit \(name)`")
  }
  let isChat = isChat || messages != nil
  try workspace.new(
    name, template: text ?? (isChat ? Workspace.chatStarter : Workspace.starter), title: title,
    description: description, config: isChat ? ["dialect": "chat"] : nil, in: repository)
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

extension CommandContext {
  /// The text of a chat of the messages in a file; nil without one.
  fileprivate func chat(_ file: String?) throws -> String? {
    try file.map { file in
      try Workspace.chat(
        messages: readInput(file, maxBytes: PromptFile.maximumLength),
        source: file == "-" ? "standard input" : "'\(file)'")
    }
  }

  /// The line to type where a text or a file has no option.
  fileprivate func textWithoutOption(_ word: String) throws -> UsageFailure {
    let isFile = try files.exists(Path.join(directory, word))
    let (what, option) = isFile ? ("a file", "--file") : ("the text", "--template")
    let right = typedLine?.making(argument: 1, option: option).quoted ?? option
    return UsageFailure("'promptrepo new' takes \(what) as an option: \(right).")
  }
}

let editCommand = Command<CommandContext>(
  "edit", abstract: "Edit a prompt's file, then show what changed.",
  discussion: """
    Runs the editor that git would run: $GIT_EDITOR, core.editor of git's settings, $VISUAL, \
    $EDITOR, or else vi.
    """,
  .argument("name", help: "The prompt.")
) { (context, name: PromptName) in
  let workspace = try context.workspace()
  let repository = try context.repository()
  if try workspace.bytes(of: name) == nil {
    try workspace.checkout(workspace.planCheckout(of: [name: nil], from: repository))
  }
  try context.openEditor(workspace.path(of: name))
  let status = try workspace.status(of: [name], in: repository)
  try context.show(status)
  guard let latest = try repository.latest(of: name), !context.json,
    let file = try workspace.file(of: name)
  else { return }
  // After a rollback the file may go on from what is live.
  let followed = status.prompts.first { $0.followsLive }?.base
  let old = try followed.map { try repository.version(name, .number($0)) } ?? latest
  try context.show(
    LabelledChange(
      .init(label: "\(name)@v\(old.number)", repository.content(of: old)),
      .init(label: workspace.relativePath(of: name), file.content())))
}
