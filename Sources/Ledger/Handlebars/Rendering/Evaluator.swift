internal import CanonicalJSON
internal import PromptTemplate

/// Carries out a template.
final class Evaluator {
  /// The template that is being carried out, or the partial.
  var tree: TemplateTree

  /// The partial's name; nothing in the template itself.
  var partialName: String?

  /// What this text's partials stand for.
  var partials: HandlebarsPartials

  /// How deep in partials.
  var depth = 0

  /// The contexts, from the outermost on; those before `scopeBase` are out of a partial's sight.
  var scopes: [Scope]
  var scopeBase = 0

  /// The loops, from the outermost on.
  var frames: [LoopFrame] = []

  /// The block parameters, likewise.
  var slots: [ParameterSlot] = []
  var slotBase = 0

  let root: JSONValue
  let input: RenderInput
  let limits: RenderLimits
  let isStrict: Bool

  var writer: MessageWriter
  var findings = Findings()
  private var stepsLeft: Int

  /// How deep in blocks and partials; what lies deeper could take more stack than there is.
  private var level = 0

  init(
    tree: TemplateTree, root: JSONValue, input: RenderInput,
    partials: @escaping HandlebarsPartials, limits: RenderLimits, isStrict: Bool
  ) {
    self.tree = tree
    self.root = root
    self.input = input
    self.partials = partials
    self.limits = limits
    self.isStrict = isStrict
    scopes = [Scope(value: root)]
    writer = MessageWriter(limit: limits.outputBytes)
    stepsLeft = limits.steps
  }

  /// Carries out the whole template.
  func run() throws(HandlebarsRenderError) -> [ChatElement] {
    try visit(0)
    let past = input.lists["history"] ?? []
    if !writer.hasHistory, !past.isEmpty { try charge(past) }
    guard findings.isEmpty else { throw .input(findings.error) }
    var elements = writer.finish()
    if !writer.hasHistory, !past.isEmpty {
      var place = elements.count
      if case .message(let last) = elements.last, last.role == "user" { place -= 1 }
      elements.insert(contentsOf: past.map { .message($0) }, at: place)
    }
    return elements
  }

  /// Counts steps.
  func step(_ count: Int = 1) throws(HandlebarsRenderError) {
    guard count <= stepsLeft else { throw .limit(RenderLimitError(.steps, most: limits.steps)) }
    stepsLeft -= count
  }

  /// Counts what takes time by its size: 64 bytes are a step.
  func step(bytes: Int) throws(HandlebarsRenderError) {
    if bytes >= 64 { try step(bytes / 64) }
  }

  func visit(_ program: Int) throws(HandlebarsRenderError) {
    guard level < limits.nesting else {
      throw .limit(RenderLimitError(.nesting, most: limits.nesting))
    }
    level += 1
    defer { level -= 1 }
    for node in tree.programs[program].nodes {
      try step()
      switch node {
      case .text(let index): try writer.write(tree.source[tree.texts[index].range])
      case .output(let index): try show(tree.outputs[index].expression)
      case .block(let index): try carryOut(tree.blocks[index])
      case .partial(let index): try include(tree.partials[index])
      case .comment: break
      }
    }
  }

  private func carryOut(_ block: BlockNode) throws(HandlebarsRenderError) {
    switch block.kind {
    case .if, .unless:
      let value = try subject(block, 0)
      let includesZero = try block.hash.first { $0.name == "includeZero" }.map {
        argument throws(HandlebarsRenderError) in
        Values.isTruthy(try evaluate(argument.value, isAsked: true))
      }
      let holds =
        !Values.isEmpty(value) && (includesZero == true || Values.isTruthy(value))
      try branch(block, holds == (block.kind == .if))
    case .ifEquals, .unlessEquals:
      let left = try subject(block, 0)
      let right = try subject(block, 1)
      try branch(block, try isEqual(left, right) == (block.kind == .ifEquals))
    case .with:
      let value = try subject(block, 0)
      if Values.isEmpty(value) {
        try visitInverse(block)
      } else {
        try enter(block, value, ParameterSlot(first: value))
      }
    case .each:
      try iterate(block, try subject(block, 0))
    case .section:
      let value = try subject(block, 0)
      switch value {
      case .bool(true): try branch(block, true)
      case nil, .null, .bool(false): try visitInverse(block)
      case .array: try iterate(block, value)
      default: try enter(block, value, ParameterSlot())
      }
    }
  }

  /// What a block asks for.
  private func subject(
    _ block: BlockNode, _ index: Int
  ) throws(HandlebarsRenderError) -> JSONValue? {
    // What has an alternative asks whether there is a value; what has none reads it.
    let isAsked =
      switch block.kind {
      case .if, .unless, .ifEquals, .unlessEquals: true
      case .each, .with, .section: block.program == nil || block.inverse != nil
      }
    return try evaluate(block.subjects[index], isAsked: isAsked)
  }

  private func visitInverse(_ block: BlockNode) throws(HandlebarsRenderError) {
    if let inverse = block.inverse { try visit(inverse) }
  }

