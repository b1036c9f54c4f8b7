extension JinjaParser {
  /// Reads text and tags up to one of these ends, which is read by the caller.
  ///
  /// - Returns: the end; `nil` where the text ends before, or a tag that lies around ends.
  mutating func parseBody(until wanted: [JinjaWord]) -> JinjaWord? {
    let wasDead = isDead
    ends.append(wanted)
    defer {
      ends.removeLast()
      isDead = wasDead
    }
    while token.kind != .end {
      let start = place
      let kind = token.kind
      advance()
      if kind == .blockBegin, let word {
        if wanted.contains(word) { return word }
        if ends.contains(where: { $0.contains(word) }) {
          place = start
          return nil
        }
      }
      do {
        switch kind {
        case .variableBegin:
          _ = try parseTuple()
          try expect(.variableEnd)
        case .blockBegin:
          try parseStatement()
          try expect(.blockEnd)
        default: break
        }
      } catch {
        faults.append(tokens[start].offset)
        skipTag()
      }
    }
    return nil
  }

  /// Steps over the rest of a tag.
  private mutating func skipTag() {
    while true {
      switch token.kind {
      case .variableBegin, .blockBegin, .end: return
      case .variableEnd, .blockEnd: return advance()
      default: advance()
      }
    }
  }

  /// Reads what a tag covers, from the end of the tag that opens it to one of the ends.
  private mutating func parseCovered(until wanted: [JinjaWord]) throws(JinjaFault) -> JinjaWord? {
    _ = skip(.colon)
    try expect(.blockEnd)
    return try deeper { (parser) throws(JinjaFault) in parser.parseBody(until: wanted) }
  }

  /// Reads what a tag covers, with its end.
  private mutating func parseCovered(to end: JinjaWord) throws(JinjaFault) {
    guard try parseCovered(until: [end]) != nil else { throw JinjaFault() }
    advance()
  }

  private mutating func parseStatement() throws(JinjaFault) {
    let word = word
    try expect(.name)
    switch word {
    case .for: try parseFor()
    case .if: try parseIf()
    case .set: try parseSet()
    case .with: try parseWith()
    case .macro: try parseMacro()
    case .call: try parseCall()
    case .filter: try parseFilterBlock()
    case .block: try parseBlock()
    case .autoescape:
      try inScope { (parser) throws(JinjaFault) in
        _ = try parser.parseExpression()
        try parser.parseCovered(to: .endautoescape)
      }
    case .extends: try parseExtends()
    case .include: try parseInclude()
    case .import: try parseImport()
    case .from: try parseFrom()
    case .print: try parsePrint()
    default: try parseExtension(word)
    }
  }
}

// MARK: Loops and conditions

extension JinjaParser {
  private mutating func parseFor() throws(JinjaFault) {
    var all = takeSpecial()
    let scoped = scopedBlocks
    let targets = try parseTargets()
    all.append(takeSpecial())
    try expect(.in)
    use(try parseTuple(hasCondition: false, end: .recursive), .lookedInto)
    all.append(takeSpecial())
    if skip(.if) {
      try inScope { (parser) throws(JinjaFault) in
        parser.parameters(targets)
        _ = try parser.parseExpression(isAsked: true)
      }
    }
    // The compiler visits it last.
    let test = takeSpecial()
    let isRecursive = skip(.recursive)

    let body = scopes.count
    var asked = JinjaSpecialNames()
    let end = try inScope { (parser) throws(JinjaFault) in
      parser.addLocals([.loop])
      parser.parameters(targets)
      let end = try parser.parseCovered(until: [.endfor, .else])
      asked = parser.takeSpecial()
      all.append(asked)
      return end
    }
    var isClosed = end == .endfor
    if end == .else {
      advance()
      try inScope { (parser) throws(JinjaFault) in
        isClosed = try parser.parseCovered(until: [.endfor]) != nil
      }
      all.append(takeSpecial())
    }
    // A block that is told the names around it may ask for `loop`, too.
    if isRecursive || asked.isLoaded(.loop) || scopedBlocks > scoped,
      let loop = names.place(of: .loop)
    {
      scopes[body].note(loop, .parameter)
    }
    all.append(test)
    special = all
    guard isClosed else { throw JinjaFault() }
    advance()
  }

