internal import CanonicalJSON

/// A token of a tag of Jinja, or the beginning or end of one.
struct JinjaToken {
  enum Kind: UInt8 {
    case variableBegin, variableEnd, blockBegin, blockEnd
    case name, string, integer, float
    case dot, comma, colon, semicolon, assign, pipe
    case openParenthesis, closeParenthesis, openBracket, closeBracket, openBrace, closeBrace
    case plus, minus, times, power, otherMath, comparison
    /// Text that is no token; the rest of its tag is skipped.
    case invalid
    /// The end of the text.
    case end
  }

  let kind: Kind

  /// The name's place among ``JinjaNames``; of other tokens nothing.
  let name: Int

  /// Where it begins, in bytes.
  let offset: Int
}

/// The names of a template, each once.
struct JinjaNames {
  private(set) var list: [(text: String, word: JinjaWord?)] = []
  private var places: [UTF8Key: Int] = [:]

  /// The words that have a meaning unless they are set, at the first places.
  private static let special: [JinjaWord] = [.loop, .caller, .varargs, .kwargs, .self, .super]

  init() {
    for word in Self.special { _ = place(of: word.rawValue) }
  }

  /// The place of a word that has a meaning unless it is set.
  func place(of word: JinjaWord) -> Int? { Self.special.firstIndex(of: word) }

  mutating func place(of text: String) -> Int {
    let key = UTF8Key(text)
    if let place = places[key] { return place }
    places[key] = list.count
    list.append((text, JinjaWord(rawValue: text)))
    return list.count - 1
  }
}

/// A name that means something in some place.
enum JinjaWord: String {
  case `for`, `in`, `if`, `else`, elif, endif, endfor, recursive
  case set, endset, with, endwith, without, context, macro, endmacro, call, endcall
  case filter, endfilter, block, endblock, scoped, required, autoescape, endautoescape
  case extends, include, ignore, missing, `import`, from, `as`, print
  case and, or, not, `is`
  case `true`, `false`, null = "none", trueOfPython = "True", falseOfPython = "False"
  case nullOfPython = "None"
  case loop, caller, varargs, kwargs, `self`, `super`
  case defined, undefined, `default`, defaultInShort = "d"
  // What extensions of Jinja add.
  case `do`, `break`, `continue`, debug
  // What every template can name (`jinja2.defaults.DEFAULT_NAMESPACE`).
  case range, dict, lipsum, cycler, joiner, namespace

  /// Whether it is a value and no variable.
  var isConstant: Bool {
    switch self {
    case .true, .false, .null, .trueOfPython, .falseOfPython, .nullOfPython: true
    default: false
    }
  }

  /// Whether Jinja gives it to every template.
  var isGlobal: Bool {
    switch self {
    case .range, .dict, .lipsum, .cycler, .joiner, .namespace: true
    default: false
    }
  }
}
