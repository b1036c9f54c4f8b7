internal import CanonicalJSON
internal import PromptTemplate

/// Reads messages; what it has no place for is refused.
struct MessageReader {
  /// Whether all texts are literal, also where they hold a placeholder.
  let isLiteral: Bool

  /// The messages of an array.
  func elements(
    _ values: [JSONValue], in list: String = "messages"
  ) throws(MessageFormatError) -> [ChatElement] {
    var elements: [ChatElement] = []
    elements.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      try append(value, to: &elements, at: MessagePlace(list: list, message: index))
    }
    return elements
  }

  private func append(
    _ value: JSONValue, to elements: inout [ChatElement], at place: MessagePlace
  ) throws(MessageFormatError) {
    let object = try object(value, "a message", at: place)
    switch object["type"] ?? .null {
    // Langfuse's names for a message.
    case .null, "message", "chatmessage": break
    case "placeholder":
      return elements.append(.list(try placeholder(object, at: place)))
    default:
      throw place.error(".type", "a message has no type: leave it out")
    }
    guard let value = object["role"] else {
      throw place.error(".role", "it is missing: say whose message it is, such as user")
    }
    let role = try role(value, ".role", at: place)
    var attributes: [MessageAttribute] = []
    for member in object where !member.value.isNull {
      switch member.key {
      case "role", "content", "type": break
      default: attributes.append(try attribute(member, at: place))
      }
    }
    if case .object(let content)? = object["content"] {
      if let attribute = attributes.first {
        throw place.error(unplaced: attribute.name, "the protocol has no such member: leave it out")
      }
      return try append(content, role: role, to: &elements, at: place)
    }
    elements.append(
      .message(
        ChatMessage(
          role: role, attributes: attributes, parts: try content(object["content"], at: place))))
  }

  /// The name of a list of messages that a placeholder of Langfuse stands for.
  private func placeholder(
    _ object: JSONObject, at place: MessagePlace
  ) throws(MessageFormatError) -> String {
    guard !isLiteral else {
      throw place.error(
        "", "a value holds messages, and no placeholder: put the messages in its place")
    }
    try members(of: object, allowed: ["type", "name"], at: place)
    let name = try string(object, "name", at: place)
    guard !name.utf8.isEmpty else {
      throw place.error(".name", "it is empty: give the list a name")
    }
    guard MarkerRules.canHold(name) else { throw place.error(".name", MarkerRules.refusal) }
    return name
  }

  /// The role of a message.
  func role(
    _ value: JSONValue, _ path: String, at place: MessagePlace
  ) throws(MessageFormatError) -> String {
    guard case .string(let role) = value else {
      throw place.error(path, "it is \(Self.words(for: value)): give a text such as user")
    }
    guard MarkerRules.isRole(role) else {
      throw place.error(
        path,
        "a role has 1 to \(MarkerRules.longestRole) characters, one kind of quotes at most, and no "
          + "brace, backslash or control character: change it")
    }
    return role
  }

  /// A member of a message beside its role and its content.
  func attribute(
    _ member: JSONMember, _ path: String = "", at place: MessagePlace
  ) throws(MessageFormatError) -> MessageAttribute {
    guard case .string(let value) = member.value else {
      throw place.error(
        path, unplaced: member.key,
        Self.advice[member.key]
          ?? "it is \(Self.words(for: member.value)), and a member of a message is text: leave it out"
      )
    }
    guard MarkerRules.isAttribute(member.key) else {
      throw place.error(
        path, unplaced: member.key,
        "a member's name has ASCII letters, digits, “_” and “-”, and begins with a letter or “_”: "
          + "leave it out")
    }
    guard MarkerRules.canHold(value) else {
      throw place.error(path, unplaced: member.key, MarkerRules.refusal)
    }
    return MessageAttribute(name: member.key, value: value)
  }

  /// What to say about members that are often there.
  private static let advice = [
    "tool_calls": "calls of tools have no place in a chat: leave the message out",
    "function_call": "calls of functions have no place in a chat: leave the message out",
    "audio": "audio has no place in a chat: leave the message out",
    "cache_control": "marks of a cache have no place in a chat: leave them to the application",
  ]
}

