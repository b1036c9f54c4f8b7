internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptMessages
internal import PromptRepo
internal import PromptTemplate

let renderCommand = Command<CommandContext>(
  "render", abstract: "Print a template with its variables filled in.",
  discussion: """
    Leaves a variable without a value as it is. If there are values, warns of such variables, and \
    of each --var that the template has not. With --strict, that is an error, and so are a \
    value that the template does not use and any other {{…}} in the template.

    A chat prints as chat text, or with --messages as the JSON that applications send. In chats and \
    in Handlebars, defaults are filled in, a --var is read by its declared type, and --strict checks \
    types. A list of messages is a value in --vars.
    """,
  .argument("name[@spec]", help: "The prompt and its version; the active one by default."),
  .spec,
  .options("--var", valueName: "name=value", help: "Set a variable."),
  .option(
    "--vars", valueName: "file",
    help: "Read variables from a file with a JSON object; - reads standard input. "
      + "--var takes precedence.", completion: .file),
  .option(
    "--context", valueName: "file",
    help: "Read from a file with a JSON object what Handlebars reads as @name.", completion: .file),
  .flag("--strict", help: "Fail on missing and unused variables, and on any other {{…}}."),
  .flag("--messages", help: "Print messages as JSON: the same as --format openai."),
  .option(
    "--format", valueName: "form", help: "Print messages as an application sends them.")
) {
  (
    context, revision: Revision, other: VersionSpec?, assignments: [String], file: String?,
    contextFile: String?, strict: Bool, messages: Bool, format: RenderForm?
  ) in
  let spec = try revision.spec(or: other)
  if messages, format != nil { throw UsageError("Give either --messages or --format, not both.") }
  if file == "-", contextFile == "-" {
    throw UsageError("--vars and --context cannot both read standard input.")
  }
  let form = format ?? (messages ? .openai : .text)
  // First, since a companion program that takes over has to find standard input unread.
  let repository = try context.repository()
  let given = try GivenValues(
    file.map { try context.readObject($0, "variables") }, assignments)
  let surroundings = try contextFile.map { try context.readObject($0, "context") }
  let version = try repository.version(revision.name, spec ?? .active)
  let text = try repository.text(of: version, revision.name)
  var input = RenderInput(try given.values(for: text))
  if let surroundings { input.context = surroundings }
  let rendered = try strict ? text.render(strict: input) : text.render(input)
  if !strict, !given.isEmpty { try context.warn(of: text, input, assigned: given.assigned) }
  let shown = try form.format.map { format throws(MessageFormatError) in
    try rendered.json(format)
  }
  if context.json {
    var object = version.json(of: revision.name)
    object["dialect"] = .string(text.dialect.rawValue)
    if let shown {
      // A medium's address can have a place among messages and none in a chat text.
      object["rendered_template"] = (try? rendered.text()).map { .string($0) }
      object["messages"] = shown
    } else {
      object["rendered_template"] = .string(try rendered.text())
    }
    try context.output.json(object)
  } else if let shown {
    try context.output.prettyJSON(shown)
  } else {
    try context.output.exact(try rendered.text())
  }
}

/// What `render` prints.
enum RenderForm: String, CaseIterable, Sendable, ArgumentValue {
  case text
  case openai
  case anthropic
  case mcp

  /// The form of the messages; `nil` for text.
  var format: MessageFormat? {
    switch self {
    case .text: nil
    case .openai: .openAI
    case .anthropic: .anthropic
    case .mcp: .mcp
    }
  }
}

extension CommandContext {
  /// Warns of what was given to no purpose, and of what is left open.
  ///
  /// A file of variables may be for several prompts, so only what the command line names is missed.
  fileprivate func warn(
    of text: VersionText, _ input: RenderInput, assigned: [String]
  ) throws {
    do throws(RenderRefusal) {
      try text.check(input)
    } catch {
      guard case .values(let refusal) = error else { throw error }
      let known = text.analysis.variables.map { "'\($0.name)'" }.joined(separator: ", ")
      let unused = refusal.extra.filter { name in
        assigned.contains { $0.hasSameBytes(as: name) }
      }
      let left = text.dialect == .handlebars ? "is left out" : "stays as it is"
      try warn(
        unused.map { name in
          "the template has no variable '\(name)'"
            + (known.isEmpty ? "; it has none" : "; it has \(known)")
        }
          + refusal.missing.map { missing in
            "no value for '\(missing.path)', which \(left)"
              + (missing.variable.map { ": --var \($0.variableWord)=VALUE" } ?? "")
          } + refusal.unfit)
    }
  }
}
