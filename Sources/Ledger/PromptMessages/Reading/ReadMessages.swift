public import CanonicalJSON
public import PromptTemplate

extension MessageFormat {
  /// Reads messages in any of the forms, which are told apart by their members.
  ///
  /// In texts, and as the whole address of a medium, `{{name}}` is a placeholder; all other braces
  /// are text, so `{{{name}}}` is a placeholder between two braces, as in a chat text. A content of one part that is text is that text. A
  /// member that is null counts as left out, as in the forms themselves.
  ///
  /// Takes time linear in the size of the value.
  ///
  /// - Returns: At least one element.
  /// - Throws: ``MessageFormatError`` for what has no place in a chat, with its path; nothing is
  ///   dropped.
  public static func read(_ json: JSONValue) throws(MessageFormatError) -> [ChatElement] {
    let reader = MessageReader(isLiteral: false)
    let elements: [ChatElement]
    switch json {
    case .array(let values): elements = try reader.elements(values)
    case .object(let object): elements = try reader.elements(object)
    case .null, .bool, .number, .string:
      throw MessageFormatError(
        "messages",
        "this is \(MessageReader.words(for: json)): give an array of messages, or an object with the "
          + "member messages")
    }
    guard !elements.isEmpty else {
      throw MessageFormatError("messages", "the list is empty: give it a message")
    }
    return elements
  }

  /// Reads the value of a `messages` marker: an array of messages in one of the forms, in which all
  /// texts are literal.
  ///
  /// - Parameters:
  ///   - json: The value; the list may be empty.
  ///   - name: The name of the list, with which paths in errors begin: `history[2].content`.
  /// - Throws: ``MessageFormatError`` if it is no list of messages, or holds what has no place in a
  ///   chat.
  public static func readList(
    _ json: JSONValue, named name: String
  ) throws(MessageFormatError) -> [ChatMessage] {
    let list = MarkerRules.isName(name) ? name : MessagePlace.excerpt(name)
    guard case .array(let values) = json else {
      throw MessageFormatError(
        list, "it is \(MessageReader.words(for: json)): give a list of messages")
    }
    return try MessageReader(isLiteral: true).elements(values, in: list).compactMap { element in
      // A placeholder of a list was refused.
      guard case .message(let message) = element else { return nil }
      return message
    }
  }
}

extension MessageReader {
  /// The elements of an object with the member `messages`.
  fileprivate func elements(_ object: JSONObject) throws(MessageFormatError) -> [ChatElement] {
    let values = try messages(of: object)
    var elements: [ChatElement] = []
    for member in object where !member.value.isNull {
      switch member.key {
      case "messages": break
      case "system": elements = try system(member.value)
      // The protocol's answers say that they are whole.
      case "resultType" where member.value == "complete": break
      default:
        throw MessageFormatError(
          MarkerRules.isName(member.key) ? member.key : MessagePlace.excerpt(member.key),
          "it has no place in a chat: leave it out")
      }
    }
    return elements + (try self.elements(values))
  }

  private func messages(of object: JSONObject) throws(MessageFormatError) -> [JSONValue] {
    switch object["messages"] ?? .null {
    case .array(let values): return values
    case .null where object["role"] != nil:
      throw MessageFormatError("messages", "this is one message: put it into an array")
    case .null:
      throw MessageFormatError("messages", "it is missing: give a list of messages")
    case let value:
      throw MessageFormatError(
        "messages", "it is \(Self.words(for: value)): give a list of messages")
    }
  }
}
