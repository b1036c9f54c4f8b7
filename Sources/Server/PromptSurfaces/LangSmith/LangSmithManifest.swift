internal import CanonicalJSON
internal import HTTPMessages
internal import PromptRepo
internal import PromptTemplate

/// A version as LangChain writes down its prompt templates.
///
/// Templates are f-strings: `{name}` is a placeholder, and all other braces are doubled. The other
/// two formats would escape values, or run code.
struct LangSmithManifest {
  /// The template, serialised.
  let json: JSONValue

  /// - Throws: ``LangSmithError`` for what LangChain has no template for.
  init(_ form: PortableForm) throws {
    for name in form.variables { try Self.check(name) }
    switch form {
    case .text(let text):
      guard let pieces = text.pieces else {
        throw Self.refusal(
          "The prompt is written in Jinja, which LangChain does not load from a server: ask for it "
            + "through the Prompts API")
      }
      json = Self.template(pieces)
    case .chat(let elements):
      for name in form.lists {
        try Self.check(name)
        guard !form.variables.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else {
          throw Self.refusal(
            "'\(name)' is a list of messages and a variable, and LangChain has one value for both: "
              + "rename one of them")
        }
      }
      json = Self.constructor(
        ["chat", "ChatPromptTemplate"],
        [
          "input_variables": .array(form.variables.map(JSONValue.string)),
          "messages": .array(try elements.map(Self.element)),
        ])
    }
  }

  private static func element(_ element: ChatElement) throws -> JSONValue {
    switch element {
    case .list(let name):
      return constructor(
        ["chat", "MessagesPlaceholder"], ["variable_name": .string(name), "optional": true])
    case .message(let message):
      var arguments: JSONObject = ["prompt": template(try text(of: message))]
      var further = JSONObject()
      for attribute in message.attributes {
        guard attribute.name == "name" else {
          throw refusal(
            "A message has the member '\(attribute.name)', which LangChain's templates have no "
              + "place for: leave it out")
        }
        further["name"] = .string(attribute.value)
      }
      if !further.isEmpty { arguments["additional_kwargs"] = .object(further) }
      switch message.role {
      case "system":
        return constructor(["chat", "SystemMessagePromptTemplate"], arguments)
      case "user": return constructor(["chat", "HumanMessagePromptTemplate"], arguments)
      case _ where message.isOfModel:
        return constructor(["chat", "AIMessagePromptTemplate"], arguments)
      default:
        arguments["role"] = .string(message.role)
        return constructor(["chat", "ChatMessagePromptTemplate"], arguments)
      }
    }
  }

  private static func text(of message: ChatMessage) throws -> MessageText {
    var whole = MessageText()
    for part in message.parts {
      guard case .text(let text) = part else {
        throw refusal(
          "A message of the prompt has a medium or a section in it, and only texts are given to "
            + "LangChain: ask for the rendered prompt, or use the Prompts API")
      }
      for piece in text.pieces { whole.append(piece) }
    }
    return whole
  }

  private static func template(_ text: MessageText) -> JSONValue {
    var written: [UInt8] = []
    var names: [JSONValue] = []
    for piece in text.pieces {
      guard case .variable(let name, _) = piece else {
        for byte in piece.written.utf8 {
          if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") { written.append(byte) }
          written.append(byte)
        }
        continue
      }
      written += [UInt8(ascii: "{")] + name.utf8 + [UInt8(ascii: "}")]
      if !names.contains(.string(name)) { names.append(.string(name)) }
    }
    return constructor(
      ["prompt", "PromptTemplate"],
      [
        "input_variables": .array(names),
        "template": .string(String(decoding: written, as: UTF8.self)),
        "template_format": "f-string",
      ])
  }

  /// Refuses a name that LangChain does not take.
  private static func check(_ name: String) throws {
    if name.utf8.contains(where: { ".[]".utf8.contains($0) }) {
      throw refusal(
        "The variable '\(name)' has a dot or a bracket, and LangChain takes none in names: rename "
          + "it")
    }
    if ["self", "stop"].contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
      throw refusal("LangChain keeps the name '\(name)' for itself: rename the variable")
    }
  }

  private static func refusal(_ detail: String) -> LangSmithError {
    LangSmithError(status: .badRequest, detail: detail)
  }

  private static func constructor(_ path: [String], _ arguments: JSONObject) -> JSONValue {
    [
      "lc": 1, "type": "constructor",
      "id": .array((["langchain", "prompts"] + path).map(JSONValue.string)),
      "kwargs": .object(arguments),
    ]
  }
}
