/// Puts the content of an element together: texts, elements, conditions and loops.
///
/// What a loop gives is copied once into the whole, so that a page takes time in proportion to its
/// size.
@resultBuilder
public enum Content {
  /// Takes a text, which is escaped.
  public static func buildExpression(_ text: String) -> HTML { HTML(text) }

  /// Takes markup.
  public static func buildExpression(_ html: HTML) -> HTML { html }

  /// Takes markup that may be absent.
  public static func buildExpression(_ html: HTML?) -> HTML { html ?? HTML() }

  /// Takes pieces of markup in their order.
  public static func buildExpression(_ parts: [HTML]) -> HTML { buildArray(parts) }

  /// Puts the statements of a block together.
  public static func buildBlock(_ parts: HTML...) -> HTML { buildArray(parts) }

  /// Puts the rounds of a loop together.
  public static func buildArray(_ parts: [HTML]) -> HTML {
    // One part is handed on without a copy.
    if parts.count == 1 { return parts[0] }
    var html = HTML()
    html.bytes.reserveCapacity(parts.reduce(0) { $0 + $1.bytes.count })
    for part in parts { html.bytes += part.bytes }
    return html
  }

  /// Takes an `if` without `else`.
  public static func buildOptional(_ part: HTML?) -> HTML { part ?? HTML() }

  /// Takes the first branch of an `if` or a `switch`.
  public static func buildEither(first part: HTML) -> HTML { part }

  /// Takes another branch.
  public static func buildEither(second part: HTML) -> HTML { part }
}

extension HTML {
  /// Several pieces as one, for a function that gives more than an element.
  public init(@Content _ content: () -> HTML) {
    self = content()
  }
}
