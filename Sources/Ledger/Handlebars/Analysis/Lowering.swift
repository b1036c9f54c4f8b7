internal import CanonicalJSON
public import PromptTemplate

/// Why a template cannot be given to those who only put values into placeholders.
public enum LoweringError: Error, Hashable, Sendable {
  /// What this tag gives depends on values.
  case needsValues(HandlebarsTag)

  /// What stands here is text, and would be taken for a placeholder.
  case readsAsPlaceholder(HandlebarsTag)

  /// It takes too much, or a partial is not there.
  case failure(HandlebarsRenderError)
}

/// A tag as it is written, and where.
public struct HandlebarsTag: Hashable, Sendable {
  /// The tag; of a long one only the beginning.
  public let text: String

  /// The place where it begins.
  public let place: HandlebarsPlace
}

extension HandlebarsTemplate {
  /// The messages of the template with placeholders where values go. With values in them they are
  /// the messages that rendering gives, as long as those are text and not blank.
  ///
  /// That is possible where nothing depends on values: where all tags are comments, names of
  /// placeholders, roles that are written out, lists of messages, and partials without a context and
  /// arguments. Lists stay in their places. Defaults play no part.
  ///
  /// - Parameter partials: What `{{> name}}` stands for.
  /// - Throws: `LoweringError` with the first tag that has no place in such a text.
  public func lowered(
    partials: @escaping HandlebarsPartials = { _ in nil }, limits: RenderLimits = .standard
  ) throws(LoweringError) -> [ChatElement] {
    var lowering = Lowering(tree: tree, partials: partials, limits: limits)
    try lowering.visit()
    return lowering.writer.finish()
  }
}

/// Goes through a template that has no blocks, as the evaluator does, and writes placeholders.
private struct Lowering {
  private var tree: TemplateTree
  private var partials: HandlebarsPartials
  private let limits: RenderLimits

  /// The partial that is being gone through; nothing in the template itself.
  private var partialName: String?
  private var depth = 0
  private var stepsLeft: Int

  /// The outermost partial whose lines are indented, which those of a value would be too.
  private var indented: HandlebarsTag?

  /// Whether the text ends with a brace, which one more brace makes two.
  private var endsWithBrace = false

  var writer: MessageWriter

  init(tree: TemplateTree, partials: @escaping HandlebarsPartials, limits: RenderLimits) {
    self.tree = tree
    self.partials = partials
    self.limits = limits
    stepsLeft = limits.steps
    writer = MessageWriter(limit: limits.outputBytes)
  }

  mutating func visit() throws(LoweringError) {
    for node in tree.programs[0].nodes {
      try step()
      switch node {
      case .comment: break
      case .text(let index): try write(tree.texts[index].range)
      case .output(let index): try show(tree.outputs[index].expression)
      case .block(let index): throw .needsValues(tag(at: tree.blocks[index].offset))
      case .partial(let index): try include(tree.partials[index])
      }
    }
  }

  private mutating func step() throws(LoweringError) {
    guard stepsLeft > 0 else {
      throw .failure(.limit(RenderLimitError(.steps, most: limits.steps)))
    }
    stepsLeft -= 1
  }

  /// Lets the writer do something.
  private mutating func write(
    _ body: (inout MessageWriter) throws(HandlebarsRenderError) -> Void
  ) throws(LoweringError) {
    do throws(HandlebarsRenderError) {
      try body(&writer)
    } catch {
      throw .failure(error)
    }
  }

  /// Writes text of the template. Two braces in it are hidden by a backslash.
  private mutating func write(_ range: Range<Int>) throws(LoweringError) {
    let bytes = tree.source[range]
    if let offset = doubleBrace(in: bytes) {
      let isHidden = offset > 0 && tree.source[offset - 1] == UInt8(ascii: "\\")
      throw .readsAsPlaceholder(tag(at: isHidden ? offset - 1 : offset, isText: true))
    }
    guard let first = bytes.first, let last = bytes.last else { return }
    if endsWithBrace, first == UInt8(ascii: "{") {
      throw .readsAsPlaceholder(tag(at: range.lowerBound, isText: true))
    }
    endsWithBrace = last == UInt8(ascii: "{")
    try write { writer throws(HandlebarsRenderError) in try writer.write(bytes) }
  }

  private func doubleBrace(in bytes: ArraySlice<UInt8>) -> Int? {
    bytes.indices.dropLast().first {
      bytes[$0] == UInt8(ascii: "{") && bytes[$0 + 1] == UInt8(ascii: "{")
    }
  }

  private mutating func write(variable name: String, at offset: Int) throws(LoweringError) {
    if let indented { throw .needsValues(indented) }
    // Some clients take the braces of a name to be the first two there are.
    if endsWithBrace { throw .readsAsPlaceholder(tag(at: offset)) }
    endsWithBrace = false
    try write { writer throws(HandlebarsRenderError) in try writer.write(variable: name) }
  }

  private mutating func begin(
    _ role: String, _ attributes: [MessageAttribute] = []
  ) throws(LoweringError) {
    endsWithBrace = false
    try write { writer throws(HandlebarsRenderError) in
      try writer.begin(role: role, attributes: attributes)
    }
  }

  private mutating func insert(list name: String, nextRole: String) throws(LoweringError) {
    endsWithBrace = false
    try write { writer throws(HandlebarsRenderError) in
      try writer.add([.list(name)], isHistory: false, nextRole: nextRole)
    }
  }

