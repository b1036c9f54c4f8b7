internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptRepo
internal import PromptTemplate

let renderCommand = Command<CommandContext>(
  "render", abstract: "Print a template with its variables filled in.",
  discussion: """
    Leaves a variable without a value as it is. If there are values, warns of such variables, and \
    of each --var that the template has not. With --strict, that is an error, and so are a \
    value that the template does not use and any other {{…}} in the template.
    """,
  .argument("name[@spec]", help: "The prompt and its version; the active one by default."),
  .spec,
  .options("--var", valueName: "name=value", help: "Set a variable to a text."),
  .option(
    "--vars", valueName: "file",
    help: "Read variables from a file with a JSON object; - reads standard input. "
      + "--var takes precedence.", completion: .file),
  .flag("--strict", help: "Fail on missing and unused variables, and on any other {{…}}.")
) {
  (
    context, revision: Revision, other: VersionSpec?, assignments: [String], file: String?,
    strict: Bool
  ) in
  let spec = try revision.spec(or: other)
  // First, since a companion program that takes over has to find standard input unread.
  let repository = try context.repository()
  let values = try context.variables(file: file, assignments: assignments)
  let version = try repository.version(revision.name, spec ?? .active)
  let text = try repository.text(of: version, revision.name)
  let input = RenderInput(values)
  let rendered = try (strict ? text.render(strict: input) : text.render(input)).text()
  if !strict, !values.isEmpty { try context.warn(of: text, input, assignments) }
  if context.json {
    var object = version.json(of: revision.name)
    object["rendered_template"] = .string(rendered)
    try context.output.json(object)
  } else {
    try context.output.exact(rendered)
  }
}

extension CommandContext {
  /// The values of variables that a command line gives.
  func variables(file: String?, assignments: [String]) throws -> JSONObject {
    var values = try file.map(readVariables) ?? JSONObject()
    for assignment in assignments {
      guard let equals = assignment.utf8.firstIndex(of: UInt8(ascii: "=")),
        equals > assignment.startIndex
      else { throw UsageError("'\(assignment)' is not a variable: write --var name=value.") }
      let value = assignment[assignment.utf8.index(after: equals)...]
      values[String(assignment[..<equals])] = .string(String(value))
    }
    return values
  }

  /// Warns of what was given to no purpose, and of what is left open.
  ///
  /// A file of variables may be for several prompts, so only what the command line names is missed.
  fileprivate func warn(
    of text: VersionText, _ input: RenderInput, _ assignments: [String]
  ) throws {
    do throws(RenderRefusal) {
      try text.check(input)
    } catch {
      guard case .values(let error) = error else { throw error }
      let known = text.analysis.variables.map { "'\($0.name)'" }.joined(separator: ", ")
      let named = assignments.map { $0.utf8.prefix { $0 != UInt8(ascii: "=") } }
      let unused = error.extra.filter { name in
        named.contains { $0.elementsEqual(name.utf8) }
      }
      try warn(
        unused.map { name in
          "the template has no variable '\(name)'"
            + (known.isEmpty ? "; it has none" : "; it has \(known)")
        }
          + error.missing.map { variable in
            "no value for '\(variable.name)', which stays as it is: --var \(variable.name)=VALUE"
          })
    }
  }

  private func readVariables(_ file: String) throws -> JSONObject {
    let bytes = try readInput(file)
    let name = file == "-" ? "standard input" : "'\(file)'"
    do {
      if let object = try JSONValue(parsing: bytes).object { return object }
    } catch {
      throw RepositoryError(.invalid, "the variables in \(name) are not JSON: \(error)")
    }
    throw RepositoryError(
      .invalid, "the variables in \(name) are not a JSON object",
      hint: #"Write {"name": "value"}"#)
  }
}

extension TemplateError {
  /// How many braces are listed; a text that is no template at all may hold thousands.
  private static let listed = 20

  /// What does not fit: one sentence, or a list with a line for each.
  var sentence: String {
    var reasons =
      missing.map { variable in
        let places = variable.occurrences.map(\.description).joined(separator: "; ")
        return "no value for '\(variable.name)' (\(places))"
      } + extra.map { "the template has no variable '\($0)'" }
    reasons += strays.prefix(Self.listed).map { braces in
      "'\(braces.excerpt)' (\(braces.position)) is no variable, and nothing fills it in"
    }
    if strays.count > Self.listed {
      reasons.append("\(strays.count - Self.listed) more such places")
    }
    guard reasons.count > 1 else { return reasons.joined() }
    return "values and template do not fit:" + reasons.map { "\n  \($0)" }.joined()
  }

  /// What to change on the command line and in the template.
  var commandLineHint: String {
    let give = missing.map { "--var \($0.name)=VALUE" }.joined(separator: " ")
    let leave = extra.map { "'\($0)'" }.joined(separator: ", ")
    let values =
      switch (missing.isEmpty, extra.isEmpty) {
      case (false, false): ["Give \(give), and leave out \(leave)"]
      case (false, true): ["Give \(give)"]
      case (true, false): ["Leave out \(leave)"]
      case (true, true): [String]()
      }
    return (values + (strays.isEmpty ? [] : [braceHint])).joined(separator: ". ")
  }
}