  private mutating func parseIf() throws(JinjaFault) {
    while true {
      _ = try parseTuple(hasCondition: false, isAsked: true)
      let end = try inBranch { (parser) throws(JinjaFault) in
        try parser.parseCovered(until: [.elif, .else, .endif])
      }
      guard let end else { throw JinjaFault() }
      advance()
      if end == .elif { continue }
      if end == .else {
        try inBranch { (parser) throws(JinjaFault) in try parser.parseCovered(to: .endif) }
      }
      return
    }
  }

  /// Reads what happens under a condition.
  private mutating func inBranch<Result>(
    _ body: (inout JinjaParser) throws(JinjaFault) -> Result
  ) throws(JinjaFault) -> Result {
    let mark = locals.mark
    conditions += 1
    defer {
      conditions -= 1
      locals.drop(to: mark)
    }
    return try body(&self)
  }

  private mutating func takeSpecial() -> JinjaSpecialNames {
    let taken = special
    special = JinjaSpecialNames()
    return taken
  }
}

// MARK: Names of the template's own

extension JinjaParser {
  private mutating func parseSet() throws(JinjaFault) {
    let targets = try parseTargets(hasNamespaces: true)
    if skip(.assign) {
      _ = try parseTuple()
    } else {
      for target in targets { store(target, isExpression: false) }
      return try inScope { (parser) throws(JinjaFault) in
        while parser.token.kind == .pipe { try parser.parseFilter(of: nil) }
        try parser.parseCovered(to: .endset)
      }
    }
    for target in targets { store(target, isExpression: false) }
  }

  /// Reads what is assigned to: names, alone or in tuples. The special ones count at once.
  private mutating func parseTargets(
    hasNamespaces: Bool = false
  ) throws(JinjaFault) -> [JinjaToken] {
    var targets: [JinjaToken] = []
    while true {
      if token.kind == .openParenthesis {
        advance()
        if token.kind != .closeParenthesis {
          targets += try deeper { (parser) throws(JinjaFault) in try parser.parseTargets() }
        }
        try expect(.closeParenthesis)
      } else {
        let name = try expectName()
        if names.list[name.name].word?.isConstant == true { throw JinjaFault() }
        if hasNamespaces, skip(.dot) {
          _ = try expectName()
          // What is set is a member, and the name is taken.
          let before = special
          use(load(name), .lookedInto)
          special = before
        } else {
          special.store(names.list[name.name].word)
          targets.append(name)
        }
      }
      guard skip(.comma) else { return targets }
      switch token.kind {
      case .variableEnd, .blockEnd, .closeParenthesis: return targets
      default: if word == .in { return targets }
      }
    }
  }

  private mutating func parseWith() throws(JinjaFault) {
    var names = takeSpecial()
    var values = JinjaSpecialNames()
    var targets: [JinjaToken] = []
    while token.kind != .blockEnd {
      if !targets.isEmpty { try expect(.comma) }
      targets += try parseTargets()
      names.append(takeSpecial())
      try expect(.assign)
      _ = try parseExpression()
      values.append(takeSpecial())
    }
    names.append(values)
    special = names
    try inScope { (parser) throws(JinjaFault) in
      parser.parameters(targets)
      try parser.parseCovered(to: .endwith)
    }
  }

  private mutating func parseMacro() throws(JinjaFault) {
    store(try expectName(), isExpression: false)
    var all = takeSpecial()
    try inScope { (parser) throws(JinjaFault) in
      all.append(try parser.parseSignature().special)
      all.append(try parser.parseMacroBody(to: .endmacro))
    }
    special = all
  }

