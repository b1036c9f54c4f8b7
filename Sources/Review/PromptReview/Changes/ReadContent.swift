internal import CanonicalJSON
internal import PromptLint
internal import PromptRepo
internal import PromptTemplate

/// A content that has been taken apart once, for all that is compared.
struct ReadContent: Sendable {
  let content: VersionContent
  /// The placeholders of the text; of Handlebars and Jinja what plain reads.
  let template: Template
  /// What the text asks for and gives by its dialect, with the variables of its partials.
  let analysis: TemplateAnalysis
  /// What callers give values for, by the header; nil if it does not say or cannot be read.
  let input: Schema
  /// What the answer is, by the header.
  let output: Schema

  init(_ content: VersionContent, _ included: IncludedTexts? = nil) {
    self.content = content
    template = Template(content.template, dialect: content.dialect)
    var analysis = TemplateReading(content.template, dialect: content.dialect).analysis
    var known = Set(analysis.variables.map { UTF8Key($0.name) })
    ownNames = known
    analysis.variables += (included?.variables ?? []).filter {
      known.insert(UTF8Key($0.name)).inserted
    }
    self.analysis = analysis
    includedDefaults = included?.text?.defaults ?? JSONObject()
    variableNames = Set(analysis.variables.map(\.name))
    input = Schema(content.config?["input"]?.object?["schema"])
    output = Schema(content.config?["output"]?.object?["schema"])
    declared = Set(
      (input.fields ?? []).filter { $0.path.count == 1 && $0.path != ["(*)"] }.map { $0.path[0] })
  }

  /// The names of the variables, to look them up.
  let variableNames: Set<String>

  /// The names of the variables that the text itself has, without its partials.
  let ownNames: Set<UTF8Key>

  /// The defaults of the header, and below them those of its partials.
  private let includedDefaults: JSONObject

  /// The variables in the order of their first occurrence.
  var variables: [AnalyzedVariable] { analysis.variables }

  var names: [String] { variables.map(\.name) }

  /// Whether callers have to give a value of this name.
  ///
  /// In plain, strict and jinja that is every variable; elsewhere not one that is only asked for in
  /// conditions, has a default, is declared optional, or is a list of messages.
  func requires(_ name: String) -> Bool {
    switch content.dialect {
    case .plain, .strict, .jinja: return true
    case .chat, .handlebars:
      guard let variable = variables.first(where: { $0.name.hasSameBytes(as: name) }) else {
        return true
      }
      let isOptional = input.fields?.contains {
        $0.path.count == 1 && $0.path[0].hasSameBytes(as: name) && $0.mayBeMissing
      }
      return variable.isRead && variable.kind != .messages && defaults[name] == nil
        && includedDefaults[name] == nil && isOptional != true
    }
  }

  /// The names of the variables that `input.schema` declares.
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
