package import CanonicalJSON
internal import Handlebars
public import PromptInputs
public import PromptTemplate

/// A version's content with its text taken apart, ready to be rendered.
public struct VersionText: Sendable {
  /// The content.
  public let content: VersionContent

  /// The text, taken apart as its dialect says.
  package let body: PromptText

  /// The defaults of the header, and below them those of the partials.
  ///
  /// Only in chat and Handlebars are they filled in.
  package let defaults: JSONObject

  /// The names of the partials that the text itself includes.
  package let partialNames: [String]

  /// The names whose values are lists of messages.
  package let listNames: [String]

  /// What is kept of a text of Handlebars and of one with partials; `nil` for any other.
  private let whole: WholeText?

  init(_ content: VersionContent) {
    self.content = content
    body = PromptText(content.template, dialect: content.dialect)
    switch body {
    case .handlebars(let template):
      // Gone through once, since the names and what it gives are asked for at each rendering.
      let analysis = template.analysis
      whole = WholeText(analysis)
      partialNames = analysis.partials.map(\.name)
      listNames = analysis.namesOfLists(in: .handlebars)
    case .chat(let text):
      whole = nil
      partialNames = text.partialNames
      listNames = text.listNames
    case .template, .jinja, .unreadable:
      whole = nil
      partialNames = []
      listNames = []
    }
    defaults = content.config?["input"]?.object?["default"]?.object ?? JSONObject()
  }

  /// The text with its partials resolved.
  init(_ text: VersionText, partials: [PromptName: VersionText]) {
    content = text.content
    body = text.body
    partialNames = text.partialNames
    let own = text.analysis
    var defaults = text.defaults
    var byteCount = text.byteCount
    var inclusions: [String: HandlebarsPartial] = [:]
    var included: [(name: String, text: VersionText)] = []
    for reference in own.partials {
      guard let name = PromptName(orNil: reference.name), let partial = partials[name] else {
        continue
      }
      included.append((name.rawValue, partial))
      for member in partial.defaults where defaults[member.key] == nil {
        defaults[member.key] = member.value
      }
      byteCount += partial.wholeByteCount
      if case .handlebars = text.body, let content = partial.asInclusion {
        inclusions[reference.name] = content
      }
    }
    let analysis: TemplateAnalysis
    if case .handlebars(let template) = text.body {
      let inclusions = inclusions
      analysis = template.analysis { inclusions[$0] }
      listNames = analysis.namesOfLists(in: .handlebars)
    } else {
      analysis = own.including(included.map { ($0.name, $0.text.analysis) })
      listNames = text.listNames
    }
    var elements: [ChatElement]?
    if case .chat(let chat) = text.body {
      let joined = chat.elements { name in
        PromptName(orNil: name).flatMap { partials[$0] }?.pieces
      }
      byteCount += joined.reduce(0) { $0 + $1.byteCount }
      elements = joined
    }
    self.defaults = defaults
    whole = WholeText(
      analysis, partials: partials, inclusions: inclusions, elements: elements,
      byteCount: byteCount)
  }

  /// The dialect that the text is read in.
  public var dialect: Dialect { content.dialect }

  /// The inputs that the header declares.
  public var declaredInputs: DeclaredInputs {
    DeclaredInputs(configuration: content.config ?? JSONObject())
  }

  /// The variables, roles and partials of the text, with the variables of its partials behind its own.
  public var analysis: TemplateAnalysis { whole?.analysis ?? body.analysis }

  /// The texts of the partials by their names; empty until they are resolved.
  package var partials: [PromptName: VersionText] { whole?.partials ?? [:] }

  /// The messages of a chat text with all partials in their places; `nil` without partials.
  var wholeElements: [ChatElement]? { whole?.elements }

  /// About how many bytes of memory it takes with all that it includes.
  var wholeByteCount: Int { whole?.byteCount ?? 0 }

  /// About how many bytes of memory it takes; the template is held as text and taken apart.
  var byteCount: Int {
    let config = content.config.map { JSONValue.object($0).utf8(.canonical).count }
    return 2 * content.template.utf8.count + (config ?? 0)
  }
}

