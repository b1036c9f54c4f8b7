/// A prompt's text with placeholders such as `{{name}}`, taken apart once and rendered often.
///
/// A placeholder is a name, `[A-Za-z_][A-Za-z0-9_.-]*`, between double braces, with spaces and tabs
/// around it if wanted. Three braces on either side are as good as two, as in Mustache and
/// Handlebars; of all other runs of braces the two next to the name count. Anything else between
/// braces is text, so that every text is a template and JSON examples in prompts survive.
public struct Template: Sendable {
  /// The dialect it was read in.
  public let dialect: TemplateDialect

  /// The text's bytes, which ``segments`` points into.
  let utf8: [UInt8]

  /// Text and placeholders in their order.
  let segments: [TemplateSegment]

  /// The placeholders' names in the order of their first occurrence, each once.
  let names: [String]

  /// Where `{{` begins that is text without having been declared to be.
  let strays: [Int]

  /// Takes a text apart, in time linear in its size.
  public init(_ text: String, dialect: TemplateDialect = .standard) {
    self.init(utf8: Array(text.utf8), dialect: dialect)
  }

  /// Takes UTF-8 text apart, in time linear in its size.
  ///
  /// Bytes that are not UTF-8 are replaced by U+FFFD when the template is rendered.
  public init(utf8: [UInt8], dialect: TemplateDialect = .standard) {
    let scanner = utf8.withUnsafeBufferPointer { bytes in
      var scanner = TemplateScanner(bytes: bytes, dialect: dialect)
      scanner.scan()
      return (segments: scanner.segments, names: scanner.names, strays: scanner.strays)
    }
    self.utf8 = utf8
    self.dialect = dialect
    segments = scanner.segments
    names = scanner.names
    strays = scanner.strays
  }
}
