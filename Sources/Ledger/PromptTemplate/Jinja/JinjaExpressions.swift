/// The value of an expression: the load that it consists of, if it is a name and nothing else.
typealias JinjaOperand = Int?

extension JinjaParser {
  /// Reads one expression, or several with commas between them.
  ///
  /// - Parameters:
  ///   - hasCondition: whether it may be `a if b else c`.
  ///   - isAsked: whether it is only asked for its truth.
  ///   - isInParentheses: whether it may be empty.
  ///   - end: a word that may stand behind a last comma.
  mutating func parseTuple(
    hasCondition: Bool = true, isAsked: Bool = false, isInParentheses: Bool = false,
    end: JinjaWord? = nil
  ) throws(JinjaFault) -> JinjaOperand {
    var count = 0
    var only: JinjaOperand = nil
    while true {
      if count > 0 {
        guard skip(.comma) else { return count == 1 ? only : nil }
      }
      switch token.kind {
      case .variableEnd, .blockEnd, .closeParenthesis: break
      default:
        if end == nil || word != end {
          only = try parseExpression(hasCondition: hasCondition, isAsked: isAsked)
          count += 1
          continue
        }
      }
      // An empty tuple needs its parentheses.
      if count == 0, !isInParentheses { throw JinjaFault() }
      return nil
    }
  }

  mutating func parseExpression(
    hasCondition: Bool = true, isAsked: Bool = false
  ) throws(JinjaFault) -> JinjaOperand {
    var operand = try parseOr(isAsked: isAsked)
    while hasCondition, skip(.if) {
      operand = nil
      _ = try parseOr(isAsked: true)
      if skip(.else) { _ = try parseOr(isAsked: isAsked) }
    }
    return operand
  }

  /// Reads operands of `and` and `or`; which goes before which is nothing to names.
  private mutating func parseOr(isAsked: Bool) throws(JinjaFault) -> JinjaOperand {
    var operand = try parseNot(isAsked: isAsked)
    while skip(.or) || skip(.and) {
      operand = nil
      _ = try parseNot(isAsked: isAsked)
    }
    return operand
  }

  private mutating func parseNot(isAsked: Bool) throws(JinjaFault) -> JinjaOperand {
    var isNegated = false
    while skip(.not) { isNegated = true }
    let operand = try parseComparison(isAsked: isAsked || isNegated)
    return isNegated ? nil : operand
  }

  private mutating func parseComparison(isAsked: Bool) throws(JinjaFault) -> JinjaOperand {
    var operand = try parseMath(isAsked: isAsked)
    while true {
      if token.kind == .comparison || word == .in {
        advance()
      } else if word == .not, nextWord == .in {
        advance()
        advance()
      } else {
        break
      }
      use(operand, .read)
      operand = nil
      _ = try parseMath(isAsked: false)
    }
    return operand
  }

  /// Reads operands of arithmetic.
  private mutating func parseMath(isAsked: Bool) throws(JinjaFault) -> JinjaOperand {
    var operand = try parseUnary(isAsked: isAsked)
    while true {
      switch token.kind {
      case .plus, .minus, .times, .power, .otherMath: advance()
      default: return operand
      }
      use(operand, .read)
      operand = nil
      _ = try parseUnary(isAsked: false)
    }
  }

  private mutating func parseUnary(isAsked: Bool) throws(JinjaFault) -> JinjaOperand {
    var isSigned = false
    while token.kind == .minus || token.kind == .plus {
      isSigned = true
      advance()
    }
    var operand = try parsePostfix(of: try parsePrimary(isAsked: isAsked && !isSigned))
    if isAsked, !isSigned, isEndOfOperand { use(operand, .asked) }
    while true {
      switch token.kind {
      case .pipe: try parseFilter(of: operand)
      case .openParenthesis:
        use(operand, .lookedInto)
        try parseArguments()
      default:
        guard skip(.is) else { return isSigned ? nil : operand }
        try parseTest(of: operand)
      }
      operand = nil
    }
  }

  /// Whether nothing more is done with the operand that ends here.
  private var isEndOfOperand: Bool {
    token.kind != .pipe && token.kind != .openParenthesis && word != .is
  }

