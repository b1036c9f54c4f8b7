package import CanonicalJSON
public import PromptTemplate

/// A version's content with its text taken apart, ready to be rendered.
public struct VersionText: Sendable {
  /// The content.
  public let content: VersionContent

  /// The text, taken apart as its dialect says.
  package let body: PromptText

  /// The texts of the partials by their names; empty until they are resolved.
  package let partials: [PromptName: VersionText]

  /// The variables that the partials ask for, each once.
  private let includedVariables: [AnalyzedVariable]

  /// The defaults of the header, and below them those of the partials.
  package let defaults: JSONObject

  /// About how many bytes of memory it takes with all that it includes.
  let wholeByteCount: Int

  init(_ content: VersionContent) {
    self.content = content
    body = PromptText(content.template, dialect: content.dialect)
    partials = [:]
    includedVariables = []
    defaults = content.config?["input"]?.object?["default"]?.object ?? JSONObject()
    wholeByteCount = 0
  }

  /// The text with its partials resolved.
  ///
  /// What comes of them is gathered once: partials of partials may stand there very often.
  init(_ text: VersionText, partials: [PromptName: VersionText]) {
    content = text.content
    body = text.body
    self.partials = partials
    var variables: [AnalyzedVariable] = []
    var known: Set<UTF8Key> = []
    var defaults = text.defaults
    var byteCount = text.byteCount
    for reference in text.body.ownAnalysis.partials {
      guard let name = PromptName(orNil: reference.name), let partial = partials[name] else {
        continue
      }
      for variable in partial.analysis.variables
      where known.insert(UTF8Key(variable.name)).inserted {
        variables.append(variable.inPartial(name.rawValue))
      }
      for member in partial.defaults where defaults[member.key] == nil {
        defaults[member.key] = member.value
      }
      byteCount += partial.wholeByteCount
    }
    includedVariables = variables
    self.defaults = defaults
    wholeByteCount = byteCount
  }

  /// The dialect that the text is read in.
  public var dialect: Dialect { content.dialect }

  /// About how many bytes of memory it takes; the template is held as text and taken apart.
  var byteCount: Int {
    let config = content.config.map { JSONValue.object($0).utf8(.canonical).count }
    return 2 * content.template.utf8.count + (config ?? 0)
  }
}

/// A text, taken apart as its dialect says.
package enum PromptText: Sendable {
  /// Placeholders only, in the dialects plain and strict.
  case template(Template)
  /// Messages.
  case chat(ChatText)

  /// Takes a text apart.
  package init(_ text: String, dialect: Dialect) {
    switch dialect {
    case .plain, .strict, .handlebars, .jinja: self = .template(Template(text, dialect: dialect))
    case .chat: self = .chat(ChatText(parsing: text))
    }
  }

  /// The analysis of the text by itself, without what its partials ask for.
  package var ownAnalysis: TemplateAnalysis {
    switch self {
    case .template(let template): template.analysis
    case .chat(let text): text.analysis
    }
  }
}

extension VersionText {
  /// The variables, roles and partials of the text, with the variables of its partials behind its own.
  public var analysis: TemplateAnalysis {
    var analysis = body.ownAnalysis
    var known = Set(analysis.variables.map { UTF8Key($0.name) })
    analysis.variables += includedVariables.filter { known.insert(UTF8Key($0.name)).inserted }
    return analysis
  }

  /// Fills in values, lists of messages and defaults; what has no value stays as it is written.
  ///
  /// A value is text of the message that its placeholder stands in, whatever it holds.
  ///
  /// - Throws: ``RenderRefusal``, where the text cannot be rendered with any values.
  public func render(_ input: RenderInput) throws(RenderRefusal) -> RenderedPrompt {
    switch body {
    case .template(let template):
      return RenderedPrompt(text: template.render(input.values))
    case .chat(let text):
      return RenderedPrompt(
        text.render(completed(input), including: self.text(ofPartial:)),
        givesText: !text.hasMessages)
    }
  }

  /// The same, where every variable needs a value or a default, and every value a variable.
  ///
  /// - Throws: ``RenderRefusal`` that names all that does not fit.
  public func render(strict input: RenderInput) throws(RenderRefusal) -> RenderedPrompt {
    try check(input)
    return try render(input)
  }

