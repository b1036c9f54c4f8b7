/// Tags of blocks and of other templates, and those of no other kind.
extension JinjaParser {
  mutating func parseBlock() throws(JinjaFault) {
    let name = try expectName()
    if skip(.scoped) { scopedBlocks += 1 }
    _ = skip(.required)
    let outside = takeSpecial()
    try inScope(isBlock: true) { (parser) throws(JinjaFault) in
      parser.addLocals([.self, .super])
      try parser.parseCovered(to: .endblock)
      parser.giveMeaning(to: [.self, .super], in: parser.takeSpecial())
    }
    special = outside
    if token.kind == .name, token.name == name.name { advance() }
  }

  mutating func parseExtends() throws(JinjaFault) {
    _ = try parseExpression()
    guard scope == 0 else { throw JinjaFault() }
    // A template that extends twice ends there, as far as its scopes go.
    if isDead { return }
    if extends > 0, isExtended {
      isDead = true
      return
    }
    if conditions == 0 { isExtended = true }
    extends += 1
  }

  mutating func parseInclude() throws(JinjaFault) {
    _ = try parseExpression()
    if word == .ignore, nextWord == .missing {
      advance()
      advance()
    }
    _ = skipContext()
  }

  mutating func parseImport() throws(JinjaFault) {
    _ = try parseExpression()
    try expect(.as)
    store(try expectName())
    _ = skipContext()
  }

  mutating func parseFrom() throws(JinjaFault) {
    _ = try parseExpression()
    try expect(.import)
    var isFirst = true
    while true {
      if !isFirst { try expect(.comma) }
      isFirst = false
      if skipContext() { return }
      var name = try expectName()
      if skip(.as) { name = try expectName() }
      store(name)
      if skipContext() || token.kind != .comma { return }
    }
  }

  /// Steps over `with context` and `without context`.
  private mutating func skipContext() -> Bool {
    guard word == .with || word == .without, nextWord == .context else { return false }
    advance()
    advance()
    return true
  }

  mutating func parsePrint() throws(JinjaFault) {
    var isFirst = true
    while token.kind != .blockEnd {
      if !isFirst { try expect(.comma) }
      isFirst = false
      _ = try parseExpression()
    }
  }

  /// Reads a tag that Jinja has only with an extension.
  mutating func parseExtension(_ word: JinjaWord?) throws(JinjaFault) {
    switch word {
    case .do: _ = try parseTuple()
    case .break, .continue, .debug: break
    default: throw JinjaFault()
    }
  }
}