  private mutating func parsePrimary(isAsked: Bool) throws(JinjaFault) -> JinjaOperand {
    switch token.kind {
    case .name:
      let name = token
      advance()
      return names.list[name.name].word?.isConstant == true ? nil : load(name)
    case .string: while skip(.string) {}
    case .integer, .float: advance()
    case .openParenthesis:
      advance()
      let operand = try deeper { (parser) throws(JinjaFault) in
        try parser.parseTuple(isAsked: isAsked, isInParentheses: true)
      }
      try expect(.closeParenthesis)
      return operand
    case .openBracket:
      try deeper { (parser) throws(JinjaFault) in try parser.parseItems(to: .closeBracket) }
    case .openBrace:
      try deeper { (parser) throws(JinjaFault) in try parser.parseItems(to: .closeBrace) }
    default: throw JinjaFault()
    }
    return nil
  }

  /// Reads the elements of a list, or the pairs of a dictionary.
  private mutating func parseItems(to end: JinjaToken.Kind) throws(JinjaFault) {
    advance()
    while token.kind != end {
      _ = try parseExpression()
      if end == .closeBrace {
        try expect(.colon)
        _ = try parseExpression()
      }
      guard skip(.comma) else { break }
    }
    try expect(end)
  }

  private mutating func parsePostfix(of operand: JinjaOperand) throws(JinjaFault) -> JinjaOperand {
    var operand = operand
    while true {
      switch token.kind {
      case .dot:
        advance()
        guard token.kind == .name || token.kind == .integer else { throw JinjaFault() }
        advance()
      case .openBracket:
        try deeper { (parser) throws(JinjaFault) in try parser.parseSubscript() }
      case .openParenthesis: try parseArguments()
      default: return operand
      }
      use(operand, .lookedInto)
      operand = nil
    }
  }

  private mutating func parseSubscript() throws(JinjaFault) {
    advance()
    var isFirst = true
    while token.kind != .closeBracket {
      if !isFirst { try expect(.comma) }
      isFirst = false
      // A slice has up to three parts, each of which may be left out.
      var parts = 0
      if token.kind != .colon { _ = try parseExpression() }
      while parts < 2, skip(.colon) {
        parts += 1
        switch token.kind {
        case .colon, .comma, .closeBracket: break
        default: _ = try parseExpression()
        }
      }
    }
    advance()
  }

  /// Reads the arguments of a call.
  private mutating func parseArguments() throws(JinjaFault) {
    try deeper { (parser) throws(JinjaFault) in try parser.parseArgumentList() }
  }

  private mutating func parseArgumentList() throws(JinjaFault) {
    advance()
    var (hasNamed, hasList, hasNamedList) = (false, false, false)
    while token.kind != .closeParenthesis {
      if skip(.times) {
        if hasList || hasNamedList { throw JinjaFault() }
        hasList = true
      } else if skip(.power) {
        if hasNamedList { throw JinjaFault() }
        hasNamedList = true
      } else if token.kind == .name, nextKind == .assign {
        if hasNamedList { throw JinjaFault() }
        hasNamed = true
        advance()
        advance()
      } else if hasNamed || hasList || hasNamedList {
        throw JinjaFault()
      }
      _ = try parseExpression()
      guard skip(.comma) else { break }
    }
    try expect(.closeParenthesis)
  }

  /// Reads `|` and a filter.
  mutating func parseFilter(of operand: JinjaOperand) throws(JinjaFault) {
    advance()
    try parseFilterName(of: operand)
  }

  /// Reads the name of a filter and its arguments.
  mutating func parseFilterName(of operand: JinjaOperand) throws(JinjaFault) {
    // A default is for what may not be there.
    if word == .default || word == .defaultInShort { use(operand, .asked) }
    try parseDottedName()
    if token.kind == .openParenthesis { try parseArguments() }
  }

  private mutating func parseDottedName() throws(JinjaFault) {
    _ = try expectName()
    while skip(.dot) { _ = try expectName() }
  }

  /// Reads a test behind `is`.
  private mutating func parseTest(of operand: JinjaOperand) throws(JinjaFault) {
    _ = skip(.not)
    if word == .defined || word == .undefined || word == .null { use(operand, .asked) }
    try parseDottedName()
    switch token.kind {
    case .openParenthesis: try parseArguments()
    case .string, .integer, .float, .openBracket, .openBrace:
      _ = try parsePostfix(of: try parsePrimary(isAsked: false))
    case .name:
      switch word {
      case .else, .or, .and: break
      case .is: throw JinjaFault()
      default: _ = try parsePostfix(of: try parsePrimary(isAsked: false))
      }
    default: break
    }
  }
}
