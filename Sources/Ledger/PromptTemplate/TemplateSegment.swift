/// A stretch of a template's bytes.
enum TemplateSegment: Sendable {
  /// Bytes that stand for themselves.
  case text(Range<Int>)

  /// A placeholder, from its first brace to its last, and its name's place in the list of names.
  case placeholder(Range<Int>, name: Int)
}
