public import CanonicalJSON

/// A name that a template's placeholders ask for.
public struct TemplateVariable: Hashable, Sendable {
  /// The name: `[A-Za-z_][A-Za-z0-9_.-]*`.
  public let name: String

  /// Where its placeholders begin, in their order; at least one.
  public let occurrences: [TextPosition]
}
