public import CanonicalJSON
public import PromptTemplate

extension MessageFormat {
  /// The canonical chat text of the messages of a chat prompt of Langfuse.
  ///
  /// Writing the elements of that text by ``langfuse`` gives these messages again, but for what the
  /// original drops too: members that it does not know.
  ///
  /// - Parameters:
  ///   - json: `[{"role", "content"} | {"type": "placeholder", "name"}]`; a message may have any other
  ///     `type`.
  ///   - name: What the list is called, with which paths in errors begin: `prompt[2].content`.
  ///   - keepsModel: Whether a role `model` is stored, which is given back as `assistant`; else it
  ///     is refused.
  /// - Throws: ``MessageFormatError`` with the place of what is no such message, or has no place in a
  ///   chat text.
  public static func chatText(
    ofLangfuse json: JSONValue, named name: String = "prompt", keepsModel: Bool = false
  ) throws(MessageFormatError) -> String {
    let elements = try langfuseElements(json, named: name, keepsModel: keepsModel)
    do throws(ChatTextError) {
      return try ChatText.canonical(elements)
    } catch {
      // Everything that has no place was refused before.
      throw MessageFormatError(name, "\(error)")
    }
  }

  /// The messages of a chat prompt of Langfuse; see ``chatText(ofLangfuse:named:keepsModel:)``.
  ///
  /// - Returns: At least one element.
  public static func langfuseElements(
    _ json: JSONValue, named name: String = "prompt", keepsModel: Bool = false
  ) throws(MessageFormatError) -> [ChatElement] {
    guard case .array(let values) = json else {
      throw MessageFormatError(
        name, "this is \(MessageReader.words(for: json)): give an array of messages")
    }
    guard !values.isEmpty else {
      throw MessageFormatError(name, "the list is empty: give it a message")
    }
    var reader = LangfuseReader(keepsModel: keepsModel)
    for (index, value) in values.enumerated() {
      try reader.read(value, at: MessagePlace(list: name, message: index))
    }
    try reader.checkNames()
    return reader.elements
  }
}

/// Reads messages of Langfuse as it does itself, and refuses what could not be given back.
private struct LangfuseReader {
  let keepsModel: Bool
  private(set) var elements: [ChatElement] = []
  private var lists: [(name: String, place: MessagePlace)] = []
  private let reader = MessageReader(isLiteral: false)

  init(keepsModel: Bool) {
    self.keepsModel = keepsModel
  }

  mutating func read(_ value: JSONValue, at place: MessagePlace) throws(MessageFormatError) {
    let object = try reader.object(value, "a message", at: place)
    if object["type"] == "placeholder" {
      let name = try reader.string(object, "name", at: place)
      guard LangfuseReader.isPlaceholder(name) else {
        throw place.error(
          ".name",
          "the name of a placeholder has ASCII letters, digits and '_', and begins with a letter: "
            + "change it")
      }
      lists.append((name, place))
      return elements.append(.list(name))
    }
    guard let value = object["role"] else {
      throw place.error(".role", "it is missing: say whose message it is, such as user")
    }
    let role = try reader.role(value, ".role", at: place)
    guard keepsModel || !role.hasSameBytes(as: "model") else {
      throw place.error(
        ".role",
        "'model' and 'assistant' are one role here, given back as assistant: write assistant")
    }
    let text = try reader.string(object, "content", at: place)
    elements.append(
      .message(ChatMessage(role: role, parts: try reader.parts(text, ".content", at: place))))
  }

  /// Refuses a list that has the name of a variable: clients give both their values by name.
  func checkNames() throws(MessageFormatError) {
    if lists.isEmpty { return }
    var variables: Set<UTF8Key> = []
    for case .message(let message) in elements {
      for case .text(let text) in message.parts {
        for case .variable(let name, _) in text.pieces { variables.insert(UTF8Key(name)) }
      }
    }
    for list in lists where variables.contains(UTF8Key(list.name)) {
      throw list.place.error(
        ".name", "a variable has the name '\(list.name)' too: give the placeholder another")
    }
  }

  private static func isPlaceholder(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLetter(first) else { return false }
    return name.utf8.allSatisfy {
      isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_")
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }
}
