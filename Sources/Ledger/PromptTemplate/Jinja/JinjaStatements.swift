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
  mutating func parseCovered(until wanted: [JinjaWord]) throws(JinjaFault) -> JinjaWord? {
    _ = skip(.colon)
    try expect(.blockEnd)
    return try deeper { (parser) throws(JinjaFault) in parser.parseBody(until: wanted) }
  }

  /// Reads what a tag covers, with its end.
  mutating func parseCovered(to end: JinjaWord) throws(JinjaFault) {
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

  mutating func takeSpecial() -> JinjaSpecialNames {
    let taken = special
    special = JinjaSpecialNames()
    return taken
  }
}