/// What a text is together with all that it includes, kept because each rendering asks for it.
///
/// Most texts have none. It is an object of its own, so that a program that renders a plain text
/// prepares none of its types.
private final class WholeText: Sendable {
  /// What the text and its partials ask for.
  let analysis: TemplateAnalysis
  /// The texts of the partials by their names.
  let partials: [PromptName: VersionText]
  /// What a text of Handlebars includes, by the names in its tags.
  let inclusions: [String: HandlebarsPartial]
  /// The messages of a chat text, with the partials in their places.
  let elements: [ChatElement]?
  /// About how many bytes of memory all of it takes.
  let byteCount: Int

  init(
    _ analysis: TemplateAnalysis, partials: [PromptName: VersionText] = [:],
    inclusions: [String: HandlebarsPartial] = [:], elements: [ChatElement]? = nil,
    byteCount: Int = 0
  ) {
    self.analysis = analysis
    self.partials = partials
    self.inclusions = inclusions
    self.elements = elements
    self.byteCount = byteCount
  }
}

extension TemplateAnalysis {
  /// The same with the variables of partials behind its own, each once.
  fileprivate func including(_ partials: [(name: String, analysis: TemplateAnalysis)]) -> Self {
    var whole = self
    var known = Set(variables.map { UTF8Key($0.name) })
    for partial in partials {
      for variable in partial.analysis.variables
      where known.insert(UTF8Key(variable.name)).inserted {
        whole.variables.append(variable.inPartial(partial.name))
      }
    }
    return whole
  }
}

// What the text is to those that include it.
extension VersionText {
  /// The text as pieces for a text that includes it, with its own partials included.
  var pieces: MessageText {
    switch body {
    case .template(let template): template.pieces
    case .chat(let text): text.pieces(including: self.pieces(ofPartial:))
    case .handlebars, .jinja, .unreadable: MessageText()
    }
  }

  /// The text of a partial that the text names.
  func pieces(ofPartial name: String) -> MessageText? {
    PromptName(orNil: name).flatMap { partials[$0] }?.pieces
  }

  /// What a text of Handlebars includes; `nil` for what it cannot include.
  private var asInclusion: HandlebarsPartial? {
    let content: HandlebarsPartial.Content
    switch body {
    case .template:
      let text = pieces
      content = .parts(text.pieces.isEmpty ? [] : [.text(text)])
    case .chat(let text):
      let elements = wholeElements ?? text.elements
      if text.hasMessages {
        content = .messages(elements)
      } else {
        content = .parts(
          elements.flatMap { element in
            guard case .message(let message) = element else { return [MessagePart]() }
            return message.parts
          })
      }
    case .handlebars(let template): content = .handlebars(template)
    case .jinja, .unreadable: return nil
    }
    return HandlebarsPartial(
      content, identity: self.content.hash.hex, defaults: defaults, partials: inclusion)
  }

  /// What a tag of the text includes, by its name.
  var inclusion: HandlebarsPartials {
    let whole = whole
    return { whole?.inclusions[$0] }
  }
}

extension VersionText {
  /// True if something is missing where this variable has no value: it is read, has no default and is
  /// not declared optional.
  ///
  /// In plain and strict every variable is required: headers play no part there.
  package func requires(_ variable: AnalyzedVariable, _ declared: DeclaredInputs) -> Bool {
    switch dialect {
    case .plain, .strict, .jinja: variable.isRead
    case .chat, .handlebars:
      variable.isRead && defaults[variable.name] == nil
        && declared[variable.name]?.isOptional != true
    }
  }
}

extension ChatElement {
  /// About how many bytes of memory it takes.
  fileprivate var byteCount: Int {
    guard case .message(let message) = self else { return MemoryLayout<ChatElement>.stride }
    return message.parts.reduce(MemoryLayout<ChatElement>.stride) { sum, part in
      guard case .text(let text) = part else { return sum + MemoryLayout<MessagePart>.stride }
      return text.pieces.reduce(sum) { $0 + $1.written.utf8.count + MemoryLayout<TextPiece>.stride }
    }
  }
}
