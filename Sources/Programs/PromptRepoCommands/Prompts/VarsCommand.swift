internal import CanonicalJSON
internal import CommandKit
internal import PromptInputs
internal import PromptRepo
internal import PromptTemplate

let varsCommand = Command<CommandContext>(
  "vars", abstract: "List the variables of a template.",
  discussion: """
    Shows each variable's type, as the header declares it or else as the template uses it, whether \
    it is required, where it stands first, its default and its description. Variables of partials \
    are listed too. What the header declares and the template does not use is left out. Warns of \
    what the header declares and `render --strict` does not check.
    """,
  .argument("name[@spec]", help: "The prompt and its version; the active one by default.")
) { (context, revision: Revision) in
  let repository = try context.repository()
  let version = try repository.version(revision.name, revision.spec ?? .active)
  let text = try repository.text(of: version, revision.name)
  if let unreadable = text.unreadable { throw RenderRefusal.unreadable(unreadable) }
  let declared = text.declaredInputs
  let variables = text.analysis.variables.map { ListedVariable($0, of: text, declared) }
  if context.json {
    for variable in variables { try context.output.json(variable.json) }
  } else if !variables.isEmpty {
    var table = Table(narrowing: [.leaveOut(4)])
    for variable in variables { table.add(cells: variable.cells) }
    try context.output.table(table)
  } else {
    try context.sayNothingFound(
      "\(revision.name) v\(version.number) has no variables", isOfLedger: false)
  }
  switch text.dialect {
  case .chat, .handlebars:
    try context.warn(declared.remarks.map { "\($0.place) is not checked: \($0.reason)" })
  case .plain, .strict, .jinja: break
  }
}

/// A variable with what the header declares of it.
private struct ListedVariable {
  let variable: AnalyzedVariable
  let isRequired: Bool
  /// What the header declares of it; `nil` for nothing.
  let input: DeclaredInput?
  /// The value that is filled in without one; `nil` where there is none.
  let defaultValue: JSONValue?

  /// The variable of a text.
  ///
  /// In plain, strict and jinja no default is filled in; what the header declares is shown all the
  /// same, but for that.
  init(_ variable: AnalyzedVariable, of text: VersionText, _ declared: DeclaredInputs) {
    self.variable = variable
    isRequired = text.requires(variable, declared)
    input = variable.kind == .context ? nil : declared[variable.name]
    switch text.dialect {
    case .chat, .handlebars:
      defaultValue = variable.kind == .context ? nil : text.defaults[variable.name]
    case .plain, .strict, .jinja: defaultValue = nil
    }
  }

  /// The type's name; what a variable stands for where nothing is declared.
  private var typeName: String {
    variable.kind == .messages
      ? variable.kind.standardType : input?.typeName ?? variable.kind.standardType
  }

  /// The first place, with the partial that it is in.
  private var firstPlace: String {
    guard let place = variable.places.first else { return "" }
    return [variable.partial, "\(place.line):\(place.column)"].compactMap(\.self)
      .joined(separator: " ")
  }

  /// The default and the description, of which each may be missing.
  private var remark: String {
    [defaultValue.map(\.quoted), input?.description].compactMap(\.self).joined(separator: "  ")
  }

  var cells: [Table.Cell] {
    [
      .init(variable.name, .bold), .init(typeName), .init(isRequired ? "required" : "optional"),
      .init(firstPlace, .yellow), .folded(remark),
    ]
  }

  /// The variable as machine-readable output shows it.
  var json: JSONObject {
    var object: JSONObject = [
      "object": "variable", "name": .string(variable.name), "kind": .string(variable.kind.rawValue),
    ]
    if let input { object["type"] = .string(input.typeName) }
    object["required"] = .bool(isRequired)
    if let defaultValue { object["default"] = defaultValue }
    if let description = input?.description { object["description"] = .string(description) }
    if let values = input?.values { object["values"] = .array(values) }
    object["paths"] = .array(variable.paths.map { .string($0) })
    object["places"] = .array(
      variable.places.map { place in
        var object: JSONObject = ["line": .integer(place.line), "column": .integer(place.column)]
        if let partial = variable.partial { object["partial"] = .string(partial) }
        return .object(object)
      })
    return object
  }
}

extension AnalyzedVariable.Kind {
  /// What a value is where the header declares no type.
  fileprivate var standardType: String {
    switch self {
    case .text: "string"
    case .data: "any"
    case .messages: "messages"
    case .media: "string"
    case .context: "context"
    }
  }
}

extension JSONValue {
  /// The value in single quotes; one that is no text, as compact JSON.
  fileprivate var quoted: String { string.map { "'\($0)'" } ?? text() }
}