extension MessageReader {
  /// The parts of a message's content.
  private func content(
    _ value: JSONValue?, at place: MessagePlace
  ) throws(MessageFormatError) -> [MessagePart] {
    switch value {
    case .string(let text): return try parts(text, ".content", at: place)
    case .array(let values): return try parts(values, at: place)
    case nil:
      throw place.error(".content", "it is missing: give it a text, which may be empty")
    case .some(let value):
      throw place.error(".content", "it is \(Self.words(for: value)): give it a text")
    }
  }

  /// The parts of a text, which are none if it is empty.
  func parts(
    _ text: String, _ path: String, at place: MessagePlace
  ) throws(MessageFormatError) -> [MessagePart] {
    guard !text.utf8.isEmpty else { return [] }
    guard !text.utf8.contains(0) else {
      throw place.error(path, "it holds the character NUL: remove it")
    }
    return [.text(self.text(text))]
  }

  private func text(_ text: String) -> MessageText {
    isLiteral ? MessageText(literal: text) : MessageText(placeholdersIn: text)
  }

  private func parts(
    _ values: [JSONValue], at place: MessagePlace
  ) throws(MessageFormatError) -> [MessagePart] {
    guard !values.isEmpty else {
      throw place.error(".content", "the list is empty: give it a text, which may be empty")
    }
    var parts: [MessagePart] = []
    for (index, value) in values.enumerated() {
      var own = place
      own.part = index
      let part = try object(value, "a part", at: own)
      let kind = try string(part, "type", at: own)
      switch kind {
      case "text":
        let text = try textOfPart(part, at: own)
        if text.isEmpty, values.count > 1 {
          throw own.error(".text", Self.emptyText)
        }
        if case .text = parts.last { throw own.error("", Self.neighbours) }
        parts += text
      case "image_url": parts.append(.media(try imageURL(part, at: own)))
      case "image", "document":
        parts.append(.media(try sourced(part, isDocument: kind == "document", at: own)))
      default:
        throw own.error(
          ".type", "\(MessagePlace.excerpt(kind)) has no place in a chat: leave the part out")
      }
    }
    return parts
  }

  /// What is wrong with an empty text that is not all of a message.
  static let emptyText = "an empty text stands beside other parts: leave it out"

  /// What is wrong with a text that follows a text.
  static let neighbours = "two texts are neighbours here: make them one"

  /// The parts of a part `{"type": "text", "text": …}`: one, or none if it is empty.
  func textOfPart(
    _ part: JSONObject, at place: MessagePlace
  ) throws(MessageFormatError) -> [MessagePart] {
    try members(of: part, allowed: ["type", "text"], at: place)
    return try parts(try string(part, "text", at: place), ".text", at: place)
  }

  /// The address of a medium: a text, or a placeholder alone.
  func address(
    _ url: String, _ path: String, at place: MessagePlace
  ) throws(MessageFormatError) -> MarkerValue {
    guard !url.utf8.isEmpty else { throw place.error(path, "it is empty: give it an address") }
    if MarkerRules.canHold(url) { return .literal(url) }
    if !isLiteral, url.utf8.starts(with: "{{".utf8), url.utf8.count <= 1_024 {
      let template = Template(url)
      let placeholders = template.placeholders
      // As it is written again.
      if let only = placeholders.first, placeholders.count == 1,
        url.hasSameBytes(as: "{{\(only.name)}}")
      {
        return .variable(only.name)
      }
    }
    throw place.error(
      path,
      "it holds both kinds of quotes, a brace, a backslash or a control character: write %22, %27, "
        + "%7B, %7D or %5C")
  }

  /// A `data:` URL of a type and data.
  func dataURL(
    _ type: String, _ data: String, typeAt typePath: String, dataAt dataPath: String,
    at place: MessagePlace
  ) throws(MessageFormatError) -> MarkerValue {
    guard MarkerRules.canHold(type), !type.utf8.contains(UInt8(ascii: ",")) else {
      throw place.error(typePath, "it is no media type: write one such as image/png")
    }
    guard DataURL.isBase64(data.utf8) else {
      throw place.error(dataPath, "it is not base64, or empty: encode it so")
    }
    return .literal("data:\(type);base64,\(data)")
  }
}
