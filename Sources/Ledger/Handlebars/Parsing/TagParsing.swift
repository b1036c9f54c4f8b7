internal import CanonicalJSON
internal import PromptTemplate

extension TreeParser {
  /// Reads the tag that begins here, and returns where it ends.
  mutating func readTag(at start: Int) throws(ReadingFailure) -> Int {
    if byte(start + 2) == UInt8(ascii: "{"), byte(start + 3) == UInt8(ascii: "{") {
      throw ReadingFailure(
        "raw blocks are not carried out: write \\{{ for braces that are text", at: start)
    }
    let stripsBefore = byte(start + 2) == UInt8(ascii: "~")
    let mark = start + (stripsBefore ? 3 : 2)
    let head = TagHead(start: start, mark: mark, stripsBefore: stripsBefore)
    switch byte(mark) {
    case UInt8(ascii: "!"):
      return try readComment(at: start, mark: mark, stripsBefore: stripsBefore)
    case UInt8(ascii: ">"): return try readPartial(head)
    case UInt8(ascii: "#"):
      if byte(mark + 1) == UInt8(ascii: ">") {
        throw ReadingFailure("partial blocks are not carried out: write {{> name}}", at: start)
      }
      if byte(mark + 1) == UInt8(ascii: "*") {
        throw ReadingFailure(
          "inline partials are not carried out: make the text a prompt of its own, and write "
            + "{{> name}}", at: start)
      }
      return try readOpening(head, isInverted: false)
    case UInt8(ascii: "/"): return try readClosing(head)
    case UInt8(ascii: "^"):
      if let (end, strip) = closingBraces(from: mark + 1) {
        try beginAlternative(Strip(before: stripsBefore, after: strip), at: start)
        return end
      }
      return try readOpening(head, isInverted: true)
    case UInt8(ascii: "{"): return try readOutput(head, isUnescaped: true, skipping: 1)
    case UInt8(ascii: "&"): return try readOutput(head, isUnescaped: false, skipping: 1)
    case UInt8(ascii: "*"):
      throw ReadingFailure("decorators are not carried out", at: start)
    default:
      guard let end = elseEnd(from: mark) else {
        return try readOutput(head, isUnescaped: false, skipping: 0)
      }
      if let (end, strip) = closingBraces(from: end) {
        try beginAlternative(Strip(before: stripsBefore, after: strip), at: start)
        return end
      }
      return try readChained(head, from: end)
    }
  }

  /// Where a tag begins, and what is known of it so far.
  struct TagHead {
    let start: Int

    /// Where its mark is, or else its name.
    let mark: Int

    let stripsBefore: Bool
  }

  /// Where `else` ends, if that is what follows.
  private func elseEnd(from start: Int) -> Int? {
    let first = WhiteSpace.end(from: start, to: bytes.count, in: bytes)
    guard bytes.count - first > 4, bytes[first..<(first + 4)].elementsEqual("else".utf8) else {
      return nil
    }
    switch bytes[first + 4] {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      return nil
    default: return first + 4
    }
  }

  /// The end of a tag in which nothing else stands.
  private func closingBraces(from start: Int) -> (end: Int, strip: Bool)? {
    var offset = WhiteSpace.end(from: start, to: bytes.count, in: bytes)
    let strip = byte(offset) == UInt8(ascii: "~")
    if strip { offset += 1 }
    guard byte(offset) == UInt8(ascii: "}"), byte(offset + 1) == UInt8(ascii: "}") else {
      return nil
    }
    return (offset + 2, strip)
  }

  func reader(_ head: TagHead, from offset: Int) -> ExpressionReader {
    // Behind `else` a block's parameters are out of force.
    let names =
      hasParameters
      ? open.filter { !$0.parameters.isEmpty && $0.alternative == nil }.map(\.parameters) : []
    return ExpressionReader(
      tag: TagReader(bytes: bytes, start: head.start, offset: offset), parameters: names)
  }

  /// Reads the end of a tag.
  func readEnd(_ reader: inout ExpressionReader, _ head: TagHead) throws(ReadingFailure) -> Strip {
    guard case .end(let strip) = try reader.tag.peek() else {
      throw try reader.tag.unexpected("}}")
    }
    try reader.tag.next()
    return Strip(before: head.stripsBefore, after: strip)
  }

