public import CanonicalJSON
public import PromptMessages
public import PromptTemplate

/// A version that has been rendered: a text, or messages.
public struct RenderedPrompt: Sendable {
  /// What the elements are as text.
  enum Form: Sendable {
    /// A chat text, so that reading it gives exactly the messages.
    case messages
    /// The one text that a chat without messages is, as it is written there.
    case writtenText
    /// The text of one message of the user, as it is; everything else as messages.
    case bareText
  }

  private enum Content: Sendable {
    case text(String)
    case elements([ChatElement], Form)
  }

  private let content: Content

  /// A text, which is a message of the user.
  init(text: String) {
    content = .text(text)
  }

  /// Messages, or the one message that a text is.
  init(_ elements: [ChatElement], as form: Form) {
    content = .elements(elements, form)
  }

  /// The messages, and the places of lists that were not given.
  public var elements: [ChatElement] {
    switch content {
    case .elements(let elements, _): elements
    case .text(let text):
      [.message(ChatMessage(role: "user", parts: [.text(MessageText(literal: text))]))]
    }
  }

  /// The whole as text: of a text prompt the text, of messages the canonical chat text, so that
  /// reading it gives exactly the messages. Sections, whose texts an application knows, are left out.
  ///
  /// - Throws: `ChatTextError`, where a value has no place in a chat text: a medium's address with
  ///   a brace.
  public func text() throws(ChatTextError) -> String {
    switch content {
    case .text(let text): return text
    case .elements(let whole, let form):
      let elements = whole.map(\.withoutSections)
      if elements.isEmpty { return "" }
      if form == .writtenText, elements.count == 1, case .message(let message) = elements[0],
        message.parts.isEmpty
      {
        return ""
      }
      if form != .messages, elements.count == 1, case .message(let message) = elements[0],
        message.parts.count == 1, case .text(let text) = message.parts[0]
      {
        if form == .writtenText { return text.written }
        if message.attributes.isEmpty, message.role.hasSameBytes(as: "user"), text.isComplete {
          return text.written
        }
      }
      return try ChatText.canonical(elements)
    }
  }

  /// The messages as applications send them.
  ///
  /// - Throws: `MessageFormatError` with the message that has no place in this form, and what to do.
  public func json(_ format: MessageFormat) throws(MessageFormatError) -> JSONValue {
    try format.json(elements)
  }
}

extension ChatElement {
  /// The same without the places of sections; texts before and behind one become one.
  fileprivate var withoutSections: ChatElement {
    guard case .message(var message) = self,
      message.parts.contains(where: { if case .section = $0 { true } else { false } })
    else { return self }
    var parts: [MessagePart] = []
    for part in message.parts {
      switch (part, parts.last) {
      case (.section, _): continue
      case (.text(let text), .text(var before)?):
        for piece in text.pieces { before.append(piece) }
        parts[parts.count - 1] = .text(before)
      default: parts.append(part)
      }
    }
    message.parts = parts
    return .message(message)
  }
}
