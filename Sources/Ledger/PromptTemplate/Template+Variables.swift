internal import CanonicalJSON

extension Template {
  /// The variables in the order of their first occurrence, each once, with all their places.
  ///
  /// Takes time linear in the template's size.
  public var variables: [TemplateVariable] {
    var occurrences = [[TextPosition]](repeating: [], count: names.count)
    var position = TextPosition(line: 1, column: 1)
    var offset = 0
    for case .placeholder(let range, let name) in segments {
      for byte in utf8[offset..<range.lowerBound] { position.advance(past: byte) }
      offset = range.lowerBound
      occurrences[name].append(position)
    }
    return zip(names, occurrences).map { TemplateVariable(name: $0, occurrences: $1) }
  }
}
