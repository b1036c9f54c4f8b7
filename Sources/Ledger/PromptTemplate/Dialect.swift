public import CanonicalJSON

/// How a prompt's text is read. The header key `dialect` says it, and nothing else: a text never says
/// by itself how it is read.
public enum Dialect: String, CaseIterable, Sendable {
  /// Placeholders only, as the hosted API reads them; a backslash is a backslash. What a header
  /// without the key has, or with another word there.
  case plain

  /// Placeholders, and backslashes right before `{{` that take its meaning away.
  ///
  /// Two such backslashes give one, and what is left of an odd number makes the `{{` text:
  /// `\{{` is `{{`, and `\\{{name}}` is a backslash and a placeholder. All other backslashes stand
  /// for themselves.
  case strict

  /// As `strict`, with markers that say where messages begin: a ``ChatText``.
  case chat

  /// Handlebars with the helpers of dotprompt.
  case handlebars

  /// Jinja: its variables are found, and its clients render it.
  case jinja

  /// The dialect that a version's configuration names.
  public init(of config: JSONObject?) {
    self = config?["dialect"]?.string.flatMap(Dialect.init(rawValue:)) ?? .plain
  }

  /// Whether backslashes right before `{{` take its meaning away.
  var hasEscapes: Bool { self == .strict || self == .chat }
}
