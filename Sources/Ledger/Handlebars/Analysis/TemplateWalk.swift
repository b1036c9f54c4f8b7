internal import CanonicalJSON
internal import PromptTemplate

/// Goes through one template and notes what its tags ask for.
final class TemplateWalk {
  private let tree: TemplateTree
  private let include: (TemplateWalk, PartialNode) -> Void

  var survey = TemplateSurvey()

  /// The places of the contexts, from the outermost on; nothing where the text does not say.
  private(set) var scopes: [ValuePlace?] = [ValuePlace(base: .context, names: [])]

  /// The places of the block parameters that are in force.
  private var parameters: [ValuePlace?] = []

  /// The values that are known to be there, since a block has asked for them.
  private var guards: [ValuePlace] = []

  /// How deep in blocks and partials.
  private(set) var level: Int

  init(
    tree: TemplateTree, firstRole: String?, level: Int,
    include: @escaping (TemplateWalk, PartialNode) -> Void
  ) {
    self.tree = tree
    self.include = include
    self.level = level
    survey.nextRole = firstRole
  }

  func visit(_ program: Int) {
    // What lies deeper is never rendered.
    guard level < RenderLimits.standard.nesting else { return }
    level += 1
    defer { level -= 1 }
    for node in tree.programs[program].nodes {
      switch node {
      case .text(let index):
        if !WhiteSpace.fills(Array(tree.source[tree.texts[index].range])) { noteText() }
      case .output(let index): visit(tree.outputs[index].expression)
      case .block(let index): visit(tree.blocks[index])
      case .partial(let index): include(self, tree.partials[index])
      case .comment: break
      }
    }
  }

  /// Notes that text stands here, which may begin a message by itself.
  func noteText() {
    survey.hasText = true
    if let role = survey.nextRole { survey.roles.append(role) }
    survey.nextRole = nil
  }

  private func visit(_ expression: Expression) {
    guard case .call(let call) = expression else {
      noteText()
      return ask(expression, .text)
    }
    switch call.helper {
    case .lookup, .json:
      noteText()
      ask(expression, .text)
    case .section:
      noteText()
      ask(call.arguments[0], .text)
    case .media:
      noteText()
      for argument in call.hash { ask(argument.value, .media) }
    case .role:
      survey.makesMessages = true
      survey.nextRole = nil
      if case .literal(.string(let role)) = call.arguments[0] { survey.roles.append(role) }
      ask(call.arguments[0], .text)
      for argument in call.hash { ask(argument.value, .text) }
    case .history:
      survey.makesMessages = true
      survey.lists.append(("history", call.offset))
      survey.nextRole = "model"
    case .messages:
      survey.makesMessages = true
      if case .literal(.string(let name)) = call.arguments[0] {
        survey.lists.append((name, call.offset))
      }
      survey.nextRole = "user"
    }
  }

  private func visit(_ block: BlockNode) {
    let places = block.subjects.map { place(of: $0) }
    let known = places.compactMap { $0 }
    switch block.kind {
    case .if, .unless:
      ask(block.subjects[0], .condition, isRead: false)
      side(block.program, known: block.kind == .if ? known : [], block)
      side(block.inverse, known: block.kind == .if ? [] : known, nil)
    case .ifEquals, .unlessEquals:
      for subject in block.subjects { ask(subject, .condition, isRead: false) }
      // What equals a literal is there.
      let isLiteral = block.subjects.contains {
        if case .literal(.some) = $0 { true } else { false }
      }
      let known = isLiteral ? known : []
      side(block.program, known: block.kind == .ifEquals ? known : [], block)
      side(block.inverse, known: block.kind == .ifEquals ? [] : known, nil)
    case .with, .each, .section:
      let isRead = block.program != nil && block.inverse == nil
      ask(block.subjects[0], .data, isRead: isRead)
      var inner = places[0]
      if block.kind == .each { inner = inner?.appending([ValuePlace.item]) }
      let isSame =
        if case .path(let path) = block.subjects[0] { path.isThis && block.kind != .each } else {
          false
        }
      if !isSame { scopes.append(inner) }
      side(block.program, known: known, block, parameter: inner)
      if !isSame { scopes.removeLast() }
      side(block.inverse, known: [], nil)
    }
  }

  /// Goes through a side of a block, in which some values are known to be there.
  private func side(
    _ program: Int?, known: [ValuePlace], _ block: BlockNode?, parameter: ValuePlace? = nil
  ) {
    guard let program else { return }
    let hasParameters = block?.parameters != nil
    if hasParameters { parameters.append(parameter) }
    guards += known
    visit(program)
    guards.removeLast(known.count)
    if hasParameters { parameters.removeLast() }
  }

  /// Notes what an expression asks for.
  func ask(_ expression: Expression, _ use: Ask.Use, isRead: Bool = true) {
    switch expression {
    case .literal: break
    case .path(let path):
      if let place = place(of: expression) {
        note(place, use, isRead: isRead, offset: path.offset)
      }
    case .call(let call):
      if call.helper == .lookup {
        if let place = place(of: expression) {
          note(place, use, isRead: isRead, offset: call.offset)
        } else {
          ask(call.arguments[0], .data, isRead: isRead)
        }
        ask(call.arguments[1], .text, isRead: isRead)
      } else {
        for argument in call.arguments { ask(argument, .data, isRead: isRead) }
        for argument in call.hash { ask(argument.value, .data, isRead: false) }
      }
    }
  }

  func note(_ place: ValuePlace, _ use: Ask.Use, isRead: Bool, offset: Int) {
    guard let name = place.names.first else { return }
    // A condition on any part of a variable says that the variable is there.
    let isGuarded = guards.contains { $0.base == place.base && $0.names.first == name }
    survey.asks.append(
      Ask(place: place, use: use, isRead: isRead && !isGuarded, offset: offset))
  }

  /// Where the value of an expression is found; nothing if the text does not say.
  func place(of expression: Expression) -> ValuePlace? {
    switch expression {
    case .literal: nil
    case .path(let path): place(of: path)
    case .call(let call):
      if call.helper == .lookup, case .literal(let value?) = call.arguments[1],
        let name = value.string ?? value.number?.description
      {
        place(of: call.arguments[0])?.appending([UTF8Key(name)])
      } else {
        nil
      }
    }
  }

  private func place(of path: Path) -> ValuePlace? {
    let names = path.names.map { UTF8Key($0) }
    switch path.root {
    case .context(let up):
      let index = scopes.count - 1 - up
      return scopes.indices.contains(index) ? scopes[index]?.appending(names) : nil
    case .data:
      switch path.names.first {
      case nil, "index", "key", "first", "last": return nil
      case "root": return ValuePlace(base: .root, names: Array(names.dropFirst()))
      default: return ValuePlace(base: .data, names: names)
      }
    case .parameter(let slot, let isSecond):
      guard !isSecond, parameters.indices.contains(slot) else { return nil }
      return parameters[slot]?.appending(names)
    }
  }
}
