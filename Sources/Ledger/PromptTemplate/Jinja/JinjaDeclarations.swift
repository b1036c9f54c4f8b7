/// Tags that give names a value.
extension JinjaParser {
  mutating func parseSet() throws(JinjaFault) {
    let targets = try parseTargets(hasNamespaces: true)
    if skip(.assign) {
      _ = try parseTuple()
    } else {
      for target in targets { store(target) }
      return try inScope { (parser) throws(JinjaFault) in
        while parser.token.kind == .pipe { try parser.parseFilter(of: nil) }
        try parser.parseCovered(to: .endset)
      }
    }
    for target in targets { store(target) }
  }

  /// Reads what is assigned to: names, alone or in tuples. The special ones count at once.
  mutating func parseTargets(
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

  mutating func parseWith() throws(JinjaFault) {
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

  mutating func parseMacro() throws(JinjaFault) {
    store(try expectName())
    var all = takeSpecial()
    try inScope { (parser) throws(JinjaFault) in
      all.append(try parser.parseSignature().special)
      all.append(try parser.parseMacroBody(to: .endmacro))
    }
    special = all
  }

  mutating func parseCall() throws(JinjaFault) {
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

  mutating func parseFilterBlock() throws(JinjaFault) {
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
