/// A placeholder as it stands in a template.
public struct TemplatePlaceholder: Hashable, Sendable {
  /// The variable's name.
  public let name: String

  /// The bytes of UTF-8 from the first brace to behind the last.
  public let range: Range<Int>
}

extension Template {
  /// The template's bytes of UTF-8, which the ranges of ``placeholders`` count.
  package var source: [UInt8] { utf8 }

  /// All placeholders in their order, a variable as often as it stands there.
  public var placeholders: [TemplatePlaceholder] {
    segments.compactMap { segment in
      guard case .placeholder(let range, let name) = segment else { return nil }
      return TemplatePlaceholder(name: names[name], range: range)
    }
  }
}
