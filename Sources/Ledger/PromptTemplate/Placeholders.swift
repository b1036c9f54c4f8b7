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

extension Template {
  /// Whether a text is a name that a placeholder can have: `[A-Za-z_][A-Za-z0-9_.-]*`.
  package static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, TemplateParser.isNameStart(first) else { return false }
    return text.utf8.allSatisfy(TemplateParser.isNamePart)
  }

  /// The text in pieces, with what backslashes hide as the literal that it is.
  package var pieces: MessageText {
    utf8.withUnsafeBufferPointer { bytes in
      MessageText(
        segments.map { segment in
          switch segment {
          case .text(let range), .marker(let range, _):
            .literal(String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self))
          case .placeholder(_, let name):
            // Two braces mean the same in every dialect.
            .variable(names[name], source: "{{\(names[name])}}")
          }
        })
    }
  }

  /// What the text asks for, and that it gives a text.
  package var analysis: TemplateAnalysis {
    TemplateAnalysis(
      kind: .text,
      variables: variables.map {
        AnalyzedVariable(name: $0.name, kind: .text, isRead: true, places: $0.occurrences)
      })
  }
}

extension MessageText {
  /// A text of another system, whose double braces around a name are placeholders and whose other
  /// braces are text.
  public init(placeholdersIn text: String) {
    let template = Template(unescapedChat: Array(text.utf8))
    func slice(_ range: Range<Int>) -> String {
      String(decoding: template.utf8[range], as: UTF8.self)
    }
    self.init()
    var offset = 0
    for placeholder in template.placeholders {
      let range = placeholder.range
      append(.literal(slice(offset..<range.lowerBound)))
      append(.variable(placeholder.name, source: slice(range)))
      offset = range.upperBound
    }
    append(.literal(slice(offset..<template.utf8.count)))
  }
}
