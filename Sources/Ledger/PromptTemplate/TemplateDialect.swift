/// Which marks a template's text may hold.
public enum TemplateDialect: String, CaseIterable, Sendable {
  /// Placeholders only, as the hosted API reads them; a backslash is a backslash.
  case standard

  /// Placeholders, and backslashes right before `{{` that take its meaning away.
  ///
  /// Two such backslashes give one, and what is left of an odd number makes the `{{` text:
  /// `\{{` is `{{`, and `\\{{name}}` is a backslash and a placeholder. All other backslashes stand
  /// for themselves.
  case strict
}
