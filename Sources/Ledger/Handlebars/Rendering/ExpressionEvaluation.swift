internal import CanonicalJSON
internal import PromptTemplate

extension Evaluator {
  /// The value of an expression.
  ///
  /// - Parameter isAsked: Whether it may be missing also in a strict rendering.
  func evaluate(
    _ expression: Expression, isAsked: Bool
  ) throws(HandlebarsRenderError) -> JSONValue? {
    switch expression {
    case .literal(let value): return value
    case .path(let path):
      let value = try self.value(of: path)
      if value == nil, !isAsked {
        noteMissing(hidden(path), or: path.written, at: path.offset)
      }
      return value
    case .call(let call):
      try step()
      switch call.helper {
      case .lookup:
        let value = try lookUp(call, isAsked: isAsked)
        if value == nil, !isAsked { note(.missing, written(call), at: call.offset) }
        return value
      case .json:
        let bytes = try json(call, isAsked: isAsked)
        try step(bytes: bytes.count)
        return .string(String(decoding: bytes, as: UTF8.self))
      case .role, .history, .messages, .media, .section: return nil
      }
    }
  }

  /// The value of a path.
  private func value(of path: Path) throws(HandlebarsRenderError) -> JSONValue? {
    var value: JSONValue?
    // How many names have been followed.
    var count = 1
    switch path.root {
    case .context(let up):
      let index = scopes.count - 1 - up
      guard index >= scopeBase else { return nil }
      guard let first = path.names.first else { return try whole(scopes[index]) }
      try charge(first, in: scopes[index].value)
      value = member(first, of: scopes[index])
    case .data(let up):
      guard let first = path.names.first else { return nil }
      value = data(first, up: up)
    case .parameter(let slot, let isSecond):
      count = 0
      let index = slotBase + slot
      guard slots.indices.contains(index) else { return nil }
      guard slots[index].isBound else {
        throw .failure(
          reason:
            "“\(path.written)” has no value here: a condition gives none to the names behind 'as'",
          place: place(path.offset))
      }
      value = isSecond ? slots[index].second : slots[index].first
    }
    if path.names.count == count { return value }
    for name in path.names.dropFirst(count) {
      guard value != nil else { return nil }
      try charge(name, in: value)
      value = Values.member(name, of: value)
    }
    return value
  }

  /// Counts a look at a member: by its name, and by the text if it is one whose length may be asked.
  private func charge(_ name: String, in value: JSONValue?) throws(HandlebarsRenderError) {
    try step(bytes: name.utf8.count)
    if case .string(let text) = value { try step(bytes: text.utf8.count) }
  }

  /// What `@name` reads.
  private func data(_ name: String, up: Int) -> JSONValue? {
    if up < frames.count, let value = frames[frames.count - 1 - up].value(of: name) {
      return value
    }
    // A loop sees what it does not set itself as it is outside of all loops. One step further out is
    // the caller's context alone.
    if name == "root" { return up <= frames.count ? root : nil }
    return up <= frames.count + 1 ? input.context[name] : nil
  }

  /// A member of a context.
  func member(_ name: String, of scope: Scope) -> JSONValue? {
    guard let overlay = scope.overlay else { return Values.member(name, of: scope.value) }
    if let value = overlay.arguments[name] {
      let isMissing = value.isNull && !overlay.hidden.isEmpty
      return isMissing && overlay.hidden[UTF8Key(name)] != nil ? nil : value
    }
    if let value = scope.value?.object?[name] { return value }
    return overlay.defaults[name]
  }

  /// A whole context as a value.
  private func whole(_ scope: Scope) throws(HandlebarsRenderError) -> JSONValue? {
    guard let overlay = scope.overlay else { return scope.value }
    let object = scope.value?.object ?? JSONObject()
    try step(object.count + overlay.arguments.count + overlay.defaults.count)
    var whole = overlay.defaults
    for member in object { whole[member.key] = member.value }
    for member in overlay.arguments { whole[member.key] = member.value }
    return .object(whole)
  }

  private func lookUp(
    _ call: HelperCall, isAsked: Bool
  ) throws(HandlebarsRenderError) -> JSONValue? {
    let object = try evaluate(call.arguments[0], isAsked: isAsked)
    let name = try evaluate(call.arguments[1], isAsked: isAsked)
    guard Values.isTruthy(object) else { return object }
    let key: String
    switch name {
    case .string(let text): key = text
    case .number(let number): key = number.description
    case .bool(let value): key = value ? "true" : "false"
    case nil, .null, .array, .object: return nil
    }
    try charge(key, in: object)
    return Values.member(key, of: object)
  }

  /// A helper as it is written, for messages.
  func written(_ call: HelperCall) -> String {
    ([call.helper.rawValue] + call.arguments.map { written($0) }).joined(separator: " ")
  }

  func written(_ expression: Expression) -> String {
    switch expression {
    case .literal(let value): value?.text() ?? "undefined"
    case .path(let path): path.written
    case .call(let call): "(\(written(call)))"
    }
  }

  /// Whether both are strictly equal: of one type, with the same value.
  func isEqual(
    _ left: JSONValue?, _ right: JSONValue?
  ) throws(HandlebarsRenderError) -> Bool {
    switch (left, right) {
    case (nil, nil), (.null?, .null?): return true
    case (.bool(let left)?, .bool(let right)?): return left == right
    case (.number(let left)?, .number(let right)?): return left == right
    case (.string(let left)?, .string(let right)?):
      guard left.utf8.count == right.utf8.count else { return false }
      try step(bytes: 4 * left.utf8.count)
      return left.hasSameBytes(as: right)
    case (.array(let left)?, .array(let right)?):
      guard left.count == right.count else { return false }
      try step(2 * left.count)
      for (left, right) in zip(left, right) where try !isEqual(left, right) { return false }
      return true
    case (.object(let left)?, .object(let right)?):
      guard left.count == right.count else { return false }
      try step(2 * left.count)
      for member in left {
        guard let other = right[member.key], try isEqual(member.value, other) else {
          return false
        }
      }
      return true
    default: return false
    }
  }

  /// The argument without a value that a path begins with; `nil` for other paths.
  func hidden(_ path: Path) -> MissingArgument? {
    guard case .context(let up) = path.root, let first = path.names.first else { return nil }
    let index = scopes.count - 1 - up
    return index >= scopeBase ? scopes[index].missing(first) : nil
  }

  /// Notes a path without a value. What a partial was given nothing for is missing where the partial
  /// is included.
  func noteMissing(_ argument: MissingArgument?, or path: String, at offset: Int) {
    guard isStrict else { return }
    guard let argument else { return note(.missing, path, at: offset) }
    findings.note(
      .missing, argument.path, at: argument.offset, in: argument.source, partial: argument.partial)
  }

  /// Notes what a strict rendering refuses.
  func note(_ kind: Findings.Kind, _ path: String, at offset: Int) {
    guard isStrict else { return }
    findings.note(kind, path, at: offset, in: tree.source, partial: partialName)
  }

  /// A place of the text that is being carried out.
  func place(_ offset: Int) -> HandlebarsPlace {
    HandlebarsPlace(
      partial: partialName, position: TextPosition(offset: offset, in: tree.source))
  }
}
