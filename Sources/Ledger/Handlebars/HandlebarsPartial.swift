public import CanonicalJSON
public import PromptTemplate

/// The text that a name of a partial stands for, or nothing.
///
/// The caller finds it, by the pins of the prompt that names it.
public typealias HandlebarsPartials = @Sendable (String) -> HandlebarsPartial?

/// Another prompt's text, read in its own dialect.
public struct HandlebarsPartial: Sendable {
  /// What is included.
  public enum Content: Sendable {
    /// A template that is carried out in the includer's context.
    case handlebars(HandlebarsTemplate)

    /// Text and media in the place of the tag: a text of any other dialect, and a chat text that
    /// makes no messages. Its variables are read from the includer's context, each by its whole
    /// name.
    case parts([MessagePart])

    /// A chat text with messages of its own, which end the message that the tag stands in.
    case messages([ChatElement])
  }

  /// What is included.
  public let content: Content

  /// What tells the content from others, such as its hash.
  public let identity: String

  /// Values for those that are not there in the includer's context.
  public let defaults: JSONObject

  /// What this text's own partials stand for.
  public let partials: HandlebarsPartials

  /// A partial with this content.
  public init(
    _ content: Content, identity: String, defaults: JSONObject = JSONObject(),
    partials: @escaping HandlebarsPartials = { _ in nil }
  ) {
    self.content = content
    self.identity = identity
    self.defaults = defaults
    self.partials = partials
  }

  /// A partial with the text of a template of the dialects that know placeholders only.
  public init(_ template: Template, identity: String) {
    let text = template.pieces
    self.init(.parts(text.pieces.isEmpty ? [] : [.text(text)]), identity: identity)
  }
}
