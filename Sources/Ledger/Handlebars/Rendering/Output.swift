internal import CanonicalJSON
internal import PromptTemplate

extension Evaluator {
  /// Writes what a tag gives.
  func show(_ expression: Expression) throws(HandlebarsRenderError) {
    guard case .call(let call) = expression else {
      let value = try evaluate(expression, isAsked: false)
      noteIfNoText(value, expression)
      return try write(value)
    }
    switch call.helper {
    case .lookup:
      let value = try evaluate(expression, isAsked: false)
      noteIfNoText(value, expression)
      try write(value)
    case .json: try writer.write(try json(call, isAsked: false)[...])
    case .role: try beginMessage(call)
    case .history: try insertList("history", nextRole: "model")
    case .messages:
      if case .literal(.string(let name)) = call.arguments[0] {
        try insertList(name, nextRole: "user")
      }
    case .media: try addMedia(call)
    case .section:
      if let name = try text(call.arguments[0]), !name.utf8.isEmpty {
        try writer.use(name.utf8.count)
        try writer.add(.section(name))
      }
    }
  }

  private func noteIfNoText(_ value: JSONValue?, _ expression: Expression) {
    guard isStrict, let value else { return }
    switch value {
    case .null, .bool, .number, .string: break
    case .array, .object:
      switch expression {
      case .literal: break
      case .path(let path): note(.notText, path.written, at: path.offset)
      case .call(let call): note(.notText, "(\(written(call)))", at: call.offset)
      }
    }
  }

  /// Writes a value as JavaScript makes text of it: lists with commas, objects not at all.
  func write(_ value: JSONValue?) throws(HandlebarsRenderError) {
    switch value {
    case nil, .null: break
    case .bool(let value): try writer.write(value ? "true" : "false")
    case .number(let number): try writer.write(number.description)
    case .string(let text): try writer.write(text)
    case .array(let values):
      for (index, value) in values.enumerated() {
        if index > 0 { try writer.write(",") }
        try write(value)
      }
    case .object: try writer.write("[object Object]")
    }
  }

  /// The text of a value that names something: a part, an address, a member of a message.
  private func text(_ expression: Expression) throws(HandlebarsRenderError) -> String? {
    let value = try evaluate(expression, isAsked: false)
    noteIfNoText(value, expression)
    switch value {
    case nil, .null, .array, .object: return nil
    case .bool(let value): return value ? "true" : "false"
    case .number(let number): return number.description
    case .string(let text): return text
    }
  }

  /// Begins a message.
  ///
  /// Where a value names the role and is none, the message is the user's: what follows must not
  /// become a part of the message before, which may be the system's.
  private func beginMessage(_ call: HelperCall) throws(HandlebarsRenderError) {
    let value = try evaluate(call.arguments[0], isAsked: false)
    try step(4)
    var role = "user"
    if let text = value?.string, MarkerRules.isRole(text) {
      role = text
    } else if value != nil {
      note(.notRole, written(call.arguments[0]), at: call.offset)
    }
    var attributes: [MessageAttribute] = []
    for argument in call.hash {
      try step(1 + attributes.count)
      guard let text = try text(argument.value) else { continue }
      try writer.use(text.utf8.count)
      attributes.removeAll { $0.name.hasSameBytes(as: argument.name) }
      attributes.append(MessageAttribute(name: argument.name, value: text))
    }
    try writer.begin(role: role, attributes: attributes)
  }

  private func addMedia(_ call: HelperCall) throws(HandlebarsRenderError) {
    var url: String?
    var type: String?
    try step(call.hash.count)
    for argument in call.hash {
      switch argument.name {
      case "url": url = try text(argument.value)
      case "contentType": type = try text(argument.value)
      default: break
      }
    }
    try addMedia(url: url, type: type)
  }

  /// Adds a medium, if it has an address.
  func addMedia(url: String?, type: String?) throws(HandlebarsRenderError) {
    guard let url, !url.utf8.isEmpty else { return }
    let type = type.flatMap { $0.utf8.isEmpty ? nil : $0 }
    try writer.use(url.utf8.count + (type?.utf8.count ?? 0))
    try writer.add(
      .media(MessageMedia(url: .literal(url), contentType: type.map { .literal($0) })))
  }

  /// Puts a list of messages in its place, or the place itself if it is not given.
  func insertList(
    _ name: String, nextRole: String
  ) throws(HandlebarsRenderError) {
    let isHistory = name == "history"
    guard let messages = input.lists[name] else {
      return try writer.add([.list(name)], isHistory: false, nextRole: nextRole)
    }
    try charge(messages)
    try writer.add(
      messages.map { .message($0) }, isHistory: isHistory, nextRole: nextRole)
  }

  /// Counts messages that go into the output.
  func charge(_ messages: [ChatMessage]) throws(HandlebarsRenderError) {
    for message in messages {
      try step(1 + message.attributes.count + message.parts.count)
      for attribute in message.attributes { try writer.use(attribute.value.utf8.count) }
      for part in message.parts {
        guard case .text(let text) = part else { continue }
        try step(text.pieces.count)
        for piece in text.pieces {
          if case .literal(let text) = piece { try writer.use(text.utf8.count) }
        }
      }
    }
  }

  /// A value as JavaScript's `JSON.stringify` writes it; `null` where there is none.
  func json(
    _ call: HelperCall, isAsked: Bool
  ) throws(HandlebarsRenderError) -> [UInt8] {
    let value = try evaluate(call.arguments[0], isAsked: isAsked)
    var indent = ""
    try step(call.hash.count)
    for argument in call.hash where argument.name == "indent" {
      switch try evaluate(argument.value, isAsked: true) {
      case .number(let number):
        indent = String(repeating: " ", count: Int(min(max(number.double, 0), 10)))
      case .string(let text): indent = String(text.unicodeScalars.prefix(10))
      default: break
      }
    }
    var text = JSONText(indent: Array(indent.utf8), room: limits.outputBytes)
    guard text.write(value ?? .null, depth: 0) else {
      throw .limit(RenderLimitError(.output, most: limits.outputBytes))
    }
    return text.bytes
  }
}

/// JSON as JavaScript writes it, up to a size.
struct JSONText {
  let indent: [UInt8]
  let room: Int
  private(set) var bytes: [UInt8] = []

  init(indent: [UInt8], room: Int) {
    self.indent = indent
    self.room = room
  }

  /// Writes a value, or stops beyond the size and says so.
  mutating func write(_ value: JSONValue, depth: Int) -> Bool {
    switch value {
    case .array(let values) where !values.isEmpty:
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        newLine(depth + 1)
        guard write(value, depth: depth + 1) else { return false }
      }
      newLine(depth)
      bytes.append(UInt8(ascii: "]"))
    case .object(let object) where !object.isEmpty:
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in object.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        newLine(depth + 1)
        JSONValue.string(member.key).write(to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        if !indent.isEmpty { bytes.append(0x20) }
        guard write(member.value, depth: depth + 1) else { return false }
      }
      newLine(depth)
      bytes.append(UInt8(ascii: "}"))
    default: value.write(to: &bytes)
    }
    return bytes.count <= room
  }

  private mutating func newLine(_ depth: Int) {
    guard !indent.isEmpty else { return }
    bytes.append(0x0a)
    for _ in 0..<depth { bytes += indent }
  }
}