  /// Checks that every variable has a value or a default, and every value a variable.
  ///
  /// - Throws: ``RenderRefusal`` that names all that does not fit.
  public func check(_ input: RenderInput) throws(RenderRefusal) {
    do throws(TemplateError) {
      switch body {
      case .template(let template): try template.check(input.values)
      case .chat(let text): try check(completed(input), strays: text.template.strayBraces)
      }
    } catch {
      throw .values(error)
    }
  }

  private func check(_ input: RenderInput, strays: [StrayBraces]) throws(TemplateError) {
    let variables = analysis.variables
    let missing = variables.filter { $0.isRead && input.values[$0.name] == nil }
    let known = Set(variables.map { UTF8Key($0.name) })
    let extra =
      input.values.map(\.key).filter { !known.contains(UTF8Key($0)) && defaults[$0] == nil }
      + input.lists.keys.filter { !known.contains(UTF8Key($0)) }.sorted()
    if missing.isEmpty, extra.isEmpty, strays.isEmpty { return }
    throw TemplateError(
      missing: missing.map(\.asTemplateVariable), extra: extra, strays: strays, dialect: dialect)
  }

  /// What is given, with defaults for the rest: the version's own, and below them its partials'.
  private func completed(_ input: RenderInput) -> RenderInput {
    var input = input
    for member in defaults where input.values[member.key] == nil {
      input.values[member.key] = member.value
    }
    return input
  }

  private func text(ofPartial name: String) -> MessageText? {
    PromptName(orNil: name).flatMap { partials[$0] }?.pieces
  }

  /// The text as pieces for a text that includes it, with its own partials included.
  private var pieces: MessageText {
    switch body {
    case .template(let template): template.pieces
    case .chat(let text): text.pieces(including: self.text(ofPartial:))
    }
  }
}

/// A version that has been rendered: a text, or messages.
public struct RenderedPrompt: Sendable {
  private enum Form: Sendable {
    case text(String)
    case elements([ChatElement], givesText: Bool)
  }

  private let form: Form

  /// A text, which is a message of the user.
  init(text: String) {
    form = .text(text)
  }

  /// Messages, or the one message that a text is.
  init(_ elements: [ChatElement], givesText: Bool) {
    form = .elements(elements, givesText: givesText)
  }

  /// The messages, and the places of lists that were not given.
  public var elements: [ChatElement] {
    switch form {
    case .elements(let elements, _): elements
    case .text(let text):
      [.message(ChatMessage(role: "user", parts: [.text(MessageText(literal: text))]))]
    }
  }

  /// The whole as text: of a text prompt the text, of messages the canonical chat text, so that
  /// reading it gives exactly the messages.
  ///
  /// - Throws: `ChatTextError`, where a value has no place in a chat text: a medium's address with
  ///   a brace.
  public func text() throws(ChatTextError) -> String {
    switch form {
    case .text(let text): return text
    case .elements(let elements, givesText: true):
      if elements.isEmpty { return "" }
      if elements.count == 1, case .message(let message) = elements[0], message.parts.count == 1,
        case .text(let text) = message.parts[0]
      {
        return text.written
      }
      return try ChatText.canonical(elements)
    case .elements(let elements, givesText: false): return try ChatText.canonical(elements)
    }
  }
}

/// A reason not to render a version.
public enum RenderRefusal: Error, Sendable {
  /// Values and text do not fit.
  case values(TemplateError)
}

extension RenderRefusal: CustomStringConvertible {
  /// The reason.
  public var description: String {
    switch self {
    case .values(let error): error.description
    }
  }
}

extension VersionText {
  /// True if something is missing where this variable has no value: it is read, and has no default.
  ///
  /// In plain and strict every variable is required: defaults are not filled in there.
  package func requires(_ variable: AnalyzedVariable) -> Bool {
    switch dialect {
    case .plain, .strict, .jinja: variable.isRead
    case .chat, .handlebars: variable.isRead && defaults[variable.name] == nil
    }
  }
}
