internal import CanonicalJSON

/// Why a tag cannot be read.
struct JinjaFault: Error {}

/// Reads the tags of a template by the grammar of Jinja2 3.1, as far as names depend on it.
///
/// No tree is made: scopes note what is done with names while the tags are read.
struct JinjaParser {
  let tokens: [JinjaToken]
  let names: JinjaNames

  /// The token that is read next; the last one stays.
  var place = 0

  /// All scopes, each behind the one around it.
  var scopes = [JinjaScope(parent: nil, isDead: false)]

  /// The scope that is read.
  var scope = 0

  /// How many conditions lie around the place, in its scope.
  var conditions = 0

  /// What is set at the place.
  var locals = JinjaLocals()

  /// Places that take a value.
  private(set) var loads: [JinjaLoad] = []

  /// Places that set a name under a condition.
  private(set) var conditionalStores: [(name: Int, offset: Int)] = []

  /// The special names of what is being read, in the order in which Jinja's compiler visits it.
  var special = JinjaSpecialNames()

  /// Where tags begin that cannot be read.
  var faults: [Int] = []

  /// How many tags and parentheses lie around the place.
  private var depth = 0

  /// The ends that the tags around the place wait for.
  var ends: [[JinjaWord]] = []

  var scopedBlocks = 0
  var extends = 0
  var isExtended = false
  var isDead = false

  init(tokens: [JinjaToken], names: JinjaNames) {
    self.tokens = tokens
    self.names = names
  }

  /// Reads the whole template.
  mutating func parse() {
    addLocals([.self])
    _ = parseBody(until: [])
    giveMeaning(to: [.self], in: special)
  }
}

// MARK: Tokens

extension JinjaParser {
  var token: JinjaToken { tokens[place] }

  /// The word that the next token is, if it is one.
  var word: JinjaWord? { token.kind == .name ? names.list[token.name].word : nil }

  /// The word behind the next token.
  var nextWord: JinjaWord? {
    guard place + 1 < tokens.count, tokens[place + 1].kind == .name else { return nil }
    return names.list[tokens[place + 1].name].word
  }

  var nextKind: JinjaToken.Kind { place + 1 < tokens.count ? tokens[place + 1].kind : .end }

  /// Steps over a token; not over what ends a tag that cannot be read, nor over the end.
  mutating func advance() {
    if place + 1 < tokens.count { place += 1 }
  }

  mutating func skip(_ kind: JinjaToken.Kind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  mutating func skip(_ wanted: JinjaWord) -> Bool {
    guard word == wanted else { return false }
    advance()
    return true
  }

  mutating func expect(_ kind: JinjaToken.Kind) throws(JinjaFault) {
    guard skip(kind) else { throw JinjaFault() }
  }

  mutating func expect(_ word: JinjaWord) throws(JinjaFault) {
    guard skip(word) else { throw JinjaFault() }
  }

  mutating func expectName() throws(JinjaFault) -> JinjaToken {
    let name = token
    try expect(.name)
    return name
  }

  /// Runs what may lie deep in itself.
  mutating func deeper<Result>(
    _ body: (inout JinjaParser) throws(JinjaFault) -> Result
  ) throws(JinjaFault) -> Result {
    guard depth < JinjaScan.nestingLimit else { throw JinjaFault() }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }
}

// MARK: Names

extension JinjaParser {
  /// Notes that a name's value is taken, and gives the place of the load.
  mutating func load(_ token: JinjaToken) -> Int {
    special.load(names.list[token.name].word)
    scopes[scope].note(token.name, .load)
    loads.append(
      JinjaLoad(
        name: token.name, offset: token.offset, isLocal: locals.contains(token.name)))
    return loads.count - 1
  }

  /// Says what is done with the value of a load.
  mutating func use(_ load: Int?, _ use: JinjaLoad.Use) {
    if let load { loads[load].use = use }
  }

  /// Notes that a name is set. It does not count among the special ones: what is assigned to did when
  /// it was read, and the name of a macro never does.
  mutating func store(_ token: JinjaToken) {
    scopes[scope].note(token.name, conditions == 0 ? .store : .conditionalStore)
    if conditions > 0 { conditionalStores.append((token.name, token.offset)) }
    locals.add(token.name)
  }

  mutating func parameters(_ tokens: [JinjaToken]) {
    for token in tokens {
      scopes[scope].note(token.name, .parameter)
      locals.add(token.name)
    }
  }

  /// Gives a word its special meaning for the whole scope, if the scope takes its value before it
  /// sets one.
  mutating func giveMeaning(to words: [JinjaWord], in body: JinjaSpecialNames) {
    for word in words where body.isLoaded(word) {
      if let name = names.place(of: word) { scopes[scope].note(name, .parameter) }
    }
  }

  /// Counts words as set here, whatever they mean.
  mutating func addLocals(_ words: [JinjaWord]) {
    for word in words {
      if let name = names.place(of: word) { locals.add(name) }
    }
  }

  /// Reads in a scope of its own.
  ///
  /// A block is on its own: it is read where another template puts it.
  mutating func inScope<Result>(
    isBlock: Bool = false, _ body: (inout JinjaParser) throws(JinjaFault) -> Result
  ) throws(JinjaFault) -> Result {
    let (outer, outerConditions, wasDead) = (scope, conditions, isDead)
    var outerLocals = JinjaLocals()
    if isBlock {
      swap(&outerLocals, &locals)
      isDead = false
    }
    let mark = locals.mark
    scopes.append(JinjaScope(parent: isBlock ? nil : scope, isDead: isDead))
    scope = scopes.count - 1
    conditions = 0
    defer {
      scope = outer
      conditions = outerConditions
      isDead = wasDead
      if isBlock { swap(&outerLocals, &locals) } else { locals.drop(to: mark) }
    }
    return try body(&self)
  }
}