  private mutating func readOutput(
    _ head: TagHead, isUnescaped: Bool, skipping: Int
  ) throws(ReadingFailure) -> Int {
    var reader = reader(head, from: head.mark + skipping)
    let name = try reader.readHead()
    let (arguments, hash) = try reader.readArguments()
    var strip: Strip
    if isUnescaped {
      guard case .endUnescaped(let after) = try reader.tag.peek() else {
        throw try reader.tag.unexpected("}}}")
      }
      try reader.tag.next()
      strip = Strip(before: head.stripsBefore, after: after)
    } else {
      strip = try readEnd(&reader, head)
    }
    let expression = try output(name, arguments, hash, reader)
    add(OutputNode(expression: expression, strip: strip))
    return reader.tag.offset
  }

  /// What a tag without a mark stands for.
  private func output(
    _ name: ExpressionReader.Head, _ arguments: [Expression], _ hash: [HashArgument],
    _ reader: ExpressionReader
  ) throws(ReadingFailure) -> Expression {
    if arguments.isEmpty, hash.isEmpty {
      if let simple = name.simpleName, BlockNode.Kind(name: simple) != nil {
        throw ReadingFailure("'\(simple)' is a block: write {{#\(simple) …}}", at: name.offset)
      }
      if name.simpleName == Helper.history.rawValue {
        return .call(try reader.call(.history, [], [], at: name.offset))
      }
      return .path(path(of: name, in: reader))
    }
    guard let helper = name.simpleName.flatMap(Helper.init(rawValue:)) else {
      throw unknownHelper(name, isBlock: false)
    }
    let call = try reader.call(helper, arguments, hash, at: name.offset)
    try check(call)
    return .call(call)
  }

  /// The path that a name stands for; a literal is the name of a member.
  func path(of name: ExpressionReader.Head, in reader: ExpressionReader) -> Path {
    if case .path(let path) = name.expression { return path }
    return Path(
      root: .context(up: 0), names: [name.original], written: name.original,
      offset: reader.tag.start)
  }

  func unknownHelper(_ name: ExpressionReader.Head, isBlock: Bool) -> ReadingFailure {
    let known =
      isBlock
      ? "if, unless, each, with, ifEquals and unlessEquals"
      : Helper.allCases.map(\.rawValue).joined(separator: ", ")
    if !isBlock, let simple = name.simpleName, BlockNode.Kind(name: simple) != nil {
      return ReadingFailure("'\(simple)' is a block: write {{#\(simple) …}}", at: name.offset)
    }
    return ReadingFailure(
      "no \(isBlock ? "block" : "helper") is named '\(name.original)': known are \(known)",
      at: name.offset)
  }

  /// Checks what the helpers of messages take.
  private func check(_ call: HelperCall) throws(ReadingFailure) {
    switch call.helper {
    case .lookup, .json, .history, .section: break
    case .media:
      guard call.hash.contains(where: { $0.name.hasSameBytes(as: "url") }) else {
        throw ReadingFailure("write \(Helper.media.usage)", at: call.offset)
      }
    case .messages:
      guard case .literal(.string(let name)) = call.arguments.first, !name.utf8.isEmpty else {
        throw ReadingFailure(
          "the name of a list is written in quotes: \(Helper.messages.usage)", at: call.offset)
      }
    case .role:
      if case .literal(let value) = call.arguments.first {
        guard let role = value?.string, MarkerRules.isRole(role) else {
          throw ReadingFailure(
            "a role is 1 to \(MarkerRules.longestRole) characters in quotes, without quotes of its "
              + "own kind, braces, backslashes and control characters: \(Helper.role.usage)",
            at: call.offset)
        }
      }
      for member in call.hash where !MarkerRules.isAttribute(member.name) {
        throw ReadingFailure(
          "'\(member.name)' cannot be a member of a message beside its role and its content: "
            + "such a name has ASCII letters, digits, '_' and '-'", at: member.offset)
      }
    }
  }

  private mutating func readPartial(_ head: TagHead) throws(ReadingFailure) -> Int {
    var reader = reader(head, from: head.mark + 1)
    if case .open = try reader.tag.peek() {
      throw ReadingFailure(
        "the name of a partial is written as it is: no value can choose it",
        at: reader.tag.tokenOffset)
    }
    let name = try reader.readHead()
    if name.original.hasSameBytes(as: "@partial-block") {
      throw ReadingFailure("partial blocks are not carried out", at: head.start)
    }
    let (arguments, hash) = try reader.readArguments()
    guard arguments.count < 2 else {
      throw ReadingFailure(
        "a partial takes one context: give other values names, {{> \(name.original) a=b}}",
        at: name.offset)
    }
    let strip = try readEnd(&reader, head)
    add(
      PartialNode(
        name: name.original, context: arguments.first, hash: hash, strip: strip,
        offset: head.start))
    return reader.tag.offset
  }
}
