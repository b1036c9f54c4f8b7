public import CanonicalJSON

/// A template of Jinja whose variables are found without rendering it.
///
/// The names are those that `jinja2.meta.find_undeclared_variables` of Jinja2 3.1 reports: what a
/// template takes from its caller, apart from Jinja's own globals such as `range`. A name that is set
/// under a condition only is among them. A text that Jinja cannot read is scanned as far as it goes: a
/// tag that cannot be read is left out, and what follows is read on.
public struct JinjaScan: Sendable {
  /// The variables; there are no roles and no partials.
  public let analysis: TemplateAnalysis

  /// Where tags begin that Jinja cannot read, such as `{{ a b }}` or `{% endif %}` alone, in order.
  public let unreadableTags: [TextPosition]

  /// How many tags and parentheses may lie in each other; what lies deeper is not read.
  public static let nestingLimit = 100

  /// Scans a text, in time linear in its size.
  public init(_ text: String) {
    let bytes = Array(text.utf8)
    var lexer = JinjaLexer(bytes)
    lexer.scan()
    var parser = JinjaParser(tokens: lexer.tokens, names: lexer.names)
    parser.parse()

    var faults = parser.faults
    if let unclosed = lexer.unclosed { faults.append(unclosed) }
    let variables = parser.freeVariables()
    let positions = Self.positions(of: variables.flatMap(\.offsets) + faults, in: bytes)
    unreadableTags = Set(faults.compactMap { positions[$0] }).sorted()
    analysis = TemplateAnalysis(
      kind: .text,
      variables: variables.map { variable in
        AnalyzedVariable(
          name: variable.name, kind: variable.isData ? .data : .text, isRead: variable.isRead,
          places: variable.offsets.compactMap { positions[$0] })
      })
  }

  /// The places of offsets, in one pass over the text.
  private static func positions(of offsets: [Int], in bytes: [UInt8]) -> [Int: TextPosition] {
    var positions: [Int: TextPosition] = [:]
    var position = TextPosition(line: 1, column: 1)
    var passed = 0
    for offset in offsets.sorted() where offset <= bytes.count {
      for byte in bytes[passed..<offset] { position.advance(past: byte) }
      passed = offset
      positions[offset] = position
    }
    return positions
  }
}
