internal import CanonicalJSON
internal import PromptTemplate

extension Evaluator {
  /// Carries out a partial in the place of its tag.
  func include(_ node: PartialNode) throws(HandlebarsRenderError) {
    guard let partial = partials(node.name) else {
      throw .failure(
        reason: "no text is there for the partial “\(node.name)”", place: place(node.offset))
    }
    let scope = try scope(of: node, defaults: partial.defaults)
    if let indent = node.indent { writer.indent(tree.source[indent]) }
    try include(partial, named: node.name, in: scope, offset: node.offset)
    if node.indent != nil { writer.outdent() }
  }

  /// The context of a partial: its own or the includer's, with named arguments over it and defaults
  /// below it.
  private func scope(
    of node: PartialNode, defaults: JSONObject
  ) throws(HandlebarsRenderError) -> Scope {
    var scope = scopes[scopes.count - 1]
    if let context = node.context {
      if case .path(let path) = context, path.isThis {
        // The includer's own, with what lies over it.
      } else {
        // Whether a value is missing shows where the partial reads it.
        let value = try evaluate(context, isAsked: true)
        scope = Scope(value: value, missing: value == nil ? missing(context, node) : nil)
      }
    }
    guard !node.hash.isEmpty || !defaults.isEmpty else { return scope }
    if node.hash.isEmpty, scope.overlay == nil, !holdsMembers(scope.value) { return scope }
    let outer = scope.overlay
    var below = outer?.defaults ?? [:]
    if !below.isEmpty, !defaults.isEmpty { try step(below.count) }
    for member in defaults where below[member.key] == nil {
      try step()
      below[member.key] = member.value
    }
    var arguments = outer?.arguments ?? [:]
    var hidden = outer?.hidden ?? [:]
    if !node.hash.isEmpty { try step(arguments.count + hidden.count) }
    // Handlebars sets them from the last to the first, so that of a name's repetitions the first
    // counts.
    for argument in node.hash.reversed() {
      try step()
      let value = try evaluate(argument.value, isAsked: true)
      arguments[argument.name] = value ?? .null
      if value == nil {
        hidden[UTF8Key(argument.name)] = missing(argument.value, node)
      } else if !hidden.isEmpty {
        hidden[UTF8Key(argument.name)] = nil
      }
    }
    scope.overlay = ScopeOverlay(arguments: arguments, hidden: hidden, defaults: below)
    return scope
  }

  /// What an argument without a value would have been read from; where that is an argument without a
  /// value itself, what that would have been read from.
  private func missing(_ expression: Expression, _ node: PartialNode) -> MissingArgument {
    if case .path(let path) = expression, let outer = hidden(path) { return outer }
    let offset =
      switch expression {
      case .path(let path): path.offset
      case .call(let call): call.offset
      case .literal: node.offset
      }
    return MissingArgument(
      written(expression), at: offset, in: tree.source, partial: partialName)
  }

  /// Whether defaults can lie below a value: below an object, and below nothing.
  private func holdsMembers(_ value: JSONValue?) -> Bool {
    switch value {
    case nil, .null, .object: true
    case .bool, .number, .string, .array: false
    }
  }

  private func include(
    _ partial: HandlebarsPartial, named name: String, in scope: Scope, offset: Int
  ) throws(HandlebarsRenderError) {
    guard depth < limits.partialDepth else {
      throw .limit(RenderLimitError(.depth, most: limits.partialDepth))
    }
    depth += 1
    switch partial.content {
    case .handlebars(let template):
      let outer = (tree, partialName, partials, scopeBase, slotBase)
      (tree, partialName, partials) = (template.tree, name, partial.partials)
      (scopeBase, slotBase) = (scopes.count, slots.count)
      scopes.append(scope)
      try visit(0)
      scopes.removeLast()
      (tree, partialName, partials, scopeBase, slotBase) = outer
    case .parts(let parts):
      try write(parts, of: partial, in: scope, offset: offset)
    case .messages(let elements):
      for element in elements {
        try step()
        switch element {
        case .message(let message):
          try writer.begin(role: message.role, attributes: message.attributes)
          try write(message.parts, of: partial, in: scope, offset: offset)
        case .list(let list): try insertList(list, nextRole: "user")
        }
      }
      try writer.begin(role: "user")
    }
    depth -= 1
  }

  /// Writes the parts of a text of another dialect, with its variables filled in.
  private func write(
    _ parts: [MessagePart], of partial: HandlebarsPartial, in scope: Scope, offset: Int
  ) throws(HandlebarsRenderError) {
    for part in parts {
      try step()
      switch part {
      case .text(let text):
        for piece in text.pieces {
          try step()
          switch piece {
          case .literal(let text): try writer.write(text)
          case .variable(let name, source: let source):
            try writer.write(try plainText(name, in: scope, offset: offset) ?? source)
          case .partial(let name):
            guard let inner = partial.partials(name) else {
              throw .failure(
                reason: "no text is there for its partial “\(name)”", place: place(offset))
            }
            var scope = scope
            if !inner.defaults.isEmpty {
              try step(inner.defaults.count)
              scope = below(scope, inner.defaults)
            }
            try include(inner, named: name, in: scope, offset: offset)
          }
        }
      case .media(let media):
        let url = try value(media.url, in: scope, offset: offset)
        let type = try media.contentType.map { type throws(HandlebarsRenderError) in
          try value(type, in: scope, offset: offset)
        }
        try addMedia(url: url, type: type ?? nil)
      case .section(let name):
        try writer.use(name.utf8.count)
        try writer.add(.section(name))
      }
    }
  }

  /// A context with further defaults below it.
  private func below(_ scope: Scope, _ defaults: JSONObject) -> Scope {
    if scope.overlay == nil, !holdsMembers(scope.value) { return scope }
    var below = scope.overlay?.defaults ?? [:]
    for member in defaults where below[member.key] == nil { below[member.key] = member.value }
    var scope = scope
    scope.overlay = ScopeOverlay(
      arguments: scope.overlay?.arguments ?? [:], hidden: scope.overlay?.hidden ?? [:],
      defaults: below)
    return scope
  }

  private func value(
    _ marker: MarkerValue, in scope: Scope, offset: Int
  ) throws(HandlebarsRenderError) -> String? {
    switch marker {
    case .literal(let text): text
    case .variable(let name): try plainText(name, in: scope, offset: offset)
    }
  }

  /// The text of a variable as dialects of placeholders have it: arrays and objects as JSON.
  private func plainText(
    _ name: String, in scope: Scope, offset: Int
  ) throws(HandlebarsRenderError) -> String? {
    guard let value = member(name, of: scope) else {
      noteMissing(scope.missing(name), or: name, at: offset)
      return nil
    }
    switch value {
    case .string(let text): return text
    case .null: return ""
    case .bool(let value): return value ? "true" : "false"
    case .number(let number): return number.description
    case .array, .object:
      var text = JSONText(indent: [], room: limits.outputBytes)
      guard text.write(value, depth: 0) else {
        throw .limit(RenderLimitError(.output, most: limits.outputBytes))
      }
      return String(decoding: text.bytes, as: UTF8.self)
    }
  }
}
