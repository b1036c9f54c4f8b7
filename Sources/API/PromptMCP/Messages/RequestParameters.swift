internal import CanonicalJSON

// What the methods ask of their parameters. All that is wrong is told at once.
extension Parameters {
  /// Where a page of the list begins; `nil` for the first one.
  func cursor() throws(MCPError) -> Cursor? {
    switch object["cursor"] ?? .null {
    case .null: return nil
    case .string(let text):
      guard let cursor = Cursor(text) else {
        throw .parameters(["'cursor' is none that this server gave: begin without one"])
      }
      return cursor
    case let other: throw .parameters(["'cursor' is a text, not \(Message.kind(of: other))"])
    }
  }

  /// The prompt that is asked for, with the texts of its arguments.
  func wantedPrompt() throws(MCPError) -> (name: String, values: [CatalogueValue]) {
    var reasons: [String] = []
    let name = text("name", in: object, "", &reasons)
    var values: [CatalogueValue] = []
    switch object["arguments"] ?? .null {
    case .null: break
    case .object(let arguments):
      for argument in arguments {
        switch argument.value {
        // A form sends it for what was left empty.
        case .null: continue
        case .string(let text): values.append(CatalogueValue(name: argument.key, text: text))
        case let other:
          reasons.append(
            "'arguments.\(argument.key.beginning)' is a text, not \(Message.kind(of: other))")
        }
      }
    case let other: reasons.append("'arguments' is an object, not \(Message.kind(of: other))")
    }
    guard let name, reasons.isEmpty else { throw .parameters(reasons) }
    return (name, values)
  }

  /// The argument whose values are asked for, and what was typed of one.
  func wantedCompletion() throws(MCPError) -> (prompt: String, argument: String, beginning: String)
  {
    var reasons: [String] = []
    let reference = inner("ref", &reasons)
    if let reference, let type = text("type", in: reference, "ref.", &reasons),
      !type.hasSameBytes(as: "ref/prompt")
    {
      reasons.append(
        "'ref.type' is ref/prompt, not '\(type.beginning)': this server has prompts only")
    }
    let prompt = reference.flatMap { text("name", in: $0, "ref.", &reasons) }
    let argument = inner("argument", &reasons)
    let name = argument.flatMap { text("name", in: $0, "argument.", &reasons) }
    let value = argument.flatMap { text("value", in: $0, "argument.", &reasons) }
    guard let prompt, let name, let value, reasons.isEmpty else { throw .parameters(reasons) }
    return (prompt, name, value)
  }

  /// Whether a client wants to be told that the list of prompts has changed.
  func wantsChanges() throws(MCPError) -> Bool {
    var reasons: [String] = []
    guard let wanted = inner("notifications", &reasons) else { throw .parameters(reasons) }
    switch wanted["promptsListChanged"] ?? .null {
    case .null: return false
    case .bool(let isWanted): return isWanted
    case let other:
      throw .parameters([
        "'notifications.promptsListChanged' is true or false, not \(Message.kind(of: other))"
      ])
    }
  }

  private func inner(_ key: String, _ reasons: inout [String]) -> JSONObject? {
    if let object = object[key]?.object { return object }
    reasons.append(Self.wrong(key, object[key], "an object"))
    return nil
  }

  private func text(
    _ key: String, in object: JSONObject, _ path: String, _ reasons: inout [String]
  ) -> String? {
    if let text = object[key]?.string { return text }
    reasons.append(Self.wrong(path + key, object[key], "a text"))
    return nil
  }

  private static func wrong(_ path: String, _ value: JSONValue?, _ wanted: String) -> String {
    guard let value else { return "'\(path)' is missing: give \(wanted)" }
    return "'\(path)' is \(wanted), not \(Message.kind(of: value))"
  }
}