  private mutating func show(_ expression: Expression) throws(LoweringError) {
    switch expression {
    case .literal: break
    case .path(let path):
      guard case .context(up: 0) = path.root, path.names.count == 1,
        Template.isName(path.names[0])
      else { throw .needsValues(tag(at: path.offset)) }
      try write(variable: path.names[0], at: path.offset)
    case .call(let call):
      switch (call.helper, call.arguments.first) {
      case (.role, .literal(.string(let role))):
        var attributes: [MessageAttribute] = []
        for argument in call.hash {
          guard case .literal(.string(let text)) = argument.value else {
            throw .needsValues(tag(at: call.offset))
          }
          attributes.removeAll { $0.name.hasSameBytes(as: argument.name) }
          attributes.append(MessageAttribute(name: argument.name, value: text))
        }
        try begin(role, attributes)
      case (.history, _): try insert(list: call.helper.rawValue, nextRole: "model")
      case (.messages, .literal(.string(let name))): try insert(list: name, nextRole: "user")
      default: throw .needsValues(tag(at: call.offset))
      }
    }
  }
}

// Partials.
extension Lowering {
  private mutating func include(_ node: PartialNode) throws(LoweringError) {
    guard node.context == nil, node.hash.isEmpty else {
      throw .needsValues(tag(at: node.offset))
    }
    let indent = node.indent.map { tree.source[$0] }
    let outer = indented
    if let indent {
      writer.indent(indent)
      indented = outer ?? tag(at: node.offset)
    }
    try include(partials(node.name), named: node.name, at: node.offset)
    if indent != nil { writer.outdent() }
    indented = outer
  }

  private mutating func include(
    _ partial: HandlebarsPartial?, named name: String, at offset: Int
  ) throws(LoweringError) {
    guard let partial else {
      throw .failure(
        .failure(reason: "no text is there for the partial “\(name)”", place: place(offset)))
    }
    guard depth < limits.partialDepth else {
      throw .failure(.limit(RenderLimitError(.depth, most: limits.partialDepth)))
    }
    depth += 1
    switch partial.content {
    case .handlebars(let template):
      let outer = (tree, partialName, partials)
      (tree, partialName, partials) = (template.tree, name, partial.partials)
      try visit()
      (tree, partialName, partials) = outer
    case .parts(let parts): try write(parts, of: partial, at: offset)
    case .messages(let elements):
      for element in elements {
        try step()
        switch element {
        case .message(let message):
          try begin(message.role, message.attributes)
          try write(message.parts, of: partial, at: offset)
        case .list(let list): try insert(list: list, nextRole: "user")
        }
      }
      try begin("user")
    }
    depth -= 1
  }

  /// Writes the parts of a text of another dialect, which the tag at this place includes.
  private mutating func write(
    _ parts: [MessagePart], of partial: HandlebarsPartial, at offset: Int
  ) throws(LoweringError) {
    for part in parts {
      guard case .text(let text) = part else { throw .needsValues(tag(at: offset)) }
      for piece in text.pieces {
        try step()
        switch piece {
        case .literal(let text):
          let bytes = Array(text.utf8)[...]
          if doubleBrace(in: bytes) != nil || endsWithBrace && bytes.first == UInt8(ascii: "{") {
            throw .readsAsPlaceholder(tag(at: offset))
          }
          endsWithBrace = bytes.last == UInt8(ascii: "{")
          try write { writer throws(HandlebarsRenderError) in try writer.write(bytes) }
        case .variable(let name, _): try write(variable: name, at: offset)
        case .partial(let name): try include(partial.partials(name), named: name, at: offset)
        }
      }
    }
  }
}

// Places.
extension Lowering {
  /// How much of a tag is shown, in bytes.
  private static let excerptLimit = 60

  private func place(_ offset: Int) -> HandlebarsPlace {
    HandlebarsPlace(
      partial: partialName, position: TextPosition(offset: offset, in: tree.source))
  }

  /// The tag that begins here, or the text that would be taken for one.
  private func tag(at offset: Int, isText: Bool = false) -> HandlebarsTag {
    HandlebarsTag(text: excerpt(from: offset, isText: isText), place: place(offset))
  }

  /// What stands here up to closing braces outside of quotes, if they are near.
  private func excerpt(from start: Int, isText: Bool) -> String {
    let source = tree.source
    let open = source[start...].prefix(Self.excerptLimit)
      .drop { $0 == UInt8(ascii: "\\") }.prefix { $0 == UInt8(ascii: "{") }.count
    var quote: UInt8?
    var end = start
    let limit = min(source.count, start + Self.excerptLimit)
    while end < limit, source[end] != 0x0a, source[end] != 0x0d {
      let byte = source[end]
      if let opened = quote {
        if byte == opened { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"), !isText {
        quote = byte
      } else if byte == UInt8(ascii: "}"), end + 1 < source.count,
        source[end + 1] == UInt8(ascii: "}")
      {
        end += source[end...].prefix(max(open, 2)).prefix { $0 == UInt8(ascii: "}") }.count
        return String(decoding: source[start..<end], as: UTF8.self)
      }
      end += 1
    }
    if end == source.count { return String(decoding: source[start..<end], as: UTF8.self) }
    // No character is cut in two.
    while end > start, source[end] & 0xc0 == 0x80 { end -= 1 }
    return String(decoding: source[start..<end], as: UTF8.self) + "…"
  }
}