  /// Carries out one side of a block in the same context.
  private func branch(
    _ block: BlockNode, _ holds: Bool
  ) throws(HandlebarsRenderError) {
    guard holds else { return try visitInverse(block) }
    guard let program = block.program else { return }
    if block.parameters != nil { slots.append(ParameterSlot(isBound: false)) }
    try visit(program)
    if block.parameters != nil { slots.removeLast() }
  }

  /// Carries out a block in the context of a value.
  private func enter(
    _ block: BlockNode, _ value: JSONValue?, _ slot: ParameterSlot
  ) throws(HandlebarsRenderError) {
    guard let program = block.program else { return }
    let isPushed = !isContext(value, of: block)
    if isPushed { scopes.append(Scope(value: value)) }
    if block.parameters != nil { slots.append(slot) }
    try visit(program)
    if block.parameters != nil { slots.removeLast() }
    if isPushed { scopes.removeLast() }
  }

  private func iterate(
    _ block: BlockNode, _ value: JSONValue?
  ) throws(HandlebarsRenderError) {
    switch value {
    case .array(let values) where !values.isEmpty:
      frames.append(LoopFrame(count: values.count))
      for (index, value) in values.enumerated() {
        let key = JSONValue.integer(index)
        frames[frames.count - 1].move(to: index, key: key)
        try enterItem(block, value, key)
      }
      frames.removeLast()
    case .object(let object) where !object.isEmpty:
      frames.append(LoopFrame(count: object.count))
      for (index, member) in object.enumerated() {
        let key = JSONValue.string(member.key)
        frames[frames.count - 1].move(to: index, key: key)
        try enterItem(block, member.value, key)
      }
      frames.removeLast()
    default: try visitInverse(block)
    }
  }

  private func enterItem(
    _ block: BlockNode, _ value: JSONValue, _ key: JSONValue
  ) throws(HandlebarsRenderError) {
    guard let program = block.program else { return try step() }
    // An empty body takes time too.
    if tree.programs[program].nodes.isEmpty { try step() }
    let isPushed = !Values.isSameScalar(value, scopes[scopes.count - 1].value)
    if isPushed { scopes.append(Scope(value: value)) }
    if block.parameters != nil { slots.append(ParameterSlot(first: value, second: key)) }
    try visit(program)
    if block.parameters != nil { slots.removeLast() }
    if isPushed { scopes.removeLast() }
  }

  /// Whether a value is the context that is there already; Handlebars enters no context twice, and
  /// `../` leads out of both.
  private func isContext(_ value: JSONValue?, of block: BlockNode) -> Bool {
    if Values.isSameScalar(value, scopes[scopes.count - 1].value) { return true }
    guard case .path(let path) = block.subjects.first else { return false }
    if case .data(up: _) = path.root {
      return scopes.count == 1 && path.names.count == 1 && path.names[0] == "root"
    }
    return path.isThis
  }
}

/// A context.
struct Scope {
  var value: JSONValue?

  /// What a partial was given beside it.
  var overlay: ScopeOverlay?

  /// What a partial was to be given as its context, where that has no value.
  var missing: MissingArgument?

  /// What a name that has no value here would have had it from; `nil` where that is the context.
  func missing(_ name: String) -> MissingArgument? {
    overlay?.hidden[UTF8Key(name)] ?? missing
  }
}

/// Named arguments of a partial, which lie over its context, and defaults, which lie below it.
///
/// A reference, since contexts are copied for every path that is read.
final class ScopeOverlay {
  let arguments: JSONObject

  /// The arguments that are null here since they have no value, by their names: they hide what the
  /// context has.
  let hidden: [UTF8Key: MissingArgument]

  let defaults: JSONObject

  init(arguments: JSONObject, hidden: [UTF8Key: MissingArgument], defaults: JSONObject) {
    self.arguments = arguments
    self.hidden = hidden
    self.defaults = defaults
  }
}

/// What the value of an argument would have been read from, in the text that includes a partial.
///
/// A reference, since contexts are copied for every path that is read.
final class MissingArgument {
  /// The path as it is written there.
  let path: String
  let offset: Int
  /// The text that it stands in.
  let source: [UInt8]
  /// The partial that this is the text of; `nil` for none.
  let partial: String?

  init(_ path: String, at offset: Int, in source: [UInt8], partial: String?) {
    self.path = path
    self.offset = offset
    self.source = source
    self.partial = partial
  }
}

/// What `@index` and its like read.
struct LoopFrame {
  let count: Int
  private(set) var index = 0
  private(set) var key = JSONValue.null

  init(count: Int) {
    self.count = count
  }

  mutating func move(to index: Int, key: JSONValue) {
    self.index = index
    self.key = key
  }

  /// The value of a name, if it is one of the loop's.
  func value(of name: String) -> JSONValue? {
    switch name {
    case "index": .integer(index)
    case "key": key
    case "first": .bool(index == 0)
    case "last": .bool(index == count - 1)
    default: nil
    }
  }
}

/// The values of a block's parameters.
struct ParameterSlot {
  var first: JSONValue?
  var second: JSONValue?

  /// Whether the block names anything; a condition does not.
  var isBound = true
}
