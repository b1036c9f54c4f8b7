internal import CanonicalJSON

extension TreeParser {
  /// Reads the opening tag of a block.
  mutating func readOpening(_ head: TagHead, isInverted: Bool) throws(ReadingFailure) -> Int {
    try begin(head, from: head.mark + 1, isInverted: isInverted, isChained: false)
  }

  /// Reads `else` with a block of its own.
  mutating func readChained(_ head: TagHead, from offset: Int) throws(ReadingFailure) -> Int {
    guard let block = open.last, block.alternative == nil else {
      throw misplacedElse(at: head.start)
    }
    guard !block.isInverted else {
      throw ReadingFailure(
        "a block that begins with {{^ has no condition after 'else': write {{else}}",
        at: head.start)
    }
    return try begin(head, from: offset, isInverted: false, isChained: true)
  }

  private mutating func begin(
    _ head: TagHead, from offset: Int, isInverted: Bool, isChained: Bool
  ) throws(ReadingFailure) -> Int {
    guard open.count < Self.nestingLimit else {
      throw ReadingFailure(
        "blocks lie more than \(Self.nestingLimit) deep in each other, counting every 'else' with "
          + "a condition", at: head.start)
    }
    var names: [String] = []
    if isChained, let last = open.indices.last {
      // Behind `else`, the block before has no parameters any more.
      open[last].alternative = newProgram(isChained: true)
    }
    var reader = reader(head, from: offset)
    let name = try reader.readHead()
    let (arguments, hash) = try reader.readArguments()
    if case .openParameters = try reader.tag.peek() { names = try readParameters(&reader) }
    let strip = try readEnd(&reader, head)
    if isInverted, !names.isEmpty {
      throw ReadingFailure("a block that begins with {{^ has no values to name", at: head.start)
    }
    let (kind, subjects) = try subject(of: name, arguments, hash, reader)
    var parent = current
    if isChained, let last = open.indices.last, let alternative = open[last].alternative {
      open[last].alternativeStrip = strip
      parent = alternative
    }
    let slot = reader.parameters.count
    if !names.isEmpty { hasParameters = true }
    current = newProgram()
    open.append(
      OpenBlock(
        kind: kind, subjects: subjects, hash: hash, name: name.original, parameters: names,
        slot: slot, strip: strip, offset: head.start, isInverted: isInverted,
        isChained: isChained, parent: parent, body: current))
    return reader.tag.offset
  }

  /// What a block asks for.
  private func subject(
    of name: ExpressionReader.Head, _ arguments: [Expression], _ hash: [HashArgument],
    _ reader: ExpressionReader
  ) throws(ReadingFailure) -> (BlockNode.Kind, [Expression]) {
    if let simple = name.simpleName {
      if let kind = BlockNode.Kind(name: simple) {
        guard arguments.count == kind.argumentCount else {
          let values = kind.argumentCount == 1 ? "one value" : "two values"
          throw ReadingFailure("#\(simple) asks for \(values)", at: name.offset)
        }
        return (kind, arguments)
      }
      if let helper = Helper(rawValue: simple),
        helper == .history || !arguments.isEmpty || !hash.isEmpty
      {
        throw ReadingFailure("'\(simple)' is no block: write \(helper.usage)", at: name.offset)
      }
    }
    guard arguments.isEmpty, hash.isEmpty else { throw unknownHelper(name, isBlock: true) }
    return (.section, [.path(path(of: name, in: reader))])
  }

  /// Reads `as |name other|` behind the bar.
  private func readParameters(
    _ reader: inout ExpressionReader
  ) throws(ReadingFailure) -> [String] {
    try reader.tag.next()
    var names: [String] = []
    while true {
      switch try reader.tag.peek() {
      case .name(let name, isBracketed: _):
        try reader.tag.next()
        // More names than two never get a value.
        names.append(name)
        guard names.count <= 2 else {
          throw ReadingFailure(
            "a block has two values to name, as |value key|", at: reader.tag.tokenOffset)
        }
      case .closeParameters where !names.isEmpty:
        try reader.tag.next()
        return names
      default:
        throw try reader.tag.unexpected("a name or '|'")
      }
    }
  }

  /// Begins what is rendered otherwise.
  mutating func beginAlternative(_ strip: Strip, at offset: Int) throws(ReadingFailure) {
    guard let last = open.indices.last, open[last].alternative == nil else {
      throw misplacedElse(at: offset)
    }
    current = newProgram()
    open[last].alternative = current
    open[last].alternativeStrip = strip
  }

  private func misplacedElse(at offset: Int) -> ReadingFailure {
    ReadingFailure(
      open.isEmpty ? "'else' stands in no block" : "the block has an 'else' already", at: offset)
  }

  /// Reads a closing tag, and closes the block with all that hangs on its `else`.
  mutating func readClosing(_ head: TagHead) throws(ReadingFailure) -> Int {
    var reader = reader(head, from: head.mark + 1)
    let name = try reader.readHead()
    let strip = try readEnd(&reader, head)
    guard let first = open.lastIndex(where: { !$0.isChained }) else {
      throw ReadingFailure("{{/\(name.original)}} closes nothing", at: head.start)
    }
    guard open[first].name.hasSameBytes(as: name.original) else {
      let place = TextPosition(offset: open[first].offset, in: bytes)
      throw ReadingFailure(
        "{{/\(name.original)}} does not close '\(open[first].name)', which begins in \(place)",
        at: head.start)
    }
    while open.count > first {
      let block = open.removeLast()
      // As Handlebars has it: the closing tag counts for the first two blocks of a chain, and each
      // further one is closed by its own beginning.
      let closeStrip = open.count <= first + 1 ? strip : block.strip
      let node = BlockNode(
        block, program: block.isInverted ? block.alternative : block.body,
        inverse: block.isInverted ? block.body : block.alternative, closeStrip: closeStrip)
      add(node, to: block.parent)
      current = block.parent
    }
    return reader.tag.offset
  }
}

extension BlockNode.Kind {
  /// The block of this name, if it is not a section on a value.
  init?(name: String) {
    switch name {
    case "if": self = .if
    case "unless": self = .unless
    case "each": self = .each
    case "with": self = .with
    case "ifEquals": self = .ifEquals
    case "unlessEquals": self = .unlessEquals
    default: return nil
    }
  }

  /// How many values it asks for.
  var argumentCount: Int {
    switch self {
    case .ifEquals, .unlessEquals: 2
    case .if, .unless, .each, .with, .section: 1
    }
  }
}