  private mutating func parseCall() throws(JinjaFault) {
    var all = takeSpecial()
    let (outer, outerConditions, mark) = (scope, conditions, locals.mark)
    try inScope { (parser) throws(JinjaFault) in
      var arguments: [JinjaToken] = []
      var signature = JinjaSpecialNames()
      if parser.token.kind == .openParenthesis {
        (arguments, signature) = try parser.parseSignature()
      }
      // The call stands behind the arguments, but outside.
      let inner = parser.scope
      (parser.scope, parser.conditions) = (outer, outerConditions)
      parser.locals.drop(to: mark)
      _ = try parser.parseExpression()
      (parser.scope, parser.conditions) = (inner, 0)
      all.append(parser.takeSpecial())
      all.append(signature)
      parser.parameters(arguments)
      all.append(try parser.parseMacroBody(to: .endcall))
    }
    special = all
  }

  /// Reads the body of a macro, in its scope.
  private mutating func parseMacroBody(
    to end: JinjaWord
  ) throws(JinjaFault) -> JinjaSpecialNames {
    addLocals([.caller, .varargs, .kwargs])
    try parseCovered(to: end)
    let body = takeSpecial()
    giveMeaning(to: [.caller, .varargs, .kwargs], in: body)
    return body
  }

  /// Reads the arguments of a macro, in its scope.
  private mutating func parseSignature() throws(JinjaFault) -> (
    arguments: [JinjaToken], special: JinjaSpecialNames
  ) {
    var arguments: [JinjaToken] = []
    var all = JinjaSpecialNames()
    var defaults = JinjaSpecialNames()
    try expect(.openParenthesis)
    var isFirst = true
    while token.kind != .closeParenthesis {
      if !isFirst { try expect(.comma) }
      isFirst = false
      let name = try expectName()
      all.store(names.list[name.name].word)
      arguments.append(name)
      parameters([name])
      if skip(.assign) {
        _ = try parseExpression()
        defaults.append(takeSpecial())
      }
    }
    advance()
    all.append(defaults)
    return (arguments, all)
  }

  private mutating func parseFilterBlock() throws(JinjaFault) {
    var all = takeSpecial()
    try parseFilterName(of: nil)
    while token.kind == .pipe { try parseFilter(of: nil) }
    let filter = takeSpecial()
    try inScope { (parser) throws(JinjaFault) in try parser.parseCovered(to: .endfilter) }
    all.append(takeSpecial())
    all.append(filter)
    special = all
  }
}

// MARK: Other templates

extension JinjaParser {
  private mutating func parseBlock() throws(JinjaFault) {
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

  private mutating func parseExtends() throws(JinjaFault) {
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

  private mutating func parseInclude() throws(JinjaFault) {
    _ = try parseExpression()
    if word == .ignore, nextWord == .missing {
      advance()
      advance()
    }
    _ = skipContext()
  }

  private mutating func parseImport() throws(JinjaFault) {
    _ = try parseExpression()
    try expect(.as)
    store(try expectName(), isExpression: false)
    _ = skipContext()
  }

  private mutating func parseFrom() throws(JinjaFault) {
    _ = try parseExpression()
    try expect(.import)
    var isFirst = true
    while true {
      if !isFirst { try expect(.comma) }
      isFirst = false
      if skipContext() { return }
      var name = try expectName()
      if skip(.as) { name = try expectName() }
      store(name, isExpression: false)
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

  private mutating func parsePrint() throws(JinjaFault) {
    var isFirst = true
    while token.kind != .blockEnd {
      if !isFirst { try expect(.comma) }
      isFirst = false
      _ = try parseExpression()
    }
  }

  /// Reads a tag that Jinja has only with an extension.
  private mutating func parseExtension(_ word: JinjaWord?) throws(JinjaFault) {
    switch word {
    case .do: _ = try parseTuple()
    case .break, .continue, .debug: break
    default: throw JinjaFault()
    }
    // The tag is read, and still none of Jinja itself.
    guard token.kind == .blockEnd else { throw JinjaFault() }
  }
}
