internal import CanonicalJSON
internal import PromptRepo
internal import PromptTemplate

/// A content that has been taken apart once, for all that is compared.
struct ReadContent: Sendable {
  let content: VersionContent
  let template: Template
  /// The variables in the order of their first occurrence.
  let variables: [TemplateVariable]
  /// What callers give values for, by the header; nil if it does not say or cannot be read.
  let input: Schema
  /// What the answer is, by the header.
  let output: Schema

  init(_ content: VersionContent) {
    self.content = content
    template = Template(content.template, dialect: content.dialect)
    variables = template.variables
    variableNames = Set(variables.map(\.name))
    input = Schema(content.config?["input"]?.object?["schema"])
    output = Schema(content.config?["output"]?.object?["schema"])
    declaredNames = (input.fields ?? []).filter { $0.path.count == 1 && $0.path != ["(*)"] }
      .map { $0.path[0] }
    declared = Set(declaredNames)
  }

  /// The names of the variables, to look them up.
  let variableNames: Set<String>

  var names: [String] { variables.map(\.name) }

  /// The names of the variables that `input.schema` declares, in its order.
  let declaredNames: [String]

  /// The same, to look them up.
  let declared: Set<String>

  /// The values that `input.default` has.
  var defaults: JSONObject { content.config?["input"]?.object?["default"]?.object ?? JSONObject() }

  /// A setting by its path.
  func setting(_ path: [String]) -> JSONValue? {
    guard let first = path.first else { return nil }
    var value = content.config?[first]
    for key in path.dropFirst() { value = value?.object?[key] }
    return value
  }
}
