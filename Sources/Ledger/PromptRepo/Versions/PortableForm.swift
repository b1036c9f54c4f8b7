public import CanonicalJSON
internal import Handlebars
public import PromptTemplate

/// A version for clients that only put values into placeholders: a text, or messages.
///
/// The values come later, from the client, so nothing is filled in, also no default. What depends on
/// values in another way has no such form.
public enum PortableForm: Sendable {
  /// A text.
  case text(PortableText)
  /// Messages, and the places of lists of messages. Texts are as they are written, but for
  /// backslashes that hide braces.
  case chat([ChatElement])
}

/// A text for clients that fill it in.
public struct PortableText: Sendable {
  /// The dialect that it is written in. What was lowered from `handlebars` has placeholders only.
  public let dialect: Dialect

  /// The text as the version has it; with partials in their places, or lowered, where it has any or
  /// has to be.
  public let text: String

  private let content: Content

  private enum Content: Sendable {
    case template(Template)
    case pieces(MessageText)
    case names([String])
  }

  fileprivate init(_ text: String, _ template: Template) {
    self.text = text
    dialect = template.dialect
    content = .template(template)
  }

  fileprivate init(_ pieces: MessageText, _ dialect: Dialect) {
    text = pieces.written
    self.dialect = dialect
    content = .pieces(pieces)
  }

  fileprivate init(jinja text: String, names: [String]) {
    self.text = text
    dialect = .jinja
    content = .names(names)
  }

  /// The text in pieces, with what backslashes hide as the literal that it is; `nil` for Jinja,
  /// which its clients read.
  public var pieces: MessageText? {
    switch content {
    case .template(let template): template.pieces
    case .pieces(let pieces): pieces
    case .names: nil
    }
  }

  /// The names that values are wanted for, in the order of their first occurrence, each once.
  public var variables: [String] {
    switch content {
    case .template(let template): template.variables.map(\.name)
    case .pieces(let pieces): pieces.variables
    case .names(let names): names
    }
  }
}

extension PortableForm {
  /// The form of a version's text, with its partials resolved.
  ///
  /// - Throws: ``PortableFormError``, where it has none.
  public init(_ version: VersionText) throws(PortableFormError) {
    try self.init(leavingPartials: version)
    // Most texts include nothing.
    if !version.partialNames.isEmpty, let name = unresolvedPartial { throw .notIncluded(name) }
  }

  /// The form of a version's text; in a chat, the partials that are not resolved keep their places.
  ///
  /// - Throws: ``PortableFormError``, where it has none.
  package init(leavingPartials version: VersionText) throws(PortableFormError) {
    switch version.body {
    case .template(let template):
      self = .text(PortableText(version.content.template, template))
    case .jinja:
      self = .text(
        PortableText(
          jinja: version.content.template, names: version.analysis.variables.map(\.name)))
    case .chat(let text):
      if text.isText {
        self = .text(PortableText(version.pieces, .chat))
      } else {
        self = .chat(version.wholeElements ?? text.elements)
      }
    case .handlebars(let template):
      let elements = try PortableForm.lowered(template, version)
      guard version.analysis.kind == .text else {
        self = .chat(elements)
        return
      }
      var whole = MessageText()
      for case .message(let message) in elements {
        for case .text(let text) in message.parts {
          for piece in text.pieces { whole.append(piece) }
        }
      }
      self = .text(PortableText(whole, .handlebars))
    case .unreadable(let error):
      throw .unreadable(
        UnreadableText(
          dialect: version.dialect, position: error.position, reason: error.reason))
    }
  }

  private static func lowered(
    _ template: HandlebarsTemplate, _ version: VersionText
  ) throws(PortableFormError) -> [ChatElement] {
    do throws(LoweringError) {
      return try template.lowered(partials: version.inclusion)
    } catch {
      switch error {
      case .needsValues(let tag): throw .needsValues(PortableTag(tag))
      case .readsAsPlaceholder(let tag): throw .readsAsVariable(PortableTag(tag))
      case .failure(.limit(let error)): throw .limit(error)
      case .failure(let error): throw .failure("\(error)")
      }
    }
  }

  /// The name of a partial whose text is not in its place.
  private var unresolvedPartial: String? {
    let texts: [MessageText]
    switch self {
    case .text(let text): texts = text.dialect == .chat ? [text.pieces].compactMap(\.self) : []
    case .chat(let elements): texts = elements.flatMap(\.texts)
    }
    for text in texts {
      for case .partial(let name) in text.pieces { return name }
    }
    return nil
  }

  /// The names that texts are wanted for, in the order of their first occurrence, each once.
  public var variables: [String] {
    switch self {
    case .text(let text): text.variables
    case .chat(let elements): MessageText(elements.flatMap(\.texts).flatMap(\.pieces)).variables
    }
  }

  /// The names of the lists of messages, in the order of their first occurrence, each once.
  public var lists: [String] {
    guard case .chat(let elements) = self else { return [] }
    var known: Set<UTF8Key> = []
    return elements.compactMap { element in
      guard case .list(let name) = element, known.insert(UTF8Key(name)).inserted else {
        return nil
      }
      return name
    }
  }
}

/// A reason why a version has no form for clients that only put values into placeholders.
public enum PortableFormError: Error, Hashable, Sendable {
  /// A tag depends on values.
  case needsValues(PortableTag)
  /// Text with braces, which such a client would take for a variable.
  case readsAsVariable(PortableTag)
  /// The dialect cannot read the text.
  case unreadable(UnreadableText)
  /// The text is too long with all that it includes.
  case limit(RenderLimitError)
  /// The partial of this name has not been looked up.
  case notIncluded(String)
  /// Something cannot be carried out, in words with its place.
  case failure(String)
}

/// A tag that stands in the way.
public struct PortableTag: Hashable, Sendable {
  /// The tag as it is written; of a long one only the beginning.
  public let text: String
  /// The place where it begins.
  public let position: TextPosition
  /// The partial whose text it is in; `nil` for the version's own.
  public let partial: String?

  init(_ tag: HandlebarsTag) {
    text = tag.text
    position = tag.place.position
    partial = tag.place.partial
  }
}

extension PortableTag: CustomStringConvertible {
  /// The tag and its line: `{{#if formal}} in line 3`.
  public var description: String {
    "\(text) in line \(position.line)" + (partial.map { " of the partial \($0)" } ?? "")
  }
}

extension PortableFormError: CustomStringConvertible {
  /// The reason, and what to do.
  public var description: String {
    switch self {
    case .needsValues(let tag):
      "\(tag) needs values, which this client gives too late: \(Self.advice)"
    case .readsAsVariable(let tag):
      "\(tag) is text, which this client would take for a variable: \(Self.advice)"
    case .unreadable(let text): "\(text.dialect.rawValue) cannot read the text: \(text)"
    case .limit(let error): "\(error)"
    case .notIncluded(let name): "the text of the partial \(name) is not there"
    case .failure(let reason): reason
    }
  }

  private static let advice = "ask for the rendered prompt, or use the Prompts API"
}

extension ChatElement {
  /// The texts of a message.
  fileprivate var texts: [MessageText] {
    guard case .message(let message) = self else { return [] }
    return message.parts.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }
}

extension MessageText {
  /// The names that values are wanted for, in the order of their first occurrence, each once.
  fileprivate var variables: [String] {
    var known: Set<UTF8Key> = []
    return pieces.compactMap { piece in
      guard case .variable(let name, _) = piece, known.insert(UTF8Key(name)).inserted else {
        return nil
      }
      return name
    }
  }
}
