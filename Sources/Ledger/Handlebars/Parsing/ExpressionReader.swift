internal import CanonicalJSON

/// Reads names, arguments and subexpressions of tags.
///
/// Handlebars' grammar: a name or a literal, arguments, named arguments.
struct ExpressionReader {
  var tag: TagReader

  /// The names of block parameters that are in force, from the outermost block on.
  let parameters: [[String]]

  /// How deep subexpressions may lie in each other.
  static let nestingLimit = 100

  private var nesting = 0

  init(tag: TagReader, parameters: [[String]]) {
    self.tag = tag
    self.parameters = parameters
  }

  /// What a tag begins with: a path or a literal, which stands for a name too.
  struct Head {
    let expression: Expression

    /// The name as a closing tag repeats it.
    let original: String

    /// The name that a helper can have: one that is no path.
    let simpleName: String?

    /// Where the name begins.
    let offset: Int
  }

  /// Reads a name or a literal.
  mutating func readHead() throws(ReadingFailure) -> Head {
    let token = try tag.peek()
    let offset = tag.tokenOffset
    func head(_ value: JSONValue?, _ name: String) -> Head {
      Head(expression: .literal(value), original: name, simpleName: name, offset: offset)
    }
    switch token {
    case .string(let text):
      try tag.next()
      return head(.string(text), text)
    case .number(let double):
      try tag.next()
      guard let number = JSONNumber(double) else {
        throw ReadingFailure("this number is too large to be exact", at: offset)
      }
      return head(.number(number), number.description)
    case .bool(let value):
      try tag.next()
      return head(.bool(value), value ? "true" : "false")
    case .null:
      try tag.next()
      return head(.null, "null")
    case .undefined:
      try tag.next()
      return head(nil, "undefined")
    case .at, .name:
      let (path, isPlain) = try readPath()
      let simpleName = isPlain && path.names.count == 1 ? path.names.first : nil
      return Head(
        expression: .path(path), original: path.written, simpleName: simpleName, offset: offset)
    default:
      throw try tag.unexpected("a name or a value")
    }
  }

  /// Reads a path, and says whether it is no more than a name.
  private mutating func readPath() throws(ReadingFailure) -> (path: Path, isPlain: Bool) {
    var isData = false
    if case .at = try tag.peek() {
      isData = true
      try tag.next()
    }
    var names: [String] = []
    var written = isData ? "@" : ""
    var up = 0
    var isScoped = false
    while true {
      guard case .name(let name, let isBracketed) = try tag.peek() else {
        throw try tag.unexpected("a name")
      }
      let place = tag.tokenOffset
      try tag.next()
      if written.utf8.isEmpty { written = name } else { written += name }
      if !isBracketed, name == "." || name == ".." || name == "this" {
        guard names.isEmpty else {
          throw ReadingFailure("'\(name)' can only begin a path", at: place)
        }
        if name == ".." { up += 1 } else { isScoped = true }
      } else {
        names.append(name)
      }
      guard case .separator = try tag.peek() else { break }
      written += bytesOfToken()
      try tag.next()
    }
    let isPlain = !isData && !isScoped && up == 0
    if isPlain, let name = names.first, let (slot, isSecond) = parameter(named: name) {
      names.removeFirst()
      let root = Path.Root.parameter(slot, isSecond: isSecond)
      return (Path(root: root, names: names, written: written, offset: tag.start), false)
    }
    let root: Path.Root = isData ? .data(up: up) : .context(up: up)
    return (Path(root: root, names: names, written: written, offset: tag.start), isPlain)
  }

  private func bytesOfToken() -> String {
    tag.bytes[tag.tokenOffset] == UInt8(ascii: "/") ? "/" : "."
  }

  /// The innermost block parameter of a name.
  private func parameter(named name: String) -> (slot: Int, isSecond: Bool)? {
    for slot in parameters.indices.reversed() {
      if let place = parameters[slot].firstIndex(where: { $0.hasSameBytes(as: name) }) {
        return (slot, place > 0)
      }
    }
    return nil
  }

  /// Reads arguments and named ones up to what is neither.
  mutating func readArguments() throws(ReadingFailure) -> (
    arguments: [Expression], hash: [HashArgument]
  ) {
    var arguments: [Expression] = []
    var hash: [HashArgument] = []
    while true {
      switch try tag.peek() {
      case .end, .endUnescaped, .endRaw, .close, .openParameters:
        return (arguments, hash)
      case .name(let name, isBracketed: _):
        let offset = tag.tokenOffset
        // One word more decides whether it is a name or a path.
        var ahead = tag
        try ahead.next()
        if case .equals = try ahead.peek() {
          tag = ahead
          try tag.next()
          let value = try readArgument()
          hash.append(HashArgument(name: name, value: value, offset: offset))
        } else {
          if let first = hash.first {
            throw ReadingFailure(
              "arguments without a name come before '\(first.name)='", at: offset)
          }
          arguments.append(try readArgument())
        }
      default:
        if let first = hash.first {
          let failure = try tag.unexpected("a name with '=', or the end")
          throw ReadingFailure(
            "\(failure.reason) (after '\(first.name)=')", at: failure.offset)
        }
        arguments.append(try readArgument())
      }
    }
  }

  /// Reads a name, a literal or a subexpression.
  mutating func readArgument() throws(ReadingFailure) -> Expression {
    guard case .open = try tag.peek() else { return try readHead().expression }
    let offset = tag.tokenOffset
    guard nesting < Self.nestingLimit else {
      throw ReadingFailure(
        "subexpressions lie more than \(Self.nestingLimit) deep in each other", at: offset)
    }
    nesting += 1
    defer { nesting -= 1 }
    try tag.next()
    let head = try readHead()
    let (arguments, hash) = try readArguments()
    guard case .close = try tag.peek() else { throw try tag.unexpected("')'") }
    try tag.next()
    guard let helper = head.simpleName.flatMap(Helper.init(rawValue:)), helper.isValue else {
      throw ReadingFailure(
        "'\(head.original)' gives no value: a subexpression is (lookup …) or (json …)",
        at: head.offset)
    }
    return .call(try call(helper, arguments, hash, at: head.offset))
  }

  /// A helper with its arguments, if they are as many as it takes.
  func call(
    _ helper: Helper, _ arguments: [Expression], _ hash: [HashArgument], at offset: Int
  ) throws(ReadingFailure) -> HelperCall {
    guard arguments.count == helper.argumentCount else {
      throw ReadingFailure("write \(helper.usage)", at: offset)
    }
    return HelperCall(helper: helper, arguments: arguments, hash: hash, offset: tag.start)
  }
}
